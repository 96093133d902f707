-- Keeps the carrier's last word on a call. Callbacks come in any order and more than once: only a higher sequence
-- number counts, and a final status absorbs whatever comes after it.
-- KEYS: events stream, call.  ARGV: call id, sequence, status, 1 if final, life in s, moment in ms
local last = redis.call('HMGET', KEYS[2], 'sequence', 'final')
if last[2] == '1' or (last[1] and tonumber(last[1]) >= tonumber(ARGV[2])) then
  return 0
end
redis.call('HSET', KEYS[2], 'sequence', ARGV[2], 'status', ARGV[3], 'final', ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('XADD', KEYS[1], '*', 'moment', ARGV[6], 'event', 'status', 'call', ARGV[1],
  'caller', string.match(KEYS[2], '%x+$'), 'status', ARGV[3])
return 1
