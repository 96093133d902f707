-- Drops events older than a number of seconds, by the database's own clock. Returns how many.
-- KEYS: events stream.  ARGV: age in s
local oldest = redis.call('TIME')[1] - tonumber(ARGV[1])
return redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%d-0', oldest * 1000))
