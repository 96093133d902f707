-- The rep pressed 1. The first one wins. A: offer.  Returns accepted, or why not: the offer's outcome, or unknown.
local offer = key('offer', A[1])
local fields = redis.call('HMGET', offer, 'state', 'caller', 'rep', 'outcome')
if fields[1] == 'accepted' or fields[1] == 'talking' then return 'accepted' end
if fields[1] ~= 'ringing' then return fields[4] or 'unknown' end
redis.call('HSET', offer, 'state', 'accepted', 'accepted', whole(NOW))
redis.call('HSET', key('caller', fields[2]), 'state', 'connecting', 'rep', fields[3])
rep_status(fields[3], 'connecting')
due('offer', A[1], NOW + 20000)
event('accepted', 'offer', A[1], 'caller', fields[2], 'rep', fields[3])
command('move', 'offer', A[1], 'caller', fields[2], 'sid', get(key('caller', fields[2]), 'sid'))
return 'accepted'
