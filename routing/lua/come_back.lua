-- A caller is on the phone who was taken to have hung up. A: offer.  Returns dropped, or the state the caller is in.
-- The rep's side told first that the conference was over, as if nobody was left: the front of the line is offered.
local caller_id = get(key('offer', A[1]), 'caller') or ''
local caller = key('caller', caller_id)
local fields = call('HMGET', caller, 'state', 'how', 'was', 'offer')
local is_mistaken = fields[1] == 'ended' and fields[2] == 'hung up' and fields[3] == 'talking' and fields[4] == A[1]
if not is_mistaken then return fields[1] or 'unknown' end
call('HSET', caller, 'state', 'dropped', 'offer', '')
call('HDEL', caller, 'how', 'was', 'ended')
due('caller', caller_id, NOW + 90000)
event('came_back', 'offer', A[1], 'caller', caller_id)
return 'dropped'
