-- Adds a person, who can't sign in before a password is set. A: who, id, sign-in name, then field, value, …
-- Returns 'added', 'name taken' or 'rep taken'.
local who, id, name = A[1], A[2], A[3]
local person = key('person', id)
if get(key('names'), name) then return 'name taken' end
local reps, told = '', ''
for i = 4, #A, 2 do
  if A[i] == 'reps' then reps = A[i + 1] end
  if A[i + 1] ~= '' then told = told .. (told == '' and '' or ', ') .. A[i] .. ' ' .. A[i + 1] end
end
if link_taken(id, reps) then return 'rep taken' end
call('HSET', person, 'sign_in', name, 'since', AT, unpack(A, 4))
call('HSET', key('names'), name, id)
call('SADD', key('everybody'), id)
relink(id, '', reps)
audit(who, 'person added', name, '', told)
return 'added'
