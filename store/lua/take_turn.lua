-- Whose turn is it to dial? One row for all desks and workers, as the carrier counts an account's calls, not a desk's.
-- A script of its own: its key lies in another slot than any desk's.
-- KEYS: turn to dial.  ARGV: ms between two calls.  Returns 0 when the turn is the caller's, else ms until the next one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local turn = tonumber(redis.call('GET', KEYS[1]) or '0')
if turn > now then return turn - now end
redis.call('SET', KEYS[1], string.format('%d', now + ARGV[1]), 'PX', ARGV[1] + 1)
return 0
