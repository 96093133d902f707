-- The rep's side of a conversation ended while the caller is there. A: offer.
-- Returns the state it ended from. A caller dropped while connecting keeps the place; after talking the front is offered.
local offer = key('offer', A[1])
local fields = redis.call('HMGET', offer, 'state', 'caller', 'rep')
if fields[1] == 'accepted' then
  not_taken(A[1], 'unreachable')
elseif fields[1] == 'talking' then
  close_offer(A[1], 'rep left')
  redis.call('HSET', key('caller', fields[2]), 'state', 'dropped', 'offer', '')
  due('caller', fields[2], NOW + 90000)
  event('dropped', 'offer', A[1], 'caller', fields[2], 'rep', fields[3])
  wrap_up(fields[3])
end
return fields[1] or 'unknown'
