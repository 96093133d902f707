-- A rep takes the caller who is offered, on the page in which the call rings; answered there, it needs no key any more.
-- A: rep, offer.  Returns taken, or why not: what came of the offer, or unknown for one that is not the rep's.
-- Nobody takes by page what rings at a phone: a voicemail box may be the one to pick up.
local offer = call('HMGET', key('offer', A[2]), 'state', 'rep', 'outcome')
if offer[2] ~= A[1] or (get(key('rep', A[1]), 'client') or '') == '' then return 'unknown' end
if offer[1] ~= 'ringing' then return offer[3] or offer[1] end
call('HSET', key('offer', A[2]), 'taken', '1')
return 'taken'
