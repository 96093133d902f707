-- What the carrier was told about a listener. A: listener, mode and rep's leg that it was told, both '' if nothing yet.
-- Returns {mode wished, '' when there is nobody to steer, the conference's id, the listener's leg, the rep's leg}.
local listener = key('listener', A[1])
local fields = call('HMGET', listener, 'state', 'mode', 'offer', 'leg')
if fields[1] ~= 'in' then return {'', '', '', ''} end
local offer = call('HMGET', key('offer', fields[3]), 'room_sid', 'leg')
if A[2] == fields[2] and A[3] == offer[2] then
  call('HSET', listener, 'mode_is', A[2], 'trouble', '')
  not_due('listener', A[1])
end
return {fields[2], offer[1] or '', fields[4], offer[2] or ''}
