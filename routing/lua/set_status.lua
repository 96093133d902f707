-- A rep (or somebody for the rep) asks for a status. A: rep, status (available, away, offline), reason,
-- who asks (phone, text, page, command, supervisor), and `after call` to have offline wait for the end of a call in hand.
-- Returns {1 or 0, status, reason}: 0 when a call in hand forbids it, or there is no such rep, or it is not to be asked for.
local rep = key('rep', A[1])
BY = A[4] or BY
local status = get(rep, 'status')
if not status then return {0, '', 'no such rep'} end
local may_ask = {available = true, away = true, offline = true} -- the others come of calls
if not may_ask[A[2]] then return {0, status, get(rep, 'reason')} end
-- What a person has chosen, and when: being done with a call is no choice to go on after hours.
if BY ~= 'rule' and not (status == 'wrap_up' and A[2] == 'available') then redis.call('HSET', rep, 'chosen', AT) end
if status == 'offered' and A[2] ~= 'available' then
  LEAVING = A[1]
  not_taken(get(rep, 'offer'), 'passed')
elseif status == 'offered' or status == 'connecting' or status == 'talking' then
  if A[2] == 'available' then
    redis.call('HDEL', rep, 'leaves')
  elseif A[5] == 'after call' then
    redis.call('HSET', rep, 'leaves', BY)
    return {1, status, 'after call'}
  end
  return {0, status, get(rep, 'reason')}
end
if A[2] == 'available' then
  if status ~= 'available' then redis.call('HSET', rep, 'idle', whole(NOW), 'misses', '0') end
  page_is_due(A[1])
  rep_status(A[1], 'available', A[3])
  serve(A[1])
else
  rep_status(A[1], A[2], A[3])
end
return {1, get(rep, 'status'), get(rep, 'reason')}
