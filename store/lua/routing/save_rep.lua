-- Adds a rep or changes one; the status stays. A: rep, then field, value, …  Returns 1 if the rep is new.
local rep = key('rep', A[1])
local new = redis.call('EXISTS', rep) == 0
local status, phone = get(rep, 'status') or 'offline', get(rep, 'phone')
for _, line in ipairs(lines_of(rep)) do
  redis.call('ZREM', key('idle', line), A[1])
  redis.call('SREM', key('staff', line), A[1])
end
if phone then redis.call('HDEL', key('phones'), phone) end
redis.call('HSET', rep, unpack(A, 2))
if new then redis.call('HSET', rep, 'idle', whole(NOW), 'misses', '0', 'offer', '', 'until', '') end
redis.call('SADD', key('reps'), A[1])
redis.call('HSET', key('phones'), get(rep, 'phone'), A[1])
local until_ = tonumber(get(rep, 'until') or '')
rep_status(A[1], status, get(rep, 'reason') or '', until_)
if status == 'available' then serve(A[1]) end
return new and 1 or 0
