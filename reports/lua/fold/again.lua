-- How a call ended for its topic, whether the same number called again, and whether whoever was not served was later.
-- A call's topic is the guidance heard last before a person was asked for, or before the end; without any, the last menu.
local HOURS = 3600000
local function at_topic(metric, entered, language, topic)
  add_to_day('topics', entered, metric .. ':' .. language .. ':' .. topic, 1)
end

-- Who asked in vain, by the reason and the quarter in which the call asked; what comes of it later counts there too.
local SENT_AWAY = {closed = true, ['too long'] = true}
local function why_in_vain(r)
  if not r.joined then return string.match(r.refused or '', '[^,]+$') or 'gave_up' end
  if r.how == 'redialled' then return 'redialled' end
  return SENT_AWAY[r.how] and 'sent_away' or 'gave_up'
end
local function in_vain(metric, why, asked, language, number)
  add('count', tonumber(asked), '-:' .. language, 'vain' .. metric .. ':' .. why, number or 1)
end

-- The first later call of a number, if it came within three days, and the first that a rep took.
local function next_calls(number, id, entered)
  local again, served
  local later = call('ZRANGEBYSCORE', key('numbers', number), whole(entered), whole(entered + 72 * HOURS), 'WITHSCORES', 'LIMIT', 0, 20)
  for i = 1, #later, 2 do
    if later[i] ~= id and not served then
      again = again or tonumber(later[i + 1])
      served = tonumber(get(key('record', later[i]), 'connected') or nil)
    end
  end
  return again, served
end

-- What is known by now of what came after a call that is over. Each counts once, whichever event it is learnt from.
local function look_ahead(id)
  local record = key('record', id)
  local r = call('HMGET', record, 'result', 'number_hash', 'entered', 'language', 'about', 'again', 'unmet', 'served', 'asked')
  if not r[1] or not r[2] or (r[6] and (not r[7] or r[8])) then return end
  local entered = tonumber(r[3])
  local function one(metric) at_topic(metric, entered, r[4], r[5]) end
  local again, served = next_calls(r[2], id, entered)
  if again and not r[6] then
    call('HSET', record, 'again', whole(again - entered))
    if again - entered <= 24 * HOURS then one('again_24') end
    one('again_72')
    if r[7] then
      one('unmet_again')
      in_vain('_again', r[7], r[9], r[4])
    end
  end
  if served and r[7] and not r[8] then
    call('HSET', record, 'served', whole(served - entered))
    one('unmet_served')
    in_vain('_served', r[7], r[9], r[4])
    call('ZREM', key('missed'), id)
  end
end

-- Calls of the same number before this one. Whoever is served is missed no more, however long ago it was.
local function look_back(number, entered, most)
  return call('ZREVRANGEBYSCORE', key('numbers', number), '(' .. whole(entered), '-inf', 'LIMIT', 0, most)
end
local function is_served(id)
  local r = call('HMGET', key('record', id), 'number_hash', 'entered')
  if not r[1] or not r[2] then return end
  for _, earlier in ipairs(look_back(r[1], tonumber(r[2]), 20)) do
    look_ahead(earlier)
    call('ZREM', key('missed'), earlier)
  end
end

local function result_of(r, status)
  if r.asked then return 'transferred' end
  if r.listened then return 'resolved' end
  return (r.goodbye or status ~= 'completed') and 'failed' or 'abandoned'
end
-- The call is over for good: it has one of four results.
local function count_result(id, e, place)
  local record, r = key('record', id), {}
  local names = {'entered', 'language', 'about', 'asked', 'listened', 'goodbye', 'connected', 'number_hash', 'joined', 'how', 'refused'}
  for i, value in ipairs(call('HMGET', record, unpack(names))) do r[names[i]] = value end
  local entered, topic = tonumber(r.entered), r.about or place or ''
  local function one(metric) at_topic(metric, entered, r.language, topic) end
  local result, is_unmet = result_of(r, e.status), r.asked and not r.connected
  call('HSET', record, 'result', result, 'about', topic)
  one(result)
  if r.number_hash then one('numbered') end
  if is_unmet then
    local why = why_in_vain(r)
    call('HSET', record, 'unmet', why)
    one('unmet')
    in_vain('', why, r.asked, r.language)
    in_vain('_time', why, r.asked, r.language, since(r.entered, e.at))
    if r.number_hash then
      one('unmet_numbered')
      in_vain('_known', why, r.asked, r.language)
    end
    index(key('missed'), entered, id)
  end
  look_ahead(id)
end

