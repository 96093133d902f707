-- Forgets every call of one number: records, notes, where they are listed, and the place in line. A: keyed digest.
-- Returns how many calls there were, or -1 if one of them goes on; then nothing was changed.
local numbers = key('numbers', A[1])
local calls, reps = call('ZRANGE', numbers, 0, -1), call('SMEMBERS', key('reps'))
for _, id in ipairs(calls) do
  local r = call('HMGET', key('record', id), 'entered', 'ended')
  if r[1] and not r[2] and NOW - tonumber(r[1]) < DAY then return -1 end
end
for _, id in ipairs(calls) do
  local rep = get(key('record', id), 'rep')
  if rep then call('ZREM', key('taken', rep), id) end
  for _, one in ipairs(reps) do call('ZREM', key('taken', one), id) end
  for _, list in ipairs({'records', 'numbered', 'missed'}) do call('ZREM', key(list), id) end
  call('DEL', key('record', id), key('note', id), key('caller', id))
end
call('DEL', numbers, key('place', A[1]), key('joins', A[1]))
return #calls
