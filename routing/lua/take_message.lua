-- Takes a message away: the rep has read it, or it is taken back. A: rep, the message's id, who.
-- Returns 1, or 0 when it is gone already.
local gone = redis.call('HDEL', key('messages', A[1]), A[2])
if gone == 1 then event('message', 'rep', A[1], 'by', A[3]) end
return gone
