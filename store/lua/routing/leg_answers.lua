-- The rep's phone has picked up (a person, or a voicemail box). A: offer, leg's call id.
-- Returns {state, line, language, topic, waited ms, 1 if silent}; state is ringing when the offer stands.
local offer = key('offer', A[1])
local fields = redis.call('HMGET', offer, 'state', 'caller')
if not fields[1] then return {'unknown', '', '', '', 0, '0'} end
if A[2] ~= '' then redis.call('HSET', offer, 'leg', A[2]) end
local caller = redis.call('HMGET', key('caller', fields[2]), 'line', 'language', 'topic', 'joined', 'silent')
if fields[1] == 'ringing' then due('offer', A[1], NOW + 25000) end
return {fields[1] == 'closed' and get(offer, 'outcome') or fields[1], caller[1] or '', caller[2] or '', caller[3] or '',
  math.max(0, NOW - (tonumber(caller[4]) or NOW)), caller[5] or '0'}
