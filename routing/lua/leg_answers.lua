-- The rep's phone has picked up (a person, or a voicemail box). A: offer, leg's call id.
-- Returns {state, line, language, topic, waited ms, 1 if silent, the rep who asks, 1 if taken by page, language heard}; state is ringing when
-- the offer stands, and no other leg of it was answered before. Answered again, it gains no time. To who is asked by another
-- rep, the time is how long these two have talked.
local id, leg = A[1], A[2]
local offer = key('offer', id)
local fields = call('HMGET', offer, 'state', 'caller', 'outcome', 'answered', 'leg', 'of', 'taken')
local state = fields[1]
if not state then return {'unknown', '', '', '', 0, '0', '', '0', ''} end
if state == 'ringing' and not fields[4] then
  call('HSET', offer, 'answered', AT, 'leg', leg ~= '' and leg or fields[5])
  due('offer', id, NOW + 25000)
elseif state == 'ringing' and leg ~= '' and leg ~= fields[5] then
  state = 'accepted'
end
local caller = call('HMGET', key('caller', fields[2]), 'line', 'language', 'topic', 'joined', 'silent', 'heard')
local asks, since = '', caller[4]
if is_set(fields[6]) then
  local asking = call('HMGET', key('offer', fields[6]), 'rep', 'talking')
  asks, since = asking[1] or '', asking[2]
end
return {state == 'closed' and fields[3] or state, caller[1] or '', caller[2] or '', caller[3] or '',
  math.max(0, NOW - (tonumber(since) or NOW)), caller[5] or '0', asks, fields[7] or '0', caller[6] or ''}
