-- A caller asks to wait for a person. Asking twice changes nothing. A number that left lately gets its old place back, in
-- whatever language; one that still waits elsewhere waits here instead: nobody has two places. An earlier call gives way.
-- A: caller, call id, line, language, number digest or '', last four digits, topic, joined ms or '', head start s,
--    longest line, 1 if silent, revision, joins an hour, often, shared places, the line's other languages ("en,es") or ''.
-- Where nobody speaks the caller's language, the caller waits for people of another one, and keeps hearing the own one.
-- Returns {outcome, position, joined ms}: waiting, nobody, full, or often with a fourth: seconds until it may; a fifth is 1
-- if the caller waits for people of another language.
-- include prelude/joins
local id, sid, line, number = A[1], A[2], A[3] .. ':' .. A[4], A[5]
local caller, last = key('caller', id), key('place', number)
local known = call('HMGET', caller, 'state', 'line', 'how', 'joined')
if known[1] and known[1] ~= 'ended' then
  local rank = call('ZRANK', key('line', known[2]), id)
  return {'waiting', rank and rank + 1 or 0, tonumber(known[4]) or NOW}
end
if known[3] == 'hung up' then return {'waiting', 0, tonumber(known[4]) or NOW} end -- a request that was under way when the caller hung up

-- Whoever has waited already was let in then; the database may have forgotten it, and the reps.
local has_waited = A[8] ~= ''
local function refuse(why, seconds)
  event('refused', 'call', sid, 'caller', id, 'line', line, 'why', why)
  return {why, 0, 0, seconds or 0}
end
local idle, language, is_foreign = first_idle(line), A[4], 0
if not idle and not has_waited and call('SCARD', key('staff', line)) == 0 then
  for other in string.gmatch(A[16] or '', '[^,]+') do
    if is_foreign == 0 and call('SCARD', key('staff', A[3] .. ':' .. other)) > 0 then
      line, language, is_foreign = A[3] .. ':' .. other, other, 1
    end
  end
  if is_foreign == 0 then return refuse('nobody') end
  idle = first_idle(line)
end

local joined = has_waited and math.min(tonumber(A[8]), NOW) or NOW -- by a clock that may be ahead of this one
local score, again = joined - tonumber(A[9]) * 1000, false
local before, joins = last_call_and_joins(number)
if before then
  local old = call('HMGET', key('caller', before), 'state', 'line', 'score', 'joined', 'was', 'how', 'ended')
  local is_there = before ~= id and (old[1] == 'waiting' or old[1] == 'offered' or old[1] == 'dropped')
  if is_there and has_waited and joined < (tonumber(old[4]) or joined) then
    -- A request of an earlier call that was held up on its way, while the number called again: that call has the place.
    call('HSET', caller, 'sid', sid, 'state', 'ended', 'how', 'redialled', 'was', 'waiting', 'ended', AT, 'line', line,
      'language', A[4], 'number', number, 'joined', whole(joined), 'score', whole(score), 'offer', '')
    call('EXPIRE', caller, DAY)
    return {'waiting', 0, joined}
  end
  if is_there then
    caller_ends(before, 'redialled')
    old[1], old[5], old[6], old[7] = 'ended', old[1], 'redialled', AT
    idle = first_idle(line) -- the rep who was offered that call
  end
  if old[1] == 'ended' and string.match(old[2], '^[^:]*') == A[3] and old[5] ~= 'talking' and old[6] ~= 'closed' and old[6] ~= 'too long'
    and NOW - tonumber(old[7]) <= 600000 then
    again, score, joined = true, math.min(score, tonumber(old[3])), tonumber(old[4])
  end
end
local ahead = call('ZCARD', key('line', line))
if not again and not has_waited then
  local why, seconds = door(number, joins, ahead, tonumber(A[10]), {tonumber(A[13]), tonumber(A[14]), tonumber(A[15])})
  if why then return refuse(why, seconds) end
end
if number ~= '' then call('SET', last, id, 'EX', DAY) end

local rep = idle and ahead == 0 and rep_to_ring(idle) -- who is first and has a free rep need not be put in line
local offer = rep and rep[1] == 'available' and next_offer()
call('HSET', caller, 'sid', sid, 'state', offer and 'offered' or 'waiting', 'line', line, 'language', language, 'heard', A[4], 'number', number,
  'from', A[6], 'topic', A[7], 'joined', whole(joined), 'score', whole(score), 'silent', A[11], 'revision', A[12],
  'offer', offer or '', 'told', again and 'again' or '')
if known[1] then call('HDEL', caller, 'kept') end
call('EXPIRE', caller, DAY)
if again or known[1] then call('HSET', caller, 'came', AT) end -- what was waited before has been learnt from
event('joined', 'call', sid, 'caller', id, 'line', line, 'topic', A[7], 'again', again and '1' or '0',
  'since', whole(joined))
if offer then
  local came = (again or known[1]) and AT or whole(joined)
  ring_for(offer, idle, rep, id, line, sid, whole(joined), came, whole(NOW + 90000), 'caller:' .. id)
  return {'waiting', 0, joined, 0, is_foreign}
end
due('caller', id, NOW + 90000)
call('ZADD', key('line', line), whole(score), id)
if idle and match(line) == id then return {'waiting', 0, joined, 0, is_foreign} end
local rank = call('ZRANK', key('line', line), id)
return {'waiting', rank and rank + 1 or 0, joined, 0, is_foreign}
