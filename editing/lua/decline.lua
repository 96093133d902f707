-- Declines a proposal, or takes one's own back.  A: the proposal's number, who, why.  Returns 0 when it was decided already.
local name = key('proposal')
local one = call('HMGET', name, 'number', 'state')
if one[1] ~= A[1] or one[2] ~= 'open' then return 0 end
call('HSET', name, 'state', 'declined', 'by', A[2], 'reason', A[3])
return 1
