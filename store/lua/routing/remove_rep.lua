-- Removes a rep who is in no call. A: rep.  Returns {1 or 0, status}.
local rep = key('rep', A[1])
local status = get(rep, 'status')
if not status then return {0, ''} end
if status == 'offered' or status == 'connecting' or status == 'talking' then return {0, status} end
rep_status(A[1], 'offline', 'removed')
redis.call('HDEL', key('phones'), get(rep, 'phone'))
redis.call('SREM', key('reps'), A[1])
redis.call('DEL', rep)
return {1, 'offline'}
