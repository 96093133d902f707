-- Does what is due: offers nobody took, calls that gave no more sign of life, wrap-ups that are over.
-- A: at most how many.  Returns how many were due.
local overdue = redis.call('ZRANGEBYSCORE', key('deadlines'), '-inf', whole(NOW), 'LIMIT', 0, tonumber(A[1]))
for _, member in ipairs(overdue) do
  redis.call('ZREM', key('deadlines'), member)
  local kind, id = string.match(member, '^(%a+):(.*)$')
  if kind == 'offer' then
    local state = get(key('offer', id), 'state')
    if state == 'ringing' then
      not_taken(id, 'missed')
    elseif state == 'accepted' then
      not_taken(id, 'unreachable')
    end
  elseif kind == 'caller' then
    caller_ends(id, 'lost')
  elseif kind == 'rep' then
    local rep = key('rep', id)
    local fields = redis.call('HMGET', rep, 'status', 'reason')
    if fields[1] == 'wrap_up' then
      if fields[2] == 'after call' then redis.call('HSET', rep, 'idle', whole(NOW)) end
      rep_status(id, 'available')
      serve(id)
    end
  end
end
return #overdue
