-- The carrier has dialled the rep. A: offer, leg's call id.  Returns 1, or 0 when the leg must go: the offer is over, or
-- another leg of it has been answered.
local id, leg = A[1], A[2]
if get(key('carrier_refuses'), 'is_wide') == '1' then
  call('DEL', key('carrier_refuses'))
  event('carrier_rings_again')
end
local fields = call('HMGET', key('offer', id), 'state', 'leg', 'answered')
local state = fields[1]
if state == 'ringing' and not fields[3] then
  call('HSET', key('offer', id), 'leg', leg)
elseif state == 'closed' or not state or fields[2] ~= leg then
  command('hang_up', 'leg', leg, 'offer', id, 'why', state and 'offer over' or 'unknown offer')
  return 0
end
return 1
