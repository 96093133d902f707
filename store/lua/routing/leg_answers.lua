-- The rep's phone has picked up (a person, or a voicemail box). A: offer, leg's call id.
-- Returns {state, line, language, topic, waited ms, 1 if silent, 1 if taken by page}; state is ringing when the offer stands, and no other
-- leg of it was answered before. Answered again, it gains no time.
local id, leg = A[1], A[2]
local offer = key('offer', id)
local fields = call('HMGET', offer, 'state', 'caller', 'outcome', 'answered', 'leg', 'taken')
local state = fields[1]
if not state then return {'unknown', '', '', '', 0, '0', '0'} end
if state == 'ringing' and not fields[4] then
  call('HSET', offer, 'answered', AT, 'leg', leg ~= '' and leg or fields[5])
  due('offer', id, NOW + 25000)
elseif state == 'ringing' and leg ~= '' and leg ~= fields[5] then
  state = 'accepted'
end
local caller = call('HMGET', key('caller', fields[2]), 'line', 'language', 'topic', 'joined', 'silent')
return {state == 'closed' and fields[3] or state, caller[1] or '', caller[2] or '', caller[3] or '',
  math.max(0, NOW - (tonumber(caller[4]) or NOW)), caller[5] or '0', fields[6] or '0'}
