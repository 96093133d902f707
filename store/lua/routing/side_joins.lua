-- The carrier says that one side is in the conference. A: offer, side (caller or rep).  Returns the offer's state.
local offer = key('offer', A[1])
local fields = redis.call('HMGET', offer, 'state', 'caller', 'rep')
if fields[1] ~= 'accepted' then return fields[1] or 'unknown' end
redis.call('HSET', offer, A[2] .. '_in', '1')
local both = redis.call('HMGET', offer, 'caller_in', 'rep_in')
if not (both[1] and both[2]) then return 'accepted' end
redis.call('HSET', offer, 'state', 'talking', 'talking', whole(NOW))
redis.call('HSET', key('caller', fields[2]), 'state', 'talking')
not_due('offer', A[1])
not_due('caller', fields[2])
rep_status(fields[3], 'talking')
event('connected', 'offer', A[1], 'caller', fields[2], 'rep', fields[3],
  'waited', whole(NOW - tonumber(get(key('caller', fields[2]), 'joined'))))
return 'talking'
