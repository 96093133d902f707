-- Milliseconds since any worker last gave a sign of life; -1 when none ever did.
-- KEYS: workers
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local latest = nil
for _, beat in ipairs(redis.call('HVALS', KEYS[1])) do
  latest = math.max(latest or 0, tonumber(beat))
end
if not latest then
  return -1
end
return math.max(0, now - latest)
