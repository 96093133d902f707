-- A caller asks to wait for a person. Asking twice changes nothing. A number that left lately gets its old place back.
-- A: caller, call id, line, language, number digest or '', last four digits, topic, joined ms or '', head start s,
--    longest line, 1 if silent.  Returns {outcome, position}: waiting, nobody or full.
local id, sid, line, number = A[1], A[2], A[3] .. ':' .. A[4], A[5]
local caller = key('caller', id)
local state = get(caller, 'state')
if state and state ~= 'ended' then
  local rank = redis.call('ZRANK', key('line', get(caller, 'line')), id)
  return {'waiting', rank and rank + 1 or 0}
end
if redis.call('SCARD', key('staff', line)) == 0 then
  event('refused', 'caller', id, 'line', line, 'why', 'nobody')
  return {'nobody', 0}
end
local joined = A[8] ~= '' and tonumber(A[8]) or NOW
local score = joined - tonumber(A[9]) * 1000
local old = number ~= '' and redis.call('GET', key('place', number))
local again = false
if old then
  local place_score, place_line, place_joined = string.match(old, '^(%S+) (%S+) (%S+)$')
  if place_line == line then
    again, score, joined = true, tonumber(place_score), tonumber(place_joined)
    redis.call('DEL', key('place', number))
  end
end
if not again and redis.call('ZCARD', key('line', line)) >= tonumber(A[10]) then
  event('refused', 'caller', id, 'line', line, 'why', 'full')
  return {'full', 0}
end
redis.call('HSET', caller, 'sid', sid, 'state', 'waiting', 'line', line, 'language', A[4], 'number', number,
  'from', A[6], 'topic', A[7], 'joined', whole(joined), 'score', whole(score), 'silent', A[11], 'offer', '', 'told', '')
redis.call('EXPIRE', caller, DAY)
redis.call('ZADD', key('line', line), whole(score), id)
due('caller', id, NOW + 90000)
event('joined', 'caller', id, 'line', line, 'topic', A[7], 'again', again and '1' or '0')
match(line)
local rank = redis.call('ZRANK', key('line', line), id)
return {'waiting', rank and rank + 1 or 0}
