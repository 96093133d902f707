-- Folds the next events into records and counts, and remembers where it stopped: one step, so that nothing counts twice.
-- A: at most how many events, life of what is written in s, service level ms, a short wait ms, bounds of waits in s
-- (`5,10,…`).  Returns {events folded, of them skipped}. An event that makes no sense is skipped and counted.
local LIFE, LEVEL, SHORT = tonumber(A[2]), tonumber(A[3]), tonumber(A[4])
local LONGEST_PATH, MOST_OFFERS = 60, 20 -- small hashes take a third of the memory; nobody's call is that long
local FOLDED = key('folded')
local BOUNDS = {}
for bound in string.gmatch(A[5], '%d+') do BOUNDS[#BOUNDS + 1] = tonumber(bound) end

-- An index of calls that forgets by itself what is past its time.
local function index(name, at, id)
  call('ZADD', name, whole(at), id)
  call('ZREMRANGEBYSCORE', name, '-inf', whole(NOW - LIFE * 1000))
  call('EXPIRE', name, LIFE)
end

local function begin(e, language)
  local record = key('record', e.caller)
  call('HSET', record, 'entered', whole(e.at), 'language', language, 'call', e.call or '', 'steps', '0')
  call('EXPIRE', record, LIFE)
  call('ZADD', key('records'), whole(e.at), e.caller)
  local number = get(record, 'number_hash')
  if number then index(key('numbers', number), e.at, e.caller) end
  add('count', e.at, '-:' .. language, 'entered', 1)
end

-- A caller counts in the language heard last.
local function change_language(record, entered, was, asked, language)
  if was == language then return end
  call('HSET', record, 'language', language)
  for metric, counts in pairs({entered = true, asked = asked}) do
    if counts then
      add('count', entered, '-:' .. was, metric, -1)
      add('count', entered, '-:' .. language, metric, 1)
    end
  end
end

local function ask(record, e, entered, language)
  call('HSET', record, 'asked', whole(e.at))
  add('count', entered, '-:' .. language, 'asked', 1)
end

-- Each place is a field of its own, `kind:node`, and `kind:node:key:ms` once it is left.
local function leave_place(record, steps, e)
  local place, arrived = get(record, steps), get(record, 'since')
  if place then call('HSET', record, steps, place .. ':' .. (e.key or '') .. ':' .. whole(since(arrived, e.at))) end
end
local function visit(record, steps, e)
  if steps >= LONGEST_PATH then return end
  if steps > 0 then leave_place(record, whole(steps), e) end
  local place = string.sub(e.kind, 1, 1) .. ':' .. e.node
  call('HSET', record, 'steps', whole(steps + 1), whole(steps + 1), place, 'since', whole(e.at))
end

local function refuse(record, was, e)
  was = was or ''
  if string.find(',' .. was .. ',', ',' .. e.refused .. ',', 1, true) then return end
  call('HSET', record, 'refused', was == '' and e.refused or was .. ',' .. e.refused)
  add('count', e.at, e.line, 'refused_' .. e.refused, 1)
end

-- How a wait counts, in the quarter in which it began. Fields of the record: joined, line.
local function wait_ends(record, joined, line, e, metric)
  local wait = since(joined, e.at)
  local function one(name) add('count', joined, line, name, 1) end
  call('HSET', record, 'waited', whole(wait))
  at_most('count', joined, line, 'longest_wait', wait)
  if metric == 'abandoned' and wait < SHORT then return one('abandoned_short') end
  one(metric)
  if metric ~= 'answered' and metric ~= 'abandoned' then return end
  if wait <= LEVEL then one(metric .. '_in') end
  if metric == 'abandoned' then return end
  add('count', joined, line, 'wait', wait)
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

local function take_back(record, held_since, e)
  call('HDEL', record, 'held_since')
  call('HINCRBY', record, 'held', whole(since(held_since, e.at)))
end
local function talk_ends(record, e)
  local r = call('HMGET', record, 'connected', 'joined', 'line', 'rep', 'held_since')
  local talk, connected, rep = since(r[1], e.at), tonumber(r[1]), r[4]
  if r[5] then take_back(record, r[5], e) end
  call('HINCRBY', record, 'talked', whole(talk))
  call('HSET', FOLDED, 'talk:' .. rep, e.caller .. ' ' .. r[1] .. ' ' .. whole(talk))
  add('count', r[2], r[3], 'handled', 1)
  add('count', r[2], r[3], 'talk', talk)
  add('work', connected, rep, 'talk', talk)
  at_most('work', connected, rep, 'longest', talk)
end

-- The work after a call, up to what the rep does next. It belongs to that conversation, whoever has the caller by now.
local function wrap_up_ends(rep, began, e)
  local id, connected, talk = string.match(get(FOLDED, 'talk:' .. rep) or '', '^(%S+) (%d+) (%d+)$')
  call('HDEL', FOLDED, 'wrap_up:' .. rep, 'talk:' .. rep)
  local r = id and call('HMGET', key('record', id), 'joined', 'line')
  if not (r and r[1]) then return end
  local wrap_up = since(began, e.at)
  call('HINCRBY', key('record', id), 'wrapped', whole(wrap_up))
  add('count', r[1], r[2], 'wrap_up', wrap_up)
  add('work', connected, rep, 'wrap_up', wrap_up)
  at_most('work', connected, rep, 'longest', talk + wrap_up)
end

local on = {}

function on.entered(e)
  local record = key('record', e.caller)
  if call('HEXISTS', record, 'entered') == 0 then begin(e, e.language) end
  if get(record, 'steps') == '0' then visit(record, 0, e) end
end

function on.turn(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'entered', 'language', 'steps', 'asked', 'refused')
  if not r[1] then -- its beginning could not be written down
    begin(e, e.language)
    r = {whole(e.at), e.language, '0'}
  end
  change_language(record, tonumber(r[1]), r[2], r[4], e.language)
  visit(record, tonumber(r[3]), e)
  if e.kind == 'guidance' then call('HSET', record, 'guided', '1') end
  if e.kind == 'person' and not r[4] then ask(record, e, tonumber(r[1]), e.language) end
  if e.kind == 'person' and e.refused ~= '' then refuse(record, r[5], e) end
end

-- A rep on somebody else's phone comes by the callers' menu: no caller after all.
function on.door(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'entered', 'language', 'door', 'asked')
  if e.step ~= 'in' or not r[1] or r[3] then return end
  call('HSET', record, 'door', e.rep)
  add('count', tonumber(r[1]), '-:' .. r[2], 'entered', -1)
  if r[4] then add('count', tonumber(r[1]), '-:' .. r[2], 'asked', -1) end
end

local is_final = {completed = true, busy = true, failed = true, canceled = true, ['no-answer'] = true}
function on.status(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'entered', 'language', 'steps', 'asked', 'guided', 'ended', 'door')
  if not is_final[e.status] or not r[1] or r[6] then return end -- reps call too, and leave no record
  if tonumber(r[3]) > 0 and tonumber(r[3]) < LONGEST_PATH then leave_place(record, r[3], e) end
  call('HSET', record, 'ended', whole(e.at), 'status', e.status)
  if r[5] and not (r[4] or r[7]) then add('count', tonumber(r[1]), '-:' .. r[2], 'guided', 1) end
end

function on.joined(e)
  local record, language = key('record', e.caller), string.match(e.line, '[^:]*$')
  local r = call('HMGET', record, 'entered', 'language', 'asked', 'state')
  if r[4] == 'waiting' then return end -- again, after the database had forgotten the wait
  if not r[1] then begin(e, language) end
  if not r[3] then ask(record, e, tonumber(r[1]) or e.at, r[2] or language) end
  local joined = e.again == '1' and e.at or math.min(e.at, tonumber(e.since) or e.at)
  call('HSET', record, 'state', 'waiting', 'joined', whole(joined), 'line', e.line, 'topic', e.topic or '')
  call('HDEL', record, 'waited', 'how')
  add('count', joined, e.line, 'offered', 1)
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
  if not r[3] then wait_ends(record, tonumber(r[1]), r[2], e, 'answered') end -- not after a dropped conversation
  call('HSET', record, 'state', 'talking', 'rep', e.rep, 'connected', whole(e.at))
  index(key('taken', e.rep), e.at, e.caller)
end

local ends_as = {closed = 'sent_away', ['too long'] = 'sent_away', redialled = 'redialled'}
function on.ended(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'joined', 'line', 'waited', 'state')
  if not r[1] then return end
  if r[4] == 'talking' then
    talk_ends(record, e)
  else
    offer_ends(record, 'caller left', e)
    if not r[3] then wait_ends(record, tonumber(r[1]), r[2], e, ends_as[e.how] or 'abandoned') end
  end
  call('HSET', record, 'state', 'over', 'how', e.how)
end

local function conversation_ends(e, state)
  local record = key('record', e.caller)
  if get(record, 'state') ~= 'talking' then return nil end
  talk_ends(record, e)
  call('HSET', record, 'state', state)
  return record
end
function on.dropped(e) conversation_ends(e, 'dropped') end
function on.came_back(e)
  if get(key('record', e.caller), 'state') ~= 'over' then return end
  call('HSET', key('record', e.caller), 'state', 'dropped')
  call('HDEL', key('record', e.caller), 'how')
end
function on.passed_on(e)
  local record = conversation_ends(e, 'waiting')
  if not record then return end
  call('HINCRBY', record, 'transfers', 1)
  call('HSET', record, 'line', e.line)
end
function on.handed_over(e)
  asks_no_more(e)
  local record = conversation_ends(e, 'talking')
  if not record then return end
  call('HINCRBY', record, 'transfers', 1)
  call('HSET', record, 'rep', e.rep, 'connected', whole(e.at))
  add('work', e.at, e.rep, 'taken', 1)
  index(key('taken', e.rep), e.at, e.caller)
end
function on.rejoined(e) -- dropped before, or with a rep who left while asking a colleague
  if not conversation_ends(e, 'waiting') and get(key('record', e.caller), 'state') == 'dropped' then
    call('HSET', key('record', e.caller), 'state', 'waiting')
  end
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

function on.rep(e)
  if e.status == 'wrap_up' and e.reason == 'after call' then
    call('HSETNX', FOLDED, 'wrap_up:' .. e.rep, whole(e.at))
    return
  end
  local began = get(FOLDED, 'wrap_up:' .. e.rep)
  if began then wrap_up_ends(e.rep, began, e) end
  if e.reason == 'removed' then call('HDEL', FOLDED, 'talk:' .. e.rep) end
end

local function fold(fields)
  local e = {}
  for i = 1, #fields, 2 do e[fields[i]] = fields[i + 1] end
  e.at = tonumber(e.moment)
  if not e.at or e.at < 0 or not e.event then error('neither time nor name') end
  if on[e.event] then on[e.event](e) end
end

if call('EXISTS', key('copying')) == 1 then return {0, 0} end -- in a copy, counts must be as old as the place they reach to
local last = get(FOLDED, 'id')
local entries = call('XRANGE', KEYS[1], last and '(' .. last or '-', '+', 'COUNT', tonumber(A[1]))
if #entries == 0 then return {0, 0} end
call('HSET', FOLDED, 'id', entries[#entries][1]) -- first, as a full database refuses here, before anything is changed
local skipped = 0
for _, entry in ipairs(entries) do
  if not pcall(fold, entry[2]) then skipped = skipped + 1 end
end
if skipped > 0 then call('HINCRBY', FOLDED, 'skipped', skipped) end
write_counts(LIFE)
return {#entries, skipped}
