-- What every routing script begins with: the desk's keys, the time, and the moves that several verbs share.
-- KEYS[1]: events (names the slot).  ARGV: key prefix, now in ms or '' for the database's own clock, then the verb's own.
-- Rules: check the state first and write only then; every transient state has a deadline; a state that ended absorbs
-- whatever comes late. Each command costs more than the Lua around it, so nothing is written that already holds.
local P, WHEN, call = table.remove(ARGV, 1), table.remove(ARGV, 1), redis.call
local NOW, AT = tonumber(WHEN), WHEN
if not NOW then
  local time = call('TIME')
  NOW = time[1] * 1000 + math.floor(time[2] / 1000)
  AT = string.format('%d', NOW)
end
local function whole(number) return string.format('%d', number) end
local A = ARGV -- less the two above: a copy would be one more table a step for the interpreter to clear away
local DAY = 86400
local BY = 'rule' -- who changes a rep's status: a person says so, everything else is the line's own rule
local LEAVING -- the rep who goes away in this step: free for a moment, and not to be given the next caller
local DEADLINES, COMMANDS = P .. 'deadlines', P .. 'commands'

local function is_set(value) return value ~= nil and value ~= false and value ~= '' end
local function key(kind, id) return id and P .. kind .. ':' .. id or P .. kind end
local function get(name, field) return call('HGET', name, field) end
local function event(name, ...) call('XADD', KEYS[1], '*', 'moment', AT, 'event', name, ...) end
local function command(name, ...)
  call('XADD', COMMANDS, 'MAXLEN', '~', 10000, '*', 'command', name, 'moment', AT, ...)
end
local function due(kind, id, at, ...) call('ZADD', DEADLINES, whole(at), kind .. ':' .. id, ...) end
local function not_due(kind, id) call('ZREM', DEADLINES, kind .. ':' .. id) end

-- Every line × language.
local function product(lines, languages)
  local found = {}
  for line in string.gmatch(lines or '', '[^,]+') do
    for language in string.gmatch(languages or '', '[^,]+') do
      found[#found + 1] = line .. ':' .. language
    end
  end
  return found
end

-- Every line a rep serves.
local function lines_of(rep)
  local fields = call('HMGET', rep, 'lines', 'languages')
  return product(fields[1], fields[2])
end

-- Reps signed in, counted by the lines they serve together.
local function team(lines, more)
  local name = table.concat(lines, ',')
  if call('HINCRBY', key('teams'), name, more) <= 0 then call('HDEL', key('teams'), name) end
end

-- What an ended wait teaches, and the ms it took to handle a call or nil: each makes the earlier ones count less, by 1/50 of
-- calls and 1/200 of waits. The half hour in which the caller came gains 10^12 for an answer and the ms waited: whoever
-- gave up has waited without an answer.
local function learn(line, came, ended, gave_up, took)
  local recent = key('recent', line)
  local calls, handled, waits, given_up, waited =
    string.match(call('GET', recent) or '0 0 0 0 0', '^(%S+) (%S+) (%S+) (%S+) (%S+)$')
  if took then calls, handled = calls * 0.98 + 1, handled * 0.98 + took end
  if came then
    local wait = math.max(0, ended - came)
    waits, given_up, waited = waits * 0.995 + 1, given_up * 0.995 + gave_up, waited * 0.995 + wait
    local week, more = key('waits', math.floor(came / 604800000)), wait + (took and 1e12 or 0)
    local sum = call('HINCRBY', week, math.floor(came / 1800000), whole(more))
    if sum == more then call('EXPIRE', week, 63 * DAY) end -- the first of this half hour
  end
  call('SET', recent, string.format('%.4f %.0f %.4f %.4f %.0f', calls, handled, waits, given_up, waited))
end

-- What a call teaches of how long it takes to ring a rep and connect the caller: `calls ms`, faded as `learn` does it.
local function learn_connect_time(line, took)
  local name = key('connect', line)
  local calls, connect = string.match(call('GET', name) or '0 0', '^(%S+) (%S+)$')
  call('SET', name, string.format('%.4f %.0f', calls * 0.98 + 1, connect * 0.98 + took))
end

-- A rep is done with a call, notes and all. `serving`: the line, when they began to talk, since when the caller waited, and
-- when the rep's phone began to ring: from then on the rep could take no other call. A rep who took the caller over from a
-- colleague, or has had the call in hand since before ringing was measured, has no fourth.
local function handled(serving)
  local line, talked, came, rung = string.match(serving, '^(%S+) (%d+) (%d*) ?(%d*)$')
  if not line then return end
  if rung ~= '' then learn_connect_time(line, talked - rung) end
  learn(line, tonumber(came), tonumber(talked), 0, NOW - (tonumber(rung) or talked))
end

-- More fields of the rep may follow, to be written in the same command, `idle` first. A rep in a call is `rep_in_call`.
-- Returns the lines served.
local function rep_status(id, status, reason, until_, ...)
  local rep = key('rep', id)
  local was = call('HMGET', rep, 'status', 'idle', 'lines', 'languages', 'until', 'serving', 'leaves')
  local serving, by = was[6] or '', BY
  if is_set(was[7]) and status ~= was[1] then -- as was asked for during the call, whatever ended it
    status, reason, until_, by = 'offline', '', nil, was[7]
    call('HDEL', rep, 'leaves')
  end
  if serving ~= '' and status ~= was[1] and status ~= 'wrap_up' then
    handled(serving)
    serving = ''
  end
  call('HSET', rep, 'status', status, 'reason', reason or '', 'since', AT, 'until', until_ and whole(until_) or '',
    'by', by, 'serving', serving, ...)
  local was_in = was[1] and was[1] ~= 'offline' and was[1] ~= 'away'
  local is_in = status ~= 'offline' and status ~= 'away'
  local same = was[1] == status -- said again because the lines changed
  local idle = (...) == 'idle' and AT or was[2]
  local lines, changed = product(was[3], was[4]), 0
  for _, line in ipairs(lines) do
    if status == 'available' then
      call('ZADD', key('idle', line), idle, id)
    elseif was[1] == 'available' then
      call('ZREM', key('idle', line), id)
    end
    if not is_in then
      changed = -call('SREM', key('staff', line), id)
    elseif same or not was_in then
      changed = call('SADD', key('staff', line), id)
    end
  end
  if changed ~= 0 then team(lines, changed) end
  if until_ then
    due('rep', id, until_)
  elseif was[5] and was[5] ~= '' then
    not_due('rep', id)
  end
  event('rep', 'rep', id, 'status', status, 'reason', reason or '')
  return lines
end

-- A phone leads to its rep until it is another rep's.
local function forget_phone(id, phone)
  if phone and call('HGET', P .. 'phones', phone) == id then call('HDEL', P .. 'phones', phone) end
end

-- Whose calls ring in a browser is away unless its page gives a sign of life; who becomes available elsewhere, or is given
-- the browser by somebody else, has a minute to open it.
local function page_is_due(id)
  if (get(key('rep', id), 'client') or '') == '' then return end
  call('ZADD', DEADLINES, 'NX', whole(NOW + 60000), 'page:' .. id)
end

-- A rep who was offered a call moves on with it; the offer's own events say so.
local function rep_in_call(id, status, ...) call('HSET', key('rep', id), 'status', status, 'since', AT, ...) end

-- A record that was damaged or deleted must not stop the line: it is taken out and told of.
local function quarantine(list, kind, id)
  call('ZREM', list, id)
  event('quarantined', 'kind', kind, 'id', id)
end

-- Numbers of offers rise with the clock, so that none comes again after the database has lost its count.
local function next_offer()
  local number = call('INCR', P .. 'offers')
  if number >= NOW then return whole(number) end
  call('SET', P .. 'offers', AT)
  return AT
end

-- The free rep's phone is to ring for a caller whose record says so already. `rep`: status, ring, lines and languages.
-- `sid`, `joined` and `came` are the caller's: the steps to come read the offer anyway. A deadline more may follow.
local function ring_for(id, rep_id, rep, caller_id, line, sid, joined, came, ...)
  local offer = key('offer', id)
  call('HSET', offer, 'state', 'ringing', 'caller', caller_id, 'rep', rep_id, 'line', line, 'made', AT, 'leg', '',
    'sid', sid, 'joined', joined, 'came', came)
  call('EXPIRE', offer, DAY)
  call('HSET', key('rep', rep_id), 'status', 'offered', 'reason', '', 'since', AT, 'offer', id)
  for _, served in ipairs(product(rep[3], rep[4])) do call('ZREM', key('idle', served), rep_id) end
  due('offer', id, NOW + ((tonumber(rep[2]) or 25) + 10) * 1000, ...)
  event('offered', 'caller', caller_id, 'rep', rep_id, 'offer', id)
  command('ring', 'offer', id, 'rep', rep_id, 'caller', caller_id)
end

-- The rep of a line idle longest, or nil.
local function first_idle(line) return call('ZRANGE', key('idle', line), 0, 0)[1] end

-- What `ring_for` wants to know of a rep.
local function rep_to_ring(id) return call('HMGET', key('rep', id), 'status', 'ring', 'lines', 'languages') end

-- Bring the longest waiting caller of a line and its longest idle rep together, if there are both; returns the caller.
local function match(line)
  local idle = first_idle(line)
  if not idle then return nil end
  local first = call('ZRANGE', key('line', line), 0, 0)[1]
  if not first then return nil end
  local rep, caller = rep_to_ring(idle), key('caller', first)
  local waits = call('HMGET', caller, 'state', 'line', 'sid', 'joined', 'came')
  if rep[1] ~= 'available' then
    quarantine(key('idle', line), 'rep', idle)
    return match(line)
  elseif waits[1] ~= 'waiting' or waits[2] ~= line then
    quarantine(key('line', line), 'caller', first)
    return match(line)
  end
  local id = next_offer()
  call('ZREM', key('line', line), first)
  call('HSET', caller, 'state', 'offered', 'offer', id)
  ring_for(id, idle, rep, first, line, waits[3], waits[4], waits[5] or waits[4])
  return first
end

local function wait_again(caller_id)
  local caller = key('caller', caller_id)
  local fields = call('HMGET', caller, 'line', 'score')
  call('HSET', caller, 'state', 'waiting', 'offer', '', 'rep', '')
  call('ZADD', key('line', fields[1]), fields[2], caller_id)
  return fields[1]
end

-- A caller's line is another one from now on, by somebody's decision: the language heard does not lead back.
local function put_on_line(caller, line)
  local heard = call('HMGET', caller, 'heard', 'language')
  local hears = is_set(heard[1]) and heard[1] or heard[2]
  local language = string.match(line, ':(.*)$')
  call('HSET', caller, 'line', line, 'language', language, 'heard', hears, 'kept', hears ~= language and hears or '', 'told', '')
end

-- A rep is free: the head of each line served is asked, the longest waiting caller of all comes first.
local function serve(id, lines)
  lines = lines or lines_of(key('rep', id))
  for _ = 1, #lines do -- one line may turn out to hold nobody but the quarantined
    local best, best_score, best_id
    for _, line in ipairs(lines) do
      local head = call('ZRANGE', key('line', line), 0, 0, 'WITHSCORES')
      local first, score = head[1], tonumber(head[2])
      if first and (not best or score < best_score or (score == best_score and first < best_id)) then -- as within a line
        best, best_score, best_id = line, score, first
      end
    end
    if not best or match(best) then return end
  end
end

local function free(id)
  serve(id, rep_status(id, 'available', '', nil, 'offer', ''))
end

local function close_offer(id, outcome)
  call('HSET', key('offer', id), 'state', 'closed', 'outcome', outcome)
  not_due('offer', id)
end

local function hang_up_leg(id, why)
  local leg = get(key('offer', id), 'leg')
  if leg and leg ~= '' then command('hang_up', 'leg', leg, 'offer', id, 'why', why) end
end

-- What a rep should know of a conversation, in a few words; '' when all is well again.
local function trouble(id, why) call('HSET', key('offer', id), 'trouble', why) end

-- The caller of a conversation ought to be on hold (`holding`) or off it (`resuming`); workers see to it.
local function wish_hold(id, wish)
  call('HSET', key('offer', id), 'hold', wish, 'hold_asked', AT)
  due('hold', id, NOW + 20000)
  command('hold', 'offer', id)
end

-- The carrier would not: everything is as it was before, and the rep is told.
local function hold_fails(id, why)
  local offer = key('offer', id)
  local fields = call('HMGET', offer, 'hold', 'caller', 'rep')
  local hold = fields[1]
  if hold ~= 'holding' and hold ~= 'resuming' then return 0 end
  local told = hold == 'resuming' and 'still on hold' or 'not on hold'
  call('HSET', offer, 'hold', hold == 'resuming' and 'held' or '')
  not_due('hold', id)
  trouble(id, told .. ': ' .. why)
  event('hold_failed', 'offer', id, 'caller', fields[2], 'rep', fields[3], 'why', told)
  return 1
end

-- The rep who asked another one is alone with the caller again, who stays on hold till taken back.
local function asks_no_more(id, why)
  local offer = key('offer', id)
  call('HSET', offer, 'consult', '')
  trouble(id, why)
  if get(offer, 'ends_is') then command('ends', 'offer', id) end
end

-- The rep did not take it: the caller keeps the place, the rep keeps the idleness; too many misses and the rep is away.
-- Other reps are asked before the same one again. Whom nobody can blame (not rung, accepted but not connected) is free.
local function not_taken(id, outcome)
  local offer = call('HMGET', key('offer', id), 'caller', 'rep', 'state', 'of')
  local caller_id, rep_id = offer[1], offer[2]
  local rep, was_accepted = key('rep', rep_id), offer[3] == 'accepted'
  local asking = is_set(offer[4]) and offer[4]
  close_offer(id, outcome)
  hang_up_leg(id, outcome)
  call('HSET', rep, 'offer', '')
  event('not_taken', 'offer', id, 'rep', rep_id, 'caller', caller_id, 'outcome', outcome)
  if asking then
    asks_no_more(asking, outcome)
  else
    match(wait_again(caller_id))
  end
  if was_accepted and not asking then -- the talk of an offer that is over is hold: back to it, from wherever the first move led
    command('move', 'offer', id, 'caller', caller_id, 'sid', get(key('caller', caller_id), 'sid'), 'back', '1')
  end
  local is_missed = not was_accepted and (outcome == 'missed' or outcome == 'unreachable')
  if is_missed and call('HINCRBY', rep, 'misses', 1) >= (tonumber(get(rep, 'misses_allowed')) or 2) then
    return rep_status(rep_id, 'away', outcome)
  end
  if outcome == 'limited' then return rep_status(rep_id, 'away', outcome) end -- that phone is rung no more today
  if not asking and (outcome == 'passed' or outcome == 'busy' or outcome == 'elsewhere' or (is_missed and outcome == 'unreachable')) then
    return rep_status(rep_id, 'wrap_up', outcome, NOW + 30000) -- or the same caller would ring the same rep for ever
  end
  local lines = rep_status(rep_id, 'available')
  if rep_id ~= LEAVING then serve(rep_id, lines) end
end

-- The rep's work after a call; a rep who is given no time for it is available at once.
local function wrap_up(id, at_least)
  local rep = key('rep', id)
  local seconds = math.max(tonumber(get(rep, 'wrap_up')) or 60, at_least or 0)
  local is_over = seconds <= 0
  local lines = rep_status(id, is_over and 'available' or 'wrap_up', is_over and '' or 'after call',
    not is_over and NOW + seconds * 1000 or nil, 'idle', AT, 'offer', '', 'misses', '0', 'extended', '0')
  if is_over then serve(id, lines) end
end

-- include prelude/talks

-- The caller is no more: whatever was under way for this call ends, and nobody is blamed.
local function caller_ends(caller_id, how)
  local caller = key('caller', caller_id)
  local fields = call('HMGET', caller, 'state', 'line', 'offer', 'joined', 'rep', 'came')
  local state, offer = fields[1], fields[3]
  if not state or state == 'ended' then return 'ended' end
  call('HSET', caller, 'state', 'ended', 'how', how, 'was', state, 'ended', AT)
  if state == 'waiting' then call('ZREM', key('line', fields[2]), caller_id) end
  if state ~= 'talking' then not_due('caller', caller_id) end
  event('ended', 'caller', caller_id, 'how', how, 'was', state, 'waited', whole(NOW - (tonumber(fields[4]) or NOW)))
  if state ~= 'talking' and state ~= 'dropped' and fields[6] ~= '' then
    local gave_up = how == 'hung up' or how == 'left'
    learn(fields[2], tonumber(fields[6] or fields[4]) or NOW, NOW, gave_up and 1 or 0)
  end
  if state == 'offered' or state == 'connecting' then
    local rep = get(key('offer', offer), 'rep')
    close_offer(offer, 'caller left')
    hang_up_leg(offer, 'caller left')
    free(rep)
  elseif state == 'talking' then
    call('HSET', key('offer', offer), 'state', 'closed', 'outcome', 'over')
    clears_talk(offer, 'caller left')
    wrap_up(fields[5])
  end
  return 'left'
end

-- What a wait is foreseen from: the teams signed in, who is ahead on every line that shares a rep with this one, and what
-- was learnt lately of calls and of connect time. `limit` is the score up to which callers are ahead.
local function outlook(line, limit)
  local teams, ahead, seen = call('HGETALL', key('teams')), {}, {}
  for n = 1, #teams, 2 do
    local served, shares = {}, false
    for name in string.gmatch(teams[n], '[^,]+') do
      served[#served + 1], shares = name, shares or name == line
    end
    for _, name in ipairs(shares and served or {}) do
      if not seen[name] then
        seen[name] = true
        ahead[#ahead + 1], ahead[#ahead + 2] = name, call('ZCOUNT', key('line', name), '-inf', limit)
      end
    end
  end
  local learnt = call('MGET', key('recent', line), key('connect', line))
  return {teams, ahead, learnt[1] or '', learnt[2] or ''}
end
