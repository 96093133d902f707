-- A worker is about to put the caller of an offer through. A: offer, 1 if the carrier was asked and has no conversation.
-- Returns move, ask the carrier first, or over. A second move would take the caller out of the conversation.
local offer = key('offer', A[1])
local fields = call('HMGET', offer, 'state', 'moved')
if fields[1] ~= 'accepted' then return 'over' end
if fields[2] and A[2] ~= '1' then return 'ask' end -- somebody was here before: it is done, or was under way
call('HSET', offer, 'moved', AT)
return 'move'
