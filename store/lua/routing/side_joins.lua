-- The carrier says that one side is in the conference. A: offer, side (caller or rep).  Returns the offer's state.
local offer, side = key('offer', A[1]), A[2]
local fields = call('HMGET', offer, 'state', 'caller', 'rep', side == 'rep' and 'caller_in' or 'rep_in', 'line',
  'joined', 'came')
if fields[1] ~= 'accepted' then return fields[1] or 'unknown' end
if not fields[4] then
  call('HSET', offer, side .. '_in', '1')
  return 'accepted'
end
call('HSET', offer, side .. '_in', '1', 'state', 'talking', 'talking', AT)
call('HSET', key('caller', fields[2]), 'state', 'talking')
call('ZREM', DEADLINES, 'offer:' .. A[1], 'caller:' .. fields[2])
rep_in_call(fields[3], 'talking', 'serving', fields[5] .. ' ' .. AT .. ' ' .. fields[7])
event('connected', 'offer', A[1], 'caller', fields[2], 'rep', fields[3],
  'waited', whole(NOW - tonumber(fields[6])))
return 'talking'
