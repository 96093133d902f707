-- The carrier says that one side is in the conference. A: offer, side (caller or rep), the conference's id or ''.
-- Returns the offer's state.
local offer, side, room = key('offer', A[1]), A[2], A[3] or ''
local fields = call('HMGET', offer, 'state', 'caller', 'rep', side == 'rep' and 'caller_in' or 'rep_in', 'line', 'of')
if fields[1] ~= 'accepted' then return fields[1] or 'unknown' end
if not fields[4] then
  call('HSET', offer, side .. '_in', '1', 'room_sid', room)
  return 'accepted'
end
call('HSET', offer, side .. '_in', '1', 'state', 'talking', 'talking', AT, 'room_sid', room)
if is_set(fields[6]) then -- from now on the asking rep may leave without ending it
  rep_in_call(fields[3], 'talking')
  not_due('offer', A[1])
  command('ends', 'offer', fields[6])
  return 'talking'
end
local caller = key('caller', fields[2])
local came = call('HMGET', caller, 'joined', 'came')
call('HSET', caller, 'state', 'talking')
call('ZREM', DEADLINES, 'offer:' .. A[1], 'caller:' .. fields[2])
rep_in_call(fields[3], 'talking', 'caller', fields[2], 'serving', fields[5] .. ' ' .. AT .. ' ' .. (came[2] or came[1]))
event('connected', 'offer', A[1], 'caller', fields[2], 'rep', fields[3],
  'waited', whole(NOW - tonumber(came[1])))
return 'talking'
