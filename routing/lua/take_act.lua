-- Takes an act to undo it; nobody else can then. A: the act's id, who.  Returns the act as text, or '' when it is too late.
local name = key('acts')
local text = redis.call('HGET', name, A[1])
if not text then return '' end
redis.call('HDEL', name, A[1])
if tonumber(A[1]) < NOW - 600000 then return '' end
event('act', 'by', A[2])
return text
