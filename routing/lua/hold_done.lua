-- What the carrier has done about a hold. A: offer, 1 if the caller is on hold now, 0 if off, '' if nothing was done yet.
-- Returns {what is wished: 1, 0 or '' when nothing is any more, the conference's id, the caller's call id}.
local offer = key('offer', A[1])
local fields = call('HMGET', offer, 'state', 'hold', 'caller', 'rep', 'room_sid')
if fields[1] ~= 'talking' then return {'', '', ''} end
local hold, sid = fields[2] or '', get(key('caller', fields[3]), 'sid') or ''
local wish = (hold == 'holding' or hold == 'held') and '1' or '0'
if A[2] == wish and (hold == 'holding' or hold == 'resuming') then
  call('HSET', offer, 'hold', hold == 'holding' and 'held' or '', 'hold_since', AT)
  not_due('hold', A[1])
  if hold == 'holding' then
    event('held', 'offer', A[1], 'caller', fields[3], 'rep', fields[4])
  else
    event('resumed', 'offer', A[1], 'caller', fields[3], 'rep', fields[4])
  end
end
return {wish, fields[5] or '', sid}
