-- Remembers what a supervisor did for ten minutes, so that it can be undone. A: the act as text, who, how many acts at most:
-- beyond that the oldest one can't be undone any more.
-- Returns the act's id.
local name, id, fresh = key('acts'), NOW, {}
for _, old in ipairs(redis.call('HKEYS', name)) do
  if tonumber(old) < NOW - 600000 then redis.call('HDEL', name, old) else fresh[#fresh + 1] = tonumber(old) end
end
table.sort(fresh)
for i = 1, #fresh + 1 - tonumber(A[3]) do redis.call('HDEL', name, whole(fresh[i])) end
while redis.call('HSETNX', name, whole(id), A[1]) == 0 do id = id + 1 end
redis.call('EXPIRE', name, 600)
event('act', 'by', A[2])
return whole(id)
