-- Counts a try at a rep's PIN before it is looked at. From so many on each one is followed by a pause, twice as long each time.
-- A: digest of the rep's number and of where it is tried, tries without a pause, first and longest pause in ms, seconds until
-- tries are forgotten.  Returns 0 if it may be looked at, else the seconds until the next one may.
local tries = key('pin_tries', A[1])
local left = (tonumber(redis.call('HGET', tries, 'pause') or '0')) - NOW
if left > 0 then return math.ceil(left / 1000) end
local over = redis.call('HINCRBY', tries, 'count', 1) - tonumber(A[2])
if over >= 0 then
  redis.call('HSET', tries, 'pause', whole(NOW + math.min(tonumber(A[3]) * 2 ^ over, tonumber(A[4]))))
end
redis.call('EXPIRE', tries, tonumber(A[5]))
return 0
