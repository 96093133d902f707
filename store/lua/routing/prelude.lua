-- What every routing script begins with: the desk's keys, the time, and the moves that several verbs share.
-- KEYS[1]: events (names the slot).  ARGV: key prefix, now in ms or '' for the database's own clock, then the verb's own.
-- Rules: check the state first and write only then; every transient state has a deadline; a state that ended absorbs
-- whatever comes late.
local P = ARGV[1]
local function database_time()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local NOW = ARGV[2] ~= '' and tonumber(ARGV[2]) or database_time()
local A = {unpack(ARGV, 3)}
local DAY = 86400

local function key(...) return P .. table.concat({...}, ':') end
local function get(name, field) return redis.call('HGET', name, field) end
local function whole(number) return string.format('%d', number) end
local function event(name, ...)
  redis.call('XADD', KEYS[1], '*', 'moment', whole(NOW), 'event', name, ...)
end
local function command(name, ...)
  redis.call('XADD', key('commands'), 'MAXLEN', '~', 10000, '*', 'command', name, 'moment', whole(NOW), ...)
end
local function due(kind, id, at) redis.call('ZADD', key('deadlines'), whole(at), kind .. ':' .. id) end
local function not_due(kind, id) redis.call('ZREM', key('deadlines'), kind .. ':' .. id) end

-- Every line a rep serves: line × language.
local function lines_of(rep)
  local fields = redis.call('HMGET', rep, 'lines', 'languages')
  local found = {}
  for line in string.gmatch(fields[1] or '', '[^,]+') do
    for language in string.gmatch(fields[2] or '', '[^,]+') do
      found[#found + 1] = line .. ':' .. language
    end
  end
  return found
end

local function rep_status(id, status, reason, until_)
  local rep = key('rep', id)
  redis.call('HSET', rep, 'status', status, 'reason', reason or '', 'since', whole(NOW), 'until', until_ and whole(until_) or '')
  local idle = get(rep, 'idle')
  for _, line in ipairs(lines_of(rep)) do
    if status == 'available' then
      redis.call('ZADD', key('idle', line), idle, id)
    else
      redis.call('ZREM', key('idle', line), id)
    end
    if status == 'offline' or status == 'away' then
      redis.call('SREM', key('staff', line), id)
    else
      redis.call('SADD', key('staff', line), id)
    end
  end
  if until_ then due('rep', id, until_) else not_due('rep', id) end
  event('rep', 'rep', id, 'status', status, 'reason', reason or '')
end

-- Bring the longest waiting caller of a line and its longest idle rep together, if there are both.
local function match(line)
  local first = redis.call('ZRANGE', key('line', line), 0, 0)
  local idle = redis.call('ZRANGE', key('idle', line), 0, 0)
  if not first[1] or not idle[1] then return nil end
  local id, caller, rep = redis.call('INCR', key('offers')), key('caller', first[1]), key('rep', idle[1])
  id = whole(id)
  local ring = tonumber(get(rep, 'ring')) or 25
  redis.call('ZREM', key('line', line), first[1])
  redis.call('HSET', caller, 'state', 'offered', 'offer', id)
  redis.call('HSET', key('offer', id), 'state', 'ringing', 'caller', first[1], 'rep', idle[1], 'line', line, 'made', whole(NOW), 'leg', '')
  redis.call('EXPIRE', key('offer', id), DAY)
  redis.call('HSET', rep, 'offer', id)
  rep_status(idle[1], 'offered')
  due('offer', id, NOW + (ring + 10) * 1000)
  event('offered', 'caller', first[1], 'rep', idle[1], 'offer', id)
  command('ring', 'offer', id, 'rep', idle[1], 'caller', first[1])
  return id
end

local function wait_again(caller_id)
  local caller = key('caller', caller_id)
  local fields = redis.call('HMGET', caller, 'line', 'score')
  redis.call('HSET', caller, 'state', 'waiting', 'offer', '', 'rep', '')
  redis.call('ZADD', key('line', fields[1]), fields[2], caller_id)
  return fields[1]
end

-- A rep is free: the head of each line served is asked, the longest waiting caller of all comes first.
local function serve(id)
  local best, best_score
  for _, line in ipairs(lines_of(key('rep', id))) do
    local head = redis.call('ZRANGE', key('line', line), 0, 0, 'WITHSCORES')
    if head[1] and (not best or tonumber(head[2]) < best_score) then
      best, best_score = line, tonumber(head[2])
    end
  end
  return best and match(best)
end

local function free(id)
  redis.call('HSET', key('rep', id), 'offer', '')
  rep_status(id, 'available')
end

local function close_offer(id, outcome)
  redis.call('HSET', key('offer', id), 'state', 'closed', 'outcome', outcome)
  not_due('offer', id)
end

local function hang_up_leg(id, why)
  local leg = get(key('offer', id), 'leg')
  if leg and leg ~= '' then command('hang_up', 'leg', leg, 'offer', id, 'why', why) end
end

-- The rep did not take it: the caller keeps the place, the rep keeps the idleness; too many misses and the rep is away.
-- Other reps are asked before the same one again.
local function not_taken(id, outcome)
  local offer = redis.call('HMGET', key('offer', id), 'caller', 'rep')
  local rep = key('rep', offer[2])
  close_offer(id, outcome)
  hang_up_leg(id, outcome)
  redis.call('HSET', rep, 'offer', '')
  event('not_taken', 'offer', id, 'rep', offer[2], 'caller', offer[1], 'outcome', outcome)
  match(wait_again(offer[1]))
  if outcome == 'passed' or outcome == 'busy' then -- a pause, or the same caller would ring the same rep for ever
    return rep_status(offer[2], 'wrap_up', outcome, NOW + 30000)
  end
  if outcome == 'missed' and redis.call('HINCRBY', rep, 'misses', 1) >= (tonumber(get(rep, 'misses_allowed')) or 2) then
    return rep_status(offer[2], 'away', 'missed')
  end
  rep_status(offer[2], 'available')
  serve(offer[2])
end

local function wrap_up(id)
  local rep = key('rep', id)
  local seconds = tonumber(get(rep, 'wrap_up')) or 60
  redis.call('HSET', rep, 'offer', '', 'misses', '0', 'idle', whole(NOW))
  rep_status(id, 'wrap_up', 'after call', NOW + seconds * 1000)
end

-- The caller is no more: whatever was under way for this call ends, and nobody is blamed.
local function caller_ends(caller_id, how)
  local caller = key('caller', caller_id)
  local fields = redis.call('HMGET', caller, 'state', 'line', 'offer', 'score', 'number', 'joined')
  local state, offer = fields[1], fields[3]
  if not state or state == 'ended' then return 'ended' end
  redis.call('HSET', caller, 'state', 'ended', 'how', how, 'ended', whole(NOW))
  redis.call('ZREM', key('line', fields[2]), caller_id)
  not_due('caller', caller_id)
  event('ended', 'caller', caller_id, 'how', how, 'was', state, 'waited', whole(NOW - tonumber(fields[6])))
  if state == 'waiting' or state == 'offered' then
    if fields[5] ~= '' and how ~= 'closed' then
      redis.call('SET', key('place', fields[5]), fields[4] .. ' ' .. fields[2] .. ' ' .. fields[6], 'EX', 600)
    end
  end
  if state == 'offered' or state == 'connecting' then
    local rep = get(key('offer', offer), 'rep')
    close_offer(offer, 'caller left')
    hang_up_leg(offer, 'caller left')
    free(rep)
    serve(rep)
  elseif state == 'talking' then
    local rep = get(key('offer', offer), 'rep')
    close_offer(offer, 'over')
    wrap_up(rep)
  end
  return 'left'
end
