-- Removes a rep who is in no call. A: rep.  Returns {1 or 0, status}.
local rep = key('rep', A[1])
local fields = call('HMGET', rep, 'status', 'phone')
local status = fields[1]
if not status then return {0, ''} end
if status == 'offered' or status == 'connecting' or status == 'talking' then return {0, status} end
rep_status(A[1], 'offline', 'removed')
forget_phone(A[1], fields[2])
not_due('page', A[1])
call('SREM', key('reps'), A[1])
call('DEL', rep)
return {1, 'offline'}
