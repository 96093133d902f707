-- The carrier says that one side is in the conference. A: offer, side (caller or rep), the conference's id or ''.
-- Returns the offer's state.
local offer, side, known = key('offer', A[1]), A[2], is_set(A[3]) and {'room_sid', A[3]} or {}
local fields = call('HMGET', offer, 'state', 'caller', 'rep', side == 'rep' and 'caller_in' or 'rep_in', 'line',
  'joined', 'came', 'of', 'made')
if fields[1] ~= 'accepted' then return fields[1] or 'unknown' end
if not fields[4] then
  call('HSET', offer, side .. '_in', '1', unpack(known))
  return 'accepted'
end
call('HSET', offer, side .. '_in', '1', 'state', 'talking', 'talking', AT, unpack(known))
if is_set(fields[8]) then -- from now on the asking rep may leave without ending it
  rep_in_call(fields[3], 'talking')
  not_due('offer', A[1])
  event('colleague_entered', 'offer', A[1], 'of', fields[8], 'caller', fields[2], 'rep', fields[3])
  command('ends', 'offer', fields[8])
  return 'talking'
end
call('HSET', key('caller', fields[2]), 'state', 'talking')
call('ZREM', DEADLINES, 'offer:' .. A[1], 'caller:' .. fields[2])
rep_in_call(fields[3], 'talking', 'caller', fields[2],
    'serving', fields[5] .. ' ' .. AT .. ' ' .. fields[7] .. ' ' .. (fields[9] or ''))
event('connected', 'offer', A[1], 'caller', fields[2], 'rep', fields[3],
  'waited', whole(NOW - tonumber(fields[6])), 'rung', fields[9] or AT)
return 'talking'
