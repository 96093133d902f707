-- Removes a passkey; with the last step of a person's second step the recovery codes go. Other sessions end.
-- A: who, id, the credential's id, digest of the session kept or ''.  Returns 1, or 0 if there is none.
local who, id = A[1], A[2]
local person, passkeys = key('person', id), key('passkeys', id)
local found = get(passkeys, A[3])
if not found then return 0 end
call('HDEL', passkeys, A[3])
call('HSET', person, 'passkeys', call('HLEN', passkeys))
forget_recovery(id)
end_sessions(id, A[4])
audit(who, 'passkey removed', sign_in_name(id), cjson.decode(found).name, '')
return 1
