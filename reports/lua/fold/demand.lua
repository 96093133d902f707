-- Who wanted a person, each caller once. A call whose number asked in vain within the three days before, and has talked to
-- nobody since, is the same caller again. Who asked at a closed door comes again when it is open: that is counted apart.
local AT_A_CLOSED_DOOR = {closed = true, line_closed = true}
local function asked_before(number, entered, metric)
  for _, earlier in ipairs(look_back(number, entered, 20)) do
    local r = call('HMGET', key('record', earlier), 'entered', 'connected', metric)
    if not r[1] or entered - tonumber(r[1]) > 72 * HOURS or r[2] then return false end
    if r[3] then return true end
  end
  return false
end
local function want(record, e)
  local metric = AT_A_CLOSED_DOOR[e.refused] and 'wanted_closed' or 'wanted'
  local r = call('HMGET', record, 'entered', 'number_hash', metric)
  if r[3] then return end
  local counts_as = r[2] and asked_before(r[2], tonumber(r[1]), metric) and metric .. '_again' or metric
  call('HSET', record, metric, counts_as .. ' ' .. whole(e.at) .. ' ' .. e.line)
  add('count', e.at, e.line, counts_as, 1)
end
local function want_nothing(record)
  for _, metric in ipairs({'wanted', 'wanted_closed'}) do
    local counts_as, at, line = string.match(get(record, metric) or '', '^(%S+) (%d+) (%S+)$')
    if counts_as then add('count', tonumber(at), line, counts_as, -1) end
  end
end

