-- Writes down one webhook, once. Returns the moment (ms) that its answer is to be computed for: the same for
-- every delivery of the same webhook, so that a repeat across closing time gets the same words.
-- KEYS: events stream, turn; for a call's first webhook also: record, records that have a number.
-- ARGV: moment in ms, life of the turn in s, then for a first one: the call's digest, number, keyed digest of it, life of
-- the record in s; then field, value, field, value ...
local first = redis.call('SET', KEYS[2], ARGV[1], 'NX', 'GET', 'EX', ARGV[2])
if first then
  return {tonumber(first), 0}
end
local fields = 3
if KEYS[3] then -- the number is written here and nowhere else: the stream never holds it
  redis.call('HSET', KEYS[3], 'number', ARGV[4], 'number_hash', ARGV[5])
  redis.call('EXPIRE', KEYS[3], ARGV[6])
  redis.call('ZADD', KEYS[4], ARGV[1], ARGV[3])
  fields = 7
end
redis.call('XADD', KEYS[1], '*', 'moment', ARGV[1], unpack(ARGV, fields))
return {tonumber(ARGV[1]), 1}
