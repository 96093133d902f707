-- One sign of life of a worker, by the database's own clock. Forgets workers silent for a day.
-- KEYS: workers.  ARGV: name
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', now))
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if now - tonumber(all[i + 1]) > 86400000 then
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return now
