-- Who a session belongs to, as the person is now. A: digest, 1 if a person did something (a page that refreshes itself
-- is no sign of life), 1 if this request may change something, how many changes a person may make at once, and ms for
-- each further one.  Returns {person's id, person's fields, session's fields, ms until the person may change something},
-- or nothing.
local session = key('session', A[1])
local fields = call('HMGET', session, 'person', 'ends', 'idle', 'last', 'seen')
local id = fields[1]
if not id then return {} end
local person = key('person', id)
local is_gone = call('EXISTS', person) == 0 or get(person, 'disabled') == '1'
if is_gone or NOW >= tonumber(fields[2]) then
  call('DEL', session)
  call('ZREM', key('sessions', id), A[1])
  return {}
end
if A[2] == '1' and NOW - tonumber(fields[5]) > 10000 then -- a write now and then is enough
  local ends = whole(math.min(tonumber(fields[4]), NOW + tonumber(fields[3])))
  call('HSET', session, 'seen', AT, 'ends', ends)
  call('PEXPIREAT', session, ends)
end

local wait = 0
if A[3] == '1' then
  local pace, free = key('pace', id), tonumber(A[4]) * tonumber(A[5])
  local used = math.max(NOW, tonumber(call('GET', pace) or '') or 0) + tonumber(A[5])
  wait = math.max(0, used - NOW - free)
  if wait == 0 then call('SET', pace, whole(used), 'PX', whole(used - NOW)) end
end
return {id, call('HGETALL', person), call('HGETALL', session), wait}
