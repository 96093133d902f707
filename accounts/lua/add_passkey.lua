-- Keeps a passkey of a person; other sessions end. A: who, id, the credential's id, its record in JSON, how many a person
-- may have, digest of the session kept or ''.  Returns 1, or 0 if it is known already, one too many, or nobody's.
local who, id = A[1], A[2]
local name, passkeys = get(key('person', id), 'sign_in'), key('passkeys', id)
if not name or call('HLEN', passkeys) >= tonumber(A[5]) then return 0 end
local record = cjson.decode(A[4])
record.since, record.used = NOW, 0
if call('HSETNX', passkeys, A[3], cjson.encode(record)) == 0 then return 0 end
call('HSET', key('person', id), 'passkeys', call('HLEN', passkeys))
end_sessions(id, A[6])
audit(who, 'passkey added', name, '', record.name)
return 1
