-- Calls in the menu: where they were, what they asked for, how they ended.
local function begin(e, language)
  local record = key('record', e.caller)
  call('HSET', record, 'entered', whole(e.at), 'language', language, 'call', e.call or '', 'steps', '0')
  if e.travels then call('HSET', record, 'travels', '1') end
  call('EXPIRE', record, LIFE)
  call('ZADD', key('records'), whole(e.at), e.caller)
  local number = get(record, 'number_hash')
  if number then
    index(key('numbers', number), e.at, e.caller)
    local before = look_back(number, e.at, 1)[1]
    if before then look_ahead(before) end
  end
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
  local topic = e.from_place or e.topic
  if topic and topic ~= '' then call('HSETNX', record, 'about', topic) end
  add('count', entered, '-:' .. language, 'asked', 1)
end

-- How often each place was heard, for how long, and where callers went from there.
local function at_place(e, metric, language, node, number)
  add_to_day('visits', e.at, metric .. ':' .. language .. ':' .. node, number or 1)
end
local function hear(e)
  if e.part == 'goodbye' or (e.attempt or '1') ~= '1' then return end -- said before, or the last words of the line
  at_place(e, 'heard', e.language, e.node)
  if e.kind ~= 'guidance' then return end
  local place = e.language .. ':' .. e.node
  if e.at > tonumber(get(key('heard'), place) or '-1') then call('HSET', key('heard'), place, whole(e.at)) end
end
local function go(e, language)
  local is_asked_anew = e.key == '' and e.useless ~= '1' -- the line began again at this place by itself
  if not e.from_place or not e.key or is_asked_anew then return end
  local to = e.part == 'goodbye' and '' or e.node
  local key_pressed = string.match(e.key, '^[%dA-D*#]?$') or '?'
  add_to_day('paths', e.at, language .. ':' .. e.from_place .. ':' .. key_pressed .. ':' .. to, 1)
  if e.useless == '1' then at_place(e, e.key == '' and 'silent' or 'wrong', language, e.from_place) end
end

-- Each place is a field of its own, `kind:node`, and `kind:node:key:ms` once it is left.
local function leave_place(record, steps, e, language)
  local place, arrived = get(record, steps), get(record, 'since')
  if not place then return end
  local stayed = since(arrived, e.at)
  call('HSET', record, steps, place .. ':' .. (e.key or '') .. ':' .. whole(stayed))
  local kind, node = string.match(place, '^(%a):([^:]+)$')
  if not kind or kind == 'p' then return end -- a stay with a person is a wait and a conversation
  at_place(e, 'stays', language, node)
  at_place(e, 'stayed', language, node, stayed)
  if kind == 'g' and stayed >= ENOUGH then call('HSET', record, 'listened', '1') end
end
local function visit(record, steps, e, language)
  if steps >= LONGEST_PATH then return end
  if steps > 0 then leave_place(record, whole(steps), e, language) end
  local place = string.sub(e.kind, 1, 1) .. ':' .. e.node
  call('HSET', record, 'steps', whole(steps + 1), whole(steps + 1), place, 'since', whole(e.at))
end

local function refuse(record, was, e)
  was = was or ''
  if string.find(',' .. was .. ',', ',' .. e.refused .. ',', 1, true) then return end
  call('HSET', record, 'refused', was == '' and e.refused or was .. ',' .. e.refused)
  add('count', e.at, e.line, 'refused_' .. e.refused, 1)
end

-- A number on the block list: no call of the menu, so it has no record. The count lives as long as the longest entry.
function on.blocked(e)
  add('count', e.at, '-:' .. e.language, 'blocked', 1)
  local times = key('turned_away', e.entry)
  call('INCR', times)
  call('EXPIRE', times, 90 * 86400)
end

function on.entered(e)
  local record = key('record', e.caller)
  if call('HEXISTS', record, 'entered') == 0 then begin(e, e.language) end
  if get(record, 'steps') ~= '0' then return end
  if e.attested then call('HSET', record, 'attested', e.attested) end
  is_in_menu(e.caller, e.at, e.travels)
  visit(record, 0, e, e.language)
  hear(e)
end

function on.turn(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'entered', 'language', 'steps', 'asked', 'refused', 'travels', 'ended')
  if not r[1] then -- its beginning could not be written down
    begin(e, e.language)
    r = {whole(e.at), e.language, '0'}
  end
  if not r[7] then is_in_menu(e.caller, e.at, r[6] or e.travels) end
  change_language(record, tonumber(r[1]), r[2], r[4], e.language)
  visit(record, tonumber(r[3]), e, r[2])
  go(e, r[2])
  hear(e)
  if e.kind == 'guidance' then
    call('HSET', record, 'guided', '1')
    if not r[4] then call('HSET', record, 'about', e.node) end
  end
  if e.part == 'goodbye' then call('HSET', record, 'goodbye', '1') end
  if e.kind == 'person' and not r[4] then ask(record, e, tonumber(r[1]), e.language) end
  local arrives = e.part ~= 'goodbye' and (e.attempt or '1') == '1'
  if e.kind == 'person' and arrives then want(record, e) end
  if e.kind == 'person' and e.refused ~= '' then refuse(record, r[5], e) end
end

-- A rep on somebody else's phone comes by the callers' menu: no caller after all.
function on.door(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'entered', 'language', 'door', 'asked', 'number_hash')
  if e.step ~= 'in' or not r[1] or r[3] then return end
  call('HSET', record, 'door', e.rep)
  is_elsewhere(e.caller) -- reps stay as long as they like
  if r[5] then call('ZREM', key('numbers', r[5]), e.caller) end
  add('count', tonumber(r[1]), '-:' .. r[2], 'entered', -1)
  if r[4] then add('count', tonumber(r[1]), '-:' .. r[2], 'asked', -1) end
  want_nothing(record)
end

-- `r`: entered, language, steps, asked, guided, ended, door of the record.
local function end_call(e, r)
  local record = key('record', e.caller)
  local place = string.match(get(record, r[3]) or '', '^%a:([^:]+)')
  if place then at_place(e, 'ended', r[2], place) end
  call('HSET', record, 'ended', whole(e.at), 'status', e.status)
  if not r[7] then count_result(e.caller, e, place) end
  if r[5] and not (r[4] or r[7]) then add('count', tonumber(r[1]), '-:' .. r[2], 'guided', 1) end
end
local is_final = {completed = true, busy = true, failed = true, canceled = true, ['no-answer'] = true}
local function is_over(e)
  local record = key('record', e.caller)
  local r = call('HMGET', record, 'entered', 'language', 'steps', 'asked', 'guided', 'ended', 'door')
  if not r[1] or r[6] then return end -- reps call too, and leave no record
  if tonumber(r[3]) > 0 and tonumber(r[3]) < LONGEST_PATH then leave_place(record, r[3], e, r[2]) end
  end_call(e, r)
end
function on.status(e)
  if not is_final[e.status] then return end
  is_over(e)
  call('ZREM', key('hung_up'), e.caller)
  is_elsewhere(e.caller)
end
