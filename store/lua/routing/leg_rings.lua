-- The carrier has dialled the rep. A: offer, leg's call id.  Returns 1, or 0 when the offer is over and the leg must go.
local state = get(key('offer', A[1]), 'state')
if not state then command('hang_up', 'leg', A[2], 'offer', A[1], 'why', 'unknown offer') return 0 end
redis.call('HSET', key('offer', A[1]), 'leg', A[2])
if state == 'closed' then hang_up_leg(A[1], 'offer over') return 0 end
return 1
