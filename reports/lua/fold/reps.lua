-- Reps: the work after calls, and how their time goes by.
-- The work after a call, up to what the rep does next. It belongs to that conversation, whoever has the caller by now.
local function wrap_up_ends(rep, began, e)
  local id, connected, talk, joined, line =
    string.match(get(FOLDED, 'talk:' .. rep) or '', '^(%S+) (%d+) (%d+) ?(%d*) ?(%S*)$')
  call('HDEL', FOLDED, 'wrap_up:' .. rep, 'talk:' .. rep)
  if not id then return end
  if line == '' then -- kept by an older release
    local r = call('HMGET', key('record', id), 'joined', 'line')
    joined, line = r[1], r[2]
  end
  if not joined then return end
  local wrap_up = since(began, e.at)
  call('HINCRBY', key('record', id), 'wrapped', whole(wrap_up))
  add('count', joined, line, 'wrap_up', wrap_up)
  add('work', connected, rep, 'wrap_up', wrap_up)
  at_most('work', connected, rep, 'longest', talk + wrap_up)
end

function on.rep(e)
  if e.status == 'wrap_up' and e.reason == 'after call' then
    call('HSETNX', FOLDED, 'wrap_up:' .. e.rep, whole(e.at))
    return
  end
  local began = get(FOLDED, 'wrap_up:' .. e.rep)
  if began then wrap_up_ends(e.rep, began, e) end
  if e.reason == 'removed' then call('HDEL', FOLDED, 'talk:' .. e.rep) end
end


-- How long each rep was in which status, by the day of the desk's clock. The others' events say so of a rep in a call.
local STATUS = {offered = 'offered', consulting = 'offered', accepted = 'connecting', connected = 'talking', handed_over = 'talking'}
local LONGEST_DUTY = 14 -- days: whoever forgets to sign out for longer is counted no further
local function next_midnight(at)
  local day = desk_day(at) + 1
  local midnight = day * DAY - desk_offset(at)
  return day * DAY - desk_offset(midnight)
end
local function spend(rep, status, from, to)
  for _ = 1, LONGEST_DUTY do
    local until_ = math.min(to, next_midnight(from))
    if until_ > from then add_to_day('duty', from, rep .. ':' .. status, until_ - from) end
    if until_ >= to then return end
    from = until_
  end
end
local function stands(e)
  local status = STATUS[e.event] or (e.event == 'rep' and e.status)
  if not status or not e.rep then return end
  if status == 'wrap_up' and e.reason ~= 'after call' then status = 'pause' end
  local was, from = string.match(get(FOLDED, 'duty:' .. e.rep) or '', '^(%S+) (%d+)$')
  if was == status then return end
  if was and was ~= 'offline' then spend(e.rep, was, tonumber(from), e.at) end
  if e.reason == 'removed' then return call('HDEL', FOLDED, 'duty:' .. e.rep) end
  call('HSET', FOLDED, 'duty:' .. e.rep, status .. ' ' .. whole(e.at))
end
