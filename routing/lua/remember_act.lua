-- Remembers what a supervisor did for ten minutes, so that it can be undone. A: the act as text, who.
-- Returns the act's id.
local name, id = key('acts'), NOW
for _, old in ipairs(redis.call('HKEYS', name)) do
  if tonumber(old) < NOW - 600000 then redis.call('HDEL', name, old) end
end
while redis.call('HSETNX', name, whole(id), A[1]) == 0 do id = id + 1 end
redis.call('EXPIRE', name, 600)
event('act', 'by', A[2])
return whole(id)
