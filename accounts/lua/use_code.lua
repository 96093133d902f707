-- Uses up a code of the second step: each counts once, and none older than the last. A: id, step.  Returns 1 or 0.
local person = key('person', A[1])
if (tonumber(get(person, 'totp_step') or '') or 0) >= tonumber(A[2]) then return 0 end
call('HSET', person, 'totp_step', A[2])
return 1
