-- Who a session belongs to, as the person is now. A: digest, 1 if a person did something (a page that refreshes itself
-- is no sign of life).  Returns {person's id, person's fields, session's fields}, or nothing.
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
return {id, call('HGETALL', person), call('HGETALL', session)}
