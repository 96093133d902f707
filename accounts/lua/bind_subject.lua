-- Who a person is at the single sign-on service; the first time is remembered, later another is refused.
-- A: id, subject.  Returns 1 or 0.
local person, subjects = key('person', A[1]), key('subjects')
local known, holder = get(person, 'subject'), get(subjects, A[2])
if holder and holder ~= A[1] then return 0 end
if known and known ~= '' and known ~= A[2] then return 0 end
call('HSET', subjects, A[2], A[1])
if known == A[2] then return 1 end
call('HSET', person, 'subject', A[2])
audit(sign_in_name(A[1]), 'single sign-on', sign_in_name(A[1]), '', 'first use')
return 1
