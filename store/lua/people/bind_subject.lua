-- Who a person is at the single sign-on service; the first time is remembered, later another is refused.
-- A: id, subject.  Returns 1 or 0.
local person = key('person', A[1])
local known = get(person, 'subject')
if known and known ~= '' then return known == A[2] and 1 or 0 end
call('HSET', person, 'subject', A[2])
audit(sign_in_name(A[1]), 'single sign-on', sign_in_name(A[1]), '', 'first use')
return 1
