-- Whether a rep's leaving ends the room. A: offer, what the carrier was told (1 or 0), '' if nothing yet.
-- Returns {what is wished: 1, 0 or '' when nothing is any more, the conference's id, the rep's leg}.
local offer = key('offer', A[1])
local fields = call('HMGET', offer, 'state', 'consult', 'room_sid', 'leg', 'of')
if fields[1] ~= 'talking' then return {'', '', ''} end
if A[2] ~= '' then call('HSET', offer, 'ends_is', A[2]) end
local asked = is_set(fields[2]) and get(key('offer', fields[2]), 'state')
return {(asked == 'talking' or is_set(fields[5])) and '0' or '1', fields[3] or '', fields[4] or ''}
