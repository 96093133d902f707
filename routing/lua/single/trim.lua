-- Drops events older than a number of seconds, by the database's own clock, that have been folded into records.
-- KEYS: events stream, folded.  ARGV: age in s.  Returns how many.
local folded = redis.call('HGET', KEYS[2], 'id')
if not folded then return 0 end
local oldest = (redis.call('TIME')[1] - tonumber(ARGV[1])) * 1000
local limit = math.min(oldest, tonumber(string.match(folded, '^%d+')))
return redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%d-0', limit))
