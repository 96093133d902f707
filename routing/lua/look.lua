-- How a line stands. A: line and language.  Returns {callers waiting, reps free, reps signed in, longest wait ms, outlook of
-- who would come now}.
local name = A[1] .. ':' .. A[2]
local first = redis.call('ZRANGE', key('line', name), 0, 0)
local joined = first[1] and tonumber(get(key('caller', first[1]), 'joined')) or NOW
return {redis.call('ZCARD', key('line', name)), redis.call('ZCARD', key('idle', name)),
  redis.call('SCARD', key('staff', name)), math.max(0, NOW - joined), outlook(name, '+inf')}
