-- Leaves a message for a rep, shown until the rep has read it, for a week at most. A: rep, text, who, how many unread ones
-- a rep has at most.
-- Returns the message's id, or '' without such a rep, or one who has that many.
if redis.call('EXISTS', key('rep', A[1])) == 0 then return '' end
if redis.call('HLEN', key('messages', A[1])) >= tonumber(A[4]) then return '' end
local name, id = key('messages', A[1]), NOW
local text = cjson.encode({text = A[2], who = A[3], moment = AT})
while redis.call('HSETNX', name, whole(id), text) == 0 do id = id + 1 end
redis.call('EXPIRE', name, 7 * DAY)
event('message', 'rep', A[1], 'by', A[3])
return whole(id)
