-- Looks for what must never be. Changes nothing. A: ms a deadline may be overdue.  Returns one sentence a fault.
local faults, in_call = {}, {}
local function fault(...) faults[#faults + 1] = table.concat({...}, ' ') end
for _, id in ipairs(redis.call('SMEMBERS', key('reps'))) do
  local rep = redis.call('HMGET', key('rep', id), 'status', 'offer')
  local busy = rep[1] == 'offered' or rep[1] == 'connecting' or rep[1] == 'talking'
  if busy ~= (rep[2] ~= '' and rep[2] ~= false) then fault('rep', id, 'is', rep[1], 'with offer', rep[2] or 'none') end
  if busy then
    local offer = redis.call('HMGET', key('offer', rep[2]), 'rep', 'caller', 'state')
    if offer[1] ~= id then fault('offer', rep[2], 'is not of rep', id) end
    if offer[3] == 'closed' then fault('rep', id, 'is', rep[1], 'on a closed offer') end
    if in_call[offer[2]] then fault('caller', offer[2], 'has two reps') end
    in_call[offer[2]] = id
    local caller = redis.call('HMGET', key('caller', offer[2]), 'state', 'offer')
    if caller[2] ~= rep[2] or caller[1] ~= rep[1] then
      fault('rep', id, 'is', rep[1], 'but the caller', caller[1] or 'unknown')
    end
  end
  for _, line in ipairs(lines_of(key('rep', id))) do
    local idle = redis.call('ZSCORE', key('idle', line), id)
    if (rep[1] == 'available') ~= (idle ~= false) then fault('rep', id, 'is', rep[1], 'and idle on', line) end
    local first = redis.call('ZRANGE', key('line', line), 0, 0)
    if rep[1] == 'available' and first[1] then fault('rep', id, 'is available while', first[1], 'waits on', line) end
    for _, waiting in ipairs(redis.call('ZRANGE', key('line', line), 0, 100)) do
      local caller = redis.call('HMGET', key('caller', waiting), 'state', 'line')
      if caller[1] ~= 'waiting' or caller[2] ~= line then fault('caller', waiting, 'in line', line, 'is', caller[1] or '?') end
    end
  end
end
for _, late in ipairs(redis.call('ZRANGEBYSCORE', key('deadlines'), '-inf', whole(NOW - tonumber(A[1])), 'LIMIT', 0, 20)) do
  fault('overdue:', late)
end
return faults
