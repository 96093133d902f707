-- Ends records of calls whose end the carrier never told. Of who hung up in line or with a rep the line knows when that
-- was: a minute later, unless anything was heard of them since. A call in the menu asks again when the caller presses a
-- key and at the latest when everything was said and waited for; one that does not has hung up where it was last heard of,
-- after nobody knows how long. So has any other call that can't last that long, of which the line kept no such note. A call
-- that travels in time is left alone: when it began says nothing of how long it has lasted.
-- A: see fold/basis; the first is how many records are looked at.
-- Returns how many there were to look at.
-- include fold/basis
-- include fold/again
-- include fold/demand
-- include fold/menu
local LAST_WORD = 60000 -- ms for which the carrier's last word is waited for
local LONGEST_TURN = 20 * 60000 -- ms: a recording lasts 3 minutes at most, a text about 5, and then the line waits 10 s
local LONGEST_CALL = 25 * 3600000 -- the carrier ends calls after 24 hours

-- `at`: when the call was last heard of. Of how long the caller stayed there nothing is counted.
local function settle_call(id, at)
  local record = key('record', id)
  local r = call('HMGET', record, 'entered', 'language', 'steps', 'asked', 'guided', 'ended', 'door')
  if r[1] and not r[6] then end_call({caller = id, at = at, status = 'completed'}, r) end
end

if call('EXISTS', key('copying')) == 1 then return 0 end -- as in fold
local gone = call('ZRANGEBYSCORE', key('hung_up'), '-inf', whole(NOW - LAST_WORD), 'WITHSCORES', 'LIMIT', 0, tonumber(A[1]))
for i = 1, #gone, 2 do
  local r, at = call('HMGET', key('record', gone[i]), 'state', 'since', 'travels'), tonumber(gone[i + 1])
  call('ZREM', key('hung_up'), gone[i])
  if r[1] == 'over' and not r[3] and tonumber(r[2] or '0') <= at then
    is_over({caller = gone[i], at = at, status = 'completed'})
  end
end
local silent = call('ZRANGEBYSCORE', key('in_menu'), '-inf', whole(NOW - LONGEST_TURN), 'WITHSCORES', 'LIMIT', 0, tonumber(A[1]))
for i = 1, #silent, 2 do
  local state = get(key('record', silent[i]), 'state')
  is_elsewhere(silent[i])
  if state ~= 'waiting' and state ~= 'talking' then
    settle_call(silent[i], tonumber(silent[i + 1]))
  end
end
local from, until_ = get(FOLDED, 'settled') or '-inf', whole(NOW - LONGEST_CALL)
local ids = call('ZRANGEBYSCORE', key('records'), from, until_, 'WITHSCORES', 'LIMIT', 0, tonumber(A[1]))
if #ids == 0 then
  write_counts(LIFE)
  return (#gone + #silent) / 2
end
call('HSET', FOLDED, 'settled', '(' .. ids[#ids])
for i = 1, #ids, 2 do
  local r = call('HMGET', key('record', ids[i]), 'entered', 'since', 'state', 'travels')
  if r[1] and not r[4] and r[3] ~= 'waiting' and r[3] ~= 'talking' then
    settle_call(ids[i], tonumber(r[2] or r[1]))
  end
end
write_counts(LIFE)
return (#ids + #gone + #silent) / 2
