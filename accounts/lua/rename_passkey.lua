-- Gives a passkey another name. A: who, id, the credential's id, name.  Returns 1, or 0 if there is none.
local who, id = A[1], A[2]
local passkeys = key('passkeys', id)
local found = get(passkeys, A[3])
if not found then return 0 end
local record = cjson.decode(found)
local was = record.name
record.name = A[4]
call('HSET', passkeys, A[3], cjson.encode(record))
audit(who, 'passkey renamed', sign_in_name(id), was, A[4])
return 1
