-- A worker wants to ring a rep, or somebody who would listen: is the offer open, and has nobody done it?
-- KEYS: offer or listener.  ARGV: 1 to dial now, 0 to look only; 1 if the carrier was asked and knows of no leg; key prefix;
-- limits of calls and texts: to one number in a day, of the desk in a day, in an hour.
-- Returns {verdict, phone, seconds to ring, moment of the offer in ms, ms to wait, limit, the rep's own phone}; verdict: dial, wait, ask, limited or
-- over.
local P = ARGV[3]
local function whole(number) return string.format('%d', number) end
local offer = redis.call('HMGET', KEYS[1], 'state', 'leg', 'rep', 'dialled', 'made', 'phone')
if offer[1] ~= 'ringing' or (offer[2] and offer[2] ~= '') then return {'over', '', 0, 0} end
local rep = offer[6] and {offer[6]} or redis.call('HMGET', P .. 'rep:' .. offer[3], 'phone', 'ring', 'client')
local own = rep[1] or ''
if rep[3] and rep[3] ~= '' then rep[1] = rep[3] end -- rings in the rep's browser
local phone, ring, made = rep[1] or '', tonumber(rep[2]) or 25, tonumber(offer[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- The carrier refuses this line's calls: one is tried now and then, the others wait. They look again within a second, as
-- that one may have been accepted.
local quiet = tonumber(redis.call('HGET', P .. 'carrier_refuses', 'next') or '0')
if quiet > now then return {'wait', phone, ring, made, math.min(quiet - now, 1000)} end
-- Somebody was here before and left no leg: died, or got no clear answer. The carrier knows.
if offer[4] and ARGV[2] ~= '1' then return {'ask', phone, ring, made} end
if ARGV[1] == '1' then
  local function event(name, ...) redis.call('XADD', P .. 'events', '*', 'moment', whole(now), 'event', name, ...) end
-- include prelude/spending
  local limit = spend(P, phone, {tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])}, now)
  if limit ~= '' then return {'limited', phone, ring, made, 0, limit} end
  if quiet > 0 then redis.call('HSET', P .. 'carrier_refuses', 'next', whole(now + 10000), 'is_trying', '1') end
  -- A phone that is dialled late rings as long as any other: to be rung for two seconds would count as a missed call.
  if now - made > 8000 then
    local member = string.sub(KEYS[1], #P + 1)
    local ends = tonumber(redis.call('ZSCORE', P .. 'deadlines', member) or '0')
    local enough = now + (ring + 2) * 1000
    if ends > now and ends < enough then redis.call('ZADD', P .. 'deadlines', whole(enough), member) end
  end
  redis.call('HSET', KEYS[1], 'dialled', whole(now))
end
return {'dial', phone, ring, made, 0, '', own}
