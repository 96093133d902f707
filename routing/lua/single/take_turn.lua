-- Whose turn is it to dial? One row for all desks and workers, as the carrier counts an account's calls, not a desk's.
-- A desk stands in the row once, however many it has to ring, so one that is flooded delays another by one call.
-- A script of its own: its keys lie in another slot than any desk's.
-- KEYS: turn to dial, row.  ARGV: ms between two calls, desk, ms of grace.
-- Returns 0 when the turn is the desk's, else ms until it should ask again.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local between = tonumber(ARGV[1])
-- Who does not come for its turn, having nothing to ring any more or being dead, leaves it to the next one.
local grace = math.min(between, tonumber(ARGV[3]))
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
redis.call('ZADD', KEYS[2], 'NX', math.max(now, (tonumber(last) or 0) + 1), ARGV[2])
local ahead = redis.call('ZRANK', KEYS[2], ARGV[2])
local life = between + redis.call('ZCARD', KEYS[2]) * grace + 1
redis.call('PEXPIRE', KEYS[2], life)
local turn = tonumber(redis.call('GET', KEYS[1]) or '0')
if turn > 0 and turn + ahead * grace > now then return turn + ahead * grace - now end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, ahead)
redis.call('SET', KEYS[1], string.format('%d', now + between), 'PX', life)
return 0
