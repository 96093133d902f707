-- Removes numbers from records past their time, and records past theirs. A: life of a number in s, life of a record in s,
-- at most how many of each.  Returns how many there were.
local function due(name, life) return call('ZRANGEBYSCORE', name, '-inf', whole(NOW - life * 1000), 'LIMIT', 0, A[3]) end

local numbered = due(key('numbered'), tonumber(A[1]))
for _, id in ipairs(numbered) do
  call('HDEL', key('record', id), 'number', 'attested')
  call('ZREM', key('numbered'), id)
end
local old = due(key('records'), tonumber(A[2]))
for _, id in ipairs(old) do
  local number = get(key('record', id), 'number_hash')
  if number then call('ZREM', key('numbers', number), id) end
  call('DEL', key('record', id), key('note', id))
  call('ZREM', key('records'), id)
  call('ZREM', key('numbered'), id)
end
return #numbered + #old
