-- A wrong PIN was typed. A: rep, or '' when no rep has the number, seconds until it is forgotten unless there are more.
-- Returns how many there were.
local wrong = key('wrong_pins')
redis.call('HSETNX', wrong, 'since', AT)
redis.call('HINCRBY', wrong, 'rep:' .. A[1], 1)
redis.call('EXPIRE', wrong, tonumber(A[2]))
return redis.call('HINCRBY', wrong, 'all', 1)
