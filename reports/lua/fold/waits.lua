-- Calls in line and with reps.
-- The range that the caller was told: when, and both ends in ms. A record from before ranges were kept in seconds has
-- minutes, in fields of their own.
local function announced_range(record)
  local r = call('HMGET', record, 'told', 'told_at', 'told_least', 'told_most')
  local at, least, most = string.match(r[1] or '', '^(%d+) (%d+) (%d+)$')
  if at then return at, least * 1000, most * 1000 end
  if r[2] then return r[2], (tonumber(r[3]) or 0) * 60000, tonumber(r[4]) * 60000 end
end

-- Whether the wait was within what the caller was told at its beginning. How long it would have been for a caller who
-- gave up within the range, or before, nobody knows: these are counted apart.
local function keep_word(record, joined, line, e, metric)
  local at, least, most = announced_range(record)
  if not at then return end
  local wait = since(at, e.at)
  local function one(name) add('count', joined, line, name, 1) end
  one('ranges')
  add('count', joined, line, 'range_width', most - least)
  if metric ~= 'answered' and wait <= most then return one(wait < least and 'told_left_early' or 'told_left') end
  one('told')
  if wait > most then return one('told_longer') end
  if wait >= least then one('told_kept') end
end

-- How a wait counts, in the quarter in which it began. Fields of the record: joined, line.
local function wait_ends(record, joined, line, e, metric)
  local wait = since(joined, e.at)
  local function one(name) add('count', joined, line, name, 1) end
  call('HSET', record, 'waited', whole(wait))
  keep_word(record, joined, line, e, metric)
  at_most('count', joined, line, 'longest_wait', wait)
  if metric == 'abandoned' and wait < SHORT then return one('abandoned_short') end
  one(metric)
  if metric ~= 'answered' then add('count', joined, line, 'wait_in_vain', wait) end
  if metric ~= 'answered' and metric ~= 'abandoned' then return end
  if wait <= LEVEL then one(metric .. '_in') end
  if metric == 'abandoned' then return end
  add('count', joined, line, 'wait', wait)
  list_length(joined, line, wait)
  for _, bound in ipairs(BOUNDS) do
    if wait <= bound * 1000 then return one('waited_' .. bound) end
  end
  one('waited_more')
end

-- Offers are fields o1, o2 …: `rep made`, and `rep made ms outcome` once they are over.
local function offer_ends(record, outcome, e)
  local offers = get(record, 'offers')
  local offer = offers and get(record, 'o' .. offers)
  local made = offer and string.match(offer, '^%S+ (%d+)$')
  if made then call('HSET', record, 'o' .. offers, offer .. ' ' .. whole(since(made, e.at)) .. ' ' .. outcome) end
end

-- How long the rep was rung and connected. The number is counted too, as there are days from before it was measured.
local function count_connect_time(joined, line, e)
  if not e.rung then return end
  add('count', joined, line, 'connections', 1)
  add('count', joined, line, 'connect', since(e.rung, e.at))
end

local function take_back(record, held_since, e)
  local r, hold = call('HMGET', record, 'joined', 'line'), since(held_since, e.at)
  call('HDEL', record, 'held_since')
  call('HINCRBY', record, 'held', whole(hold))
  if r[1] then add('count', r[1], r[2], 'hold', hold) end
end
local function talk_ends(record, e)
  local r = call('HMGET', record, 'connected', 'joined', 'line', 'rep', 'held_since')
  local talk, connected, rep = since(r[1], e.at), tonumber(r[1]), r[4]
  if r[5] then take_back(record, r[5], e) end
  call('HINCRBY', record, 'talked', whole(talk))
  call('HSET', FOLDED, 'talk:' .. rep, e.caller .. ' ' .. r[1] .. ' ' .. whole(talk) .. ' ' .. r[2] .. ' ' .. r[3])
  add('count', r[2], r[3], 'handled', 1)
  add('count', r[2], r[3], 'talk', talk)
  add('work', connected, rep, 'talk', talk)
  at_most('work', connected, rep, 'longest', talk)
end

-- A caller whose conversation ended on the rep's side, or who was passed on, waits again: for the line that is waited for
-- now, from now on.
local function waits_again(record, line, e)
  call('HSET', record, 'state', 'waiting', 'joined', whole(e.at), 'line', line)
  call('HDEL', record, 'waited', 'told', 'told_at', 'told_least', 'told_most')
  is_elsewhere(e.caller)
  add('count', e.at, line, 'offered', 1)
  add('count', e.at, line, 'offered_again', 1)
end

function on.joined(e)
  local record, language = key('record', e.caller), string.match(e.line, '[^:]*$')
  local r = call('HMGET', record, 'entered', 'language', 'asked', 'state')
  if r[4] == 'waiting' then return end -- again, after the database had forgotten the wait
  if not r[1] then begin(e, language) end
  if not r[3] then ask(record, e, tonumber(r[1]) or e.at, r[2] or language) end
  want(record, e)
  is_elsewhere(e.caller)
  local joined = e.again == '1' and e.at or math.min(e.at, tonumber(e.since) or e.at)
  call('HSET', record, 'state', 'waiting', 'joined', whole(joined), 'line', e.line, 'topic', e.topic or '')
  call('HDEL', record, 'waited', 'how', 'told', 'told_at', 'told_least', 'told_most')
  add('count', joined, e.line, 'offered', 1)
end

function on.announced(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'joined', 'told', 'told_at')
  if not r[1] or r[2] or r[3] then return end
  local least, most = e.shortest, e.longest
  if e.at_most then -- of an older release, in minutes
    least, most = (tonumber(e.at_least) or 0) * 60, e.at_most * 60
  end
  call('HSET', record, 'told', whole(e.at) .. ' ' .. whole(tonumber(least) or 0) .. ' ' .. whole(tonumber(most)))
end

function on.changed_language(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'joined', 'line', 'waited')
  if not r[1] then return end
  call('HSET', record, 'line', e.line)
  if r[3] then return end
  add('count', tonumber(r[1]), r[2], 'offered', -1)
  add('count', tonumber(r[1]), e.line, 'offered', 1)
end

on.moved = on.changed_language

function on.offered(e)
  local record = key('record', e.caller)
  add('work', e.at, e.rep, 'offered', 1)
  if not get(record, 'entered') or tonumber(get(record, 'offers') or '0') >= MOST_OFFERS then return end
  call('HSET', record, 'o' .. call('HINCRBY', record, 'offers', 1), e.rep .. ' ' .. whole(e.at))
end

-- A colleague who is asked during a conversation is offered no caller.
local function asks_no_more(e) return call('HDEL', FOLDED, 'consulting:' .. (e.offer or '')) == 1 end
function on.consulting(e) call('HSET', FOLDED, 'consulting:' .. e.offer, e.of) end
function on.consulted(e) asks_no_more(e) end

function on.not_taken(e)
  if asks_no_more(e) then return end
  offer_ends(key('record', e.caller), e.outcome, e)
  add('work', e.at, e.rep, (string.gsub(e.outcome, ' ', '_')), 1)
end

function on.connected(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'joined', 'line', 'waited')
  add('work', e.at, e.rep, 'taken', 1)
  if not r[1] then return end
  offer_ends(record, 'connected', e)
  count_connect_time(tonumber(r[1]), r[2], e)
  if not r[3] then wait_ends(record, tonumber(r[1]), r[2], e, 'answered') end
  call('HSET', record, 'state', 'talking', 'rep', e.rep, 'connected', whole(e.at))
  is_elsewhere(e.caller)
  index(key('taken', e.rep), e.at, e.caller)
  is_served(e.caller)
end

local ends_as = {closed = 'sent_away', ['too long'] = 'sent_away', redialled = 'redialled'}
function on.ended(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'joined', 'line', 'waited', 'state', 'ended')
  if not r[1] then return end
  if r[4] == 'talking' then
    talk_ends(record, e)
  else
    offer_ends(record, 'caller left', e)
    if not r[3] then wait_ends(record, tonumber(r[1]), r[2], e, ends_as[e.how] or 'abandoned') end
  end
  call('HSET', record, 'state', 'over', 'how', e.how)
  if e.how == 'hung up' and not r[5] then -- the carrier's last word is yet to come, or lost
    call('ZADD', key('hung_up'), whole(e.at), e.caller)
    call('EXPIRE', key('hung_up'), LIFE)
  elseif not r[5] then
    is_in_menu(e.caller, e.at, get(record, 'travels'))
  end
end

local function transfer(record)
  local r = call('HMGET', record, 'joined', 'line')
  call('HINCRBY', record, 'transfers', 1)
  if r[1] then add('count', r[1], r[2], 'transfers', 1) end
end
local function conversation_ends(e, state)
  local record = key('record', e.caller)
  if get(record, 'state') ~= 'talking' then return nil end
  talk_ends(record, e)
  call('HSET', record, 'state', state)
  return record
end
function on.dropped(e)
  local record = conversation_ends(e, 'dropped')
  if record then is_in_menu(e.caller, e.at, get(record, 'travels')) end
end
function on.came_back(e)
  if get(key('record', e.caller), 'state') ~= 'over' then return end
  is_in_menu(e.caller, e.at, get(key('record', e.caller), 'travels'))
  call('HSET', key('record', e.caller), 'state', 'dropped')
  call('HDEL', key('record', e.caller), 'how')
end
function on.passed_on(e)
  local record = conversation_ends(e, 'waiting')
  if not record then return end
  transfer(record)
  waits_again(record, e.line, e)
end
function on.handed_over(e)
  asks_no_more(e)
  local record = conversation_ends(e, 'talking')
  if not record then return end
  transfer(record)
  call('HSET', record, 'rep', e.rep, 'connected', whole(e.at))
  add('work', e.at, e.rep, 'taken', 1)
  index(key('taken', e.rep), e.at, e.caller)
end
function on.rejoined(e) -- dropped before, or with a rep who left while asking a colleague
  local record = key('record', e.caller)
  local is_waiting = conversation_ends(e, 'waiting') or get(record, 'state') == 'dropped'
  local line = get(record, 'line')
  if is_waiting and line then waits_again(record, e.line or line, e) end
end

function on.held(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'state', 'held_since')
  if r[1] ~= 'talking' or r[2] then return end
  call('HSET', record, 'held_since', whole(e.at))
  call('HINCRBY', record, 'holds', 1)
end
function on.resumed(e)
  local held_since = get(key('record', e.caller), 'held_since')
  if held_since then take_back(key('record', e.caller), held_since, e) end
end

