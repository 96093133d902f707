-- Gives a person new recovery codes; earlier ones are void. A: who, id, digest of a code …
-- Returns 1, or 0 if there is no such person.
local who, id = A[1], A[2]
local name, codes = get(key('person', id), 'sign_in'), key('recovery', id)
if not name then return 0 end
call('DEL', codes)
call('SADD', codes, unpack(A, 3))
audit(who, 'recovery codes made', name)
return 1
