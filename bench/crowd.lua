-- Callers by the hundred thousand, each with all that a real one left when joining: copies of one who really waits.
-- KEYS[1]: events (names the slot).  ARGV: key prefix, the real caller, first and last number of the copies.
local P, call = ARGV[1], redis.call
local real = call('HGETALL', P .. 'caller:' .. ARGV[2])
local at = {}
for i = 1, #real, 2 do at[real[i]] = i + 1 end
local line = P .. 'line:' .. real[at.line]
local deadline = call('ZSCORE', P .. 'deadlines', 'caller:' .. ARGV[2])
for number = tonumber(ARGV[3]), tonumber(ARGV[4]) do
  local id, score = string.format('%032x', number), string.format('%d', number)
  real[at.sid], real[at.number], real[at.joined], real[at.score] = 'CA' .. id, id, score, score
  call('HSET', P .. 'caller:' .. id, unpack(real))
  call('EXPIRE', P .. 'caller:' .. id, 86400)
  call('SET', P .. 'place:' .. id, id, 'EX', 86400)
  call('ZADD', line, score, id)
  call('ZADD', P .. 'deadlines', deadline, 'caller:' .. id)
end
return 'done'
