-- Writes down one webhook, once. Returns the moment (ms) that its answer is to be computed for: the same for
-- every delivery of the same webhook, so that a repeat across closing time gets the same words.
-- KEYS: events stream, turn.  ARGV: moment in ms, life of the turn in s, then field, value, field, value ...
local first = redis.call('SET', KEYS[2], ARGV[1], 'NX', 'GET', 'EX', ARGV[2])
if first then
  return {tonumber(first), 0}
end
redis.call('XADD', KEYS[1], '*', 'moment', ARGV[1], unpack(ARGV, 3))
return {tonumber(ARGV[1]), 1}
