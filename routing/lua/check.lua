-- Looks for what must never be. Changes nothing. A: ms a deadline may be overdue, then the keys to look at, or none for all.
-- Returns one sentence a fault. All keys take a crowded desk's database seconds: that is for tests and chaos. Of a few keys
-- each is held against whatever belongs to it, of a line only its head is read, and nothing is added up.
local faults = {}
local function fault(...)
  local words = {...}
  for i = 1, select('#', ...) do words[i] = tostring(words[i] or 'nothing') end
  faults[#faults + 1] = table.concat(words, ' ')
end
local busy = {offered = 'ringing', connecting = 'accepted', talking = 'talking'}
local transient = {waiting = true, offered = true, connecting = true, dropped = true}
local kinds = {caller = {}, offer = {}, rep = {}, line = {}, idle = {}, staff = {}, listener = {}}
local is_slice = A[2] ~= nil
local last = is_slice and 99 or -1 -- of a list
for _, name in ipairs(is_slice and {unpack(A, 2)} or call('KEYS', P .. '*')) do
  local kind, id = string.match(string.sub(name, #P + 1), '^(%a+):(.*)$')
  local is_there = not is_slice or call('EXISTS', name) == 1 -- it may have gone since it was found
  if kinds[kind] and is_there then table.insert(kinds[kind], id) end
end
local function is_due(kind, id) return call('ZSCORE', DEADLINES, kind .. ':' .. id) ~= false end
local function serves(id, line)
  for _, served in ipairs(lines_of(key('rep', id))) do
    if served == line then return true end
  end
end

local waits, with = 0, {}
for _, id in ipairs(kinds.caller) do
  local caller = call('HMGET', key('caller', id), 'state', 'line', 'offer')
  local state, line, offer = caller[1], caller[2], caller[3]
  if state == 'waiting' then
    waits = waits + 1
    if not call('ZSCORE', key('line', line), id) then fault('caller', id, 'waits but is not in line', line) end
  end
  if busy[state] then
    local found = call('HMGET', key('offer', offer), 'caller', 'state')
    if found[1] ~= id or found[2] ~= busy[state] then fault('caller', id, 'is', state, 'but the offer', found[2]) end
  elseif state ~= 'ended' and offer ~= '' then
    fault('caller', id, 'is', state, 'with offer', offer)
  end
  if is_due('caller', id) ~= (transient[state] or false) then fault('caller', id, 'is', state, 'and its deadline is wrong') end
end

for _, id in ipairs(kinds.offer) do
  local offer = call('HMGET', key('offer', id), 'state', 'rep', 'caller', 'of', 'hold', 'consult', 'listener')
  local is_open = offer[1] ~= 'closed'
  if is_open and get(key('rep', offer[2]), 'offer') ~= id then fault('offer', id, 'is', offer[1], 'but not of rep', offer[2]) end
  if is_open and is_set(offer[4]) then -- a colleague is asked: the only case of a caller with two reps
    local asking = call('HMGET', key('offer', offer[4]), 'state', 'consult', 'caller')
    if asking[1] ~= 'talking' or asking[2] ~= id or asking[3] ~= offer[3] then fault('offer', id, 'asks for', offer[4], 'which is', asking[1]) end
  elseif is_open then
    if get(key('caller', offer[3]), 'offer') ~= id then fault('offer', id, 'is', offer[1], 'but not of its caller') end
    if with[offer[3]] then fault('caller', offer[3], 'has two reps') end
    with[offer[3]] = true
  end
  if is_due('offer', id) ~= (is_open and offer[1] ~= 'talking') then fault('offer', id, 'is', offer[1], 'and its deadline is wrong') end
  if is_due('hold', id) ~= (offer[5] == 'holding' or offer[5] == 'resuming') then fault('offer', id, 'is', offer[5], 'and its deadline is wrong') end
  if is_set(offer[5]) or is_set(offer[6]) or is_set(offer[7]) then
    if offer[1] ~= 'talking' then fault('offer', id, 'is', offer[1], 'with hold', offer[5], 'asked', offer[6], 'listener', offer[7]) end
    if is_set(offer[6]) and get(key('offer', offer[6]), 'of') ~= id then fault('offer', id, 'asks by', offer[6], 'which is of another') end
    if is_set(offer[7]) and get(key('listener', offer[7]), 'offer') ~= id then fault('offer', id, 'is not what', offer[7], 'hears') end
  end
end

for _, id in ipairs(kinds.listener) do
  local listener = call('HMGET', key('listener', id), 'state', 'offer', 'mode', 'mode_is')
  local is_open = listener[1] ~= 'closed'
  if is_open and get(key('offer', listener[2]), 'listener') ~= id then fault('listener', id, 'is', listener[1], 'of', listener[2], 'unknown to it') end
  if listener[1] ~= 'in' and is_due('listener', id) ~= is_open then fault('listener', id, 'is', listener[1], 'and its deadline is wrong') end
end

for _, id in ipairs(kinds.rep) do
  local rep = call('HMGET', key('rep', id), 'status', 'offer', 'client')
  local status, offer = rep[1], rep[2]
  if call('SISMEMBER', key('reps'), id) == 0 then fault('rep', id, 'is not among the reps') end
  if busy[status] then
    local found = call('HMGET', key('offer', offer), 'rep', 'state')
    if found[1] ~= id or found[2] ~= busy[status] then fault('rep', id, 'is', status, 'but the offer', found[2]) end
  elseif offer ~= '' then
    fault('rep', id, 'is', status, 'with offer', offer)
  end
  if is_due('rep', id) ~= (status == 'wrap_up') then fault('rep', id, 'is', status, 'and its deadline is wrong') end
  local is_in = status ~= 'offline' and status ~= 'away'
  if is_in and (rep[3] or '') ~= '' and not is_due('page', id) then fault('rep', id, 'is', status, 'and no page is waited for') end
  for _, line in ipairs(lines_of(key('rep', id))) do
    if is_in ~= (call('SISMEMBER', key('staff', line), id) == 1) then fault('rep', id, 'is', status, 'and staff of', line) end
    local idle = call('ZSCORE', key('idle', line), id)
    if (status == 'available') ~= (idle ~= false) then fault('rep', id, 'is', status, 'and idle on', line) end
    local first = status == 'available' and call('ZRANGE', key('line', line), 0, 0)[1]
    if first then fault('rep', id, 'is available while', first, 'waits on', line) end
  end
end

local teams, counted = {}, is_slice and {} or call('HGETALL', key('teams'))
for _, id in ipairs(is_slice and {} or kinds.rep) do
  local name = table.concat(lines_of(key('rep', id)), ',')
  local status = get(key('rep', id), 'status')
  if name ~= '' and status ~= 'offline' and status ~= 'away' then teams[name] = (teams[name] or 0) + 1 end
end
for n = 1, #counted, 2 do
  if teams[counted[n]] ~= tonumber(counted[n + 1]) then fault('team', counted[n], 'counts', counted[n + 1]) end
  teams[counted[n]] = nil
end
for name in pairs(teams) do fault('team', name, 'is not counted') end

local in_line = 0
for _, line in ipairs(kinds.line) do
  for _, id in ipairs(call('ZRANGE', key('line', line), 0, last)) do
    in_line = in_line + 1
    local caller = call('HMGET', key('caller', id), 'state', 'line')
    if caller[1] ~= 'waiting' or caller[2] ~= line then fault('caller', id, 'in line', line, 'is', caller[1], 'on', caller[2]) end
  end
end
if not is_slice and in_line ~= waits then fault(waits, 'callers wait,', in_line, 'are in line') end
for _, kind in ipairs({'idle', 'staff'}) do
  for _, line in ipairs(kinds[kind]) do
    for _, id in ipairs(kind == 'idle' and call('ZRANGE', key(kind, line), 0, last) or call('SMEMBERS', key(kind, line))) do
      if not serves(id, line) then fault('rep', id, 'is', kind, 'on', line, 'and does not serve it') end
    end
  end
end
for _, late in ipairs(call('ZRANGEBYSCORE', DEADLINES, '-inf', whole(NOW - tonumber(A[1])), 'LIMIT', 0, 20)) do
  fault('overdue:', late)
end
return faults
