-- Ends records of calls whose end the carrier never told. Of who hung up in line or with a rep the line knows when that
-- was: a minute later, unless anything was heard of them since. The others once no call can last that long: callers hung
-- up where they were last heard of, after nobody knows how long. A call that travels in time is left alone: when it began says nothing of how
-- long it has lasted. A: see fold/basis; the first is how many records are looked at.
-- Returns how many there were to look at.
-- include fold/basis
-- include fold/again
-- include fold/demand
-- include fold/menu
local LAST_WORD = 60000 -- ms for which the carrier's last word is waited for
local LONGEST_CALL = 25 * 3600000 -- the carrier ends calls after 24 hours

if call('EXISTS', key('copying')) == 1 then return 0 end -- as in fold
local gone = call('ZRANGEBYSCORE', key('hung_up'), '-inf', whole(NOW - LAST_WORD), 'WITHSCORES', 'LIMIT', 0, tonumber(A[1]))
for i = 1, #gone, 2 do
  local r, at = call('HMGET', key('record', gone[i]), 'state', 'since', 'travels'), tonumber(gone[i + 1])
  call('ZREM', key('hung_up'), gone[i])
  if r[1] == 'over' and not r[3] and tonumber(r[2] or '0') <= at then
    is_over({caller = gone[i], at = at, status = 'completed'})
  end
end
local from, until_ = get(FOLDED, 'settled') or '-inf', whole(NOW - LONGEST_CALL)
local ids = call('ZRANGEBYSCORE', key('records'), from, until_, 'WITHSCORES', 'LIMIT', 0, tonumber(A[1]))
if #ids == 0 then
  write_counts(LIFE)
  return #gone / 2
end
call('HSET', FOLDED, 'settled', '(' .. ids[#ids])
for i = 1, #ids, 2 do
  local record = key('record', ids[i])
  local r = call('HMGET', record, 'entered', 'language', 'steps', 'asked', 'guided', 'ended', 'door', 'since', 'state',
    'travels')
  if r[1] and not r[6] and not r[10] and r[9] ~= 'waiting' and r[9] ~= 'talking' then
    end_call({caller = ids[i], at = tonumber(r[8] or r[1]), status = 'completed'}, r)
  end
end
write_counts(LIFE)
return #ids / 2 + #gone / 2
