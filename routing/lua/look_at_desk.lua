-- How a whole desk stands. A: callers to list of each line at most, then the lines with their languages.
-- Returns {now ms, id of the latest event, lines, reps, callers}: of a line {name, waiting, free, reps, longest wait ms,
-- outlook of who would come now}; of a rep {id, its fields}; of a caller {digest, its fields}, first those in line.
local REP = {'name', 'status', 'reason', 'since', 'until', 'lines', 'languages', 'by', 'offer', 'leaves', 'chosen'}
local CALLER = {'line', 'state', 'from', 'topic', 'joined', 'silent', 'rep'}
local latest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local lines, reps, callers = {}, {}, {}
local function list(id, rep)
  local fields = redis.call('HMGET', key('caller', id), unpack(CALLER))
  fields[7] = rep or ''
  callers[#callers + 1] = {id, fields}
  return tonumber(fields[5]) or NOW
end
for n = 2, #A do
  local joined = NOW
  for place, id in ipairs(redis.call('ZRANGE', key('line', A[n]), 0, tonumber(A[1]) - 1)) do
    local since = list(id)
    if place == 1 then joined = since end
  end
  lines[#lines + 1] = {A[n], redis.call('ZCARD', key('line', A[n])), redis.call('ZCARD', key('idle', A[n])),
    redis.call('SCARD', key('staff', A[n])), math.max(0, NOW - joined), outlook(A[n], '+inf')}
end
for _, id in ipairs(redis.call('SMEMBERS', key('reps'))) do
  local fields = redis.call('HMGET', key('rep', id), unpack(REP))
  reps[#reps + 1] = {id, fields}
  local caller = fields[9] and fields[9] ~= '' and get(key('offer', fields[9]), 'caller')
  if caller then list(caller, id) end
end
return {AT, latest and latest[1] or '0-0', lines, reps, callers}
