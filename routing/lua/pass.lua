-- A rep passes the caller who is offered, without a word on the phone, which stops ringing. A: rep, offer.
-- Returns passed, or why not: what came of the offer, or unknown for one that is not the rep's.
local offer = call('HMGET', key('offer', A[2]), 'state', 'rep', 'outcome')
if offer[2] ~= A[1] then return 'unknown' end
if offer[1] ~= 'ringing' then return offer[3] or offer[1] end
not_taken(A[2], 'passed')
return 'passed'
