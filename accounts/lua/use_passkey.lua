-- Notes that a passkey was used. A: id, the credential's id, its counter.  Returns 1, or 0 if it is gone or its counter,
-- where it has one, has been here already.
local passkeys = key('passkeys', A[1])
local found = get(passkeys, A[2])
if not found then return 0 end
local record, count = cjson.decode(found), tonumber(A[3])
if (count > 0 or record.sign_count > 0) and count <= record.sign_count then return 0 end
record.sign_count, record.used = count, NOW
call('HSET', passkeys, A[2], cjson.encode(record))
return 1
