-- A worker wants to ring a rep, or somebody who would listen: is the offer open, and has nobody done it?
-- KEYS: offer or listener.  ARGV: 1 to dial now, 0 to look only; 1 if the carrier was asked and knows of no leg; key prefix;
-- limits of calls and texts: to one number in a day, of the desk in a day, in an hour.
-- Returns {verdict, phone, seconds to ring, moment of the offer in ms, 0, limit}; verdict: dial, ask, limited or over.
local P = ARGV[3]
local function whole(number) return string.format('%d', number) end
local offer = redis.call('HMGET', KEYS[1], 'state', 'leg', 'rep', 'dialled', 'made', 'phone')
if offer[1] ~= 'ringing' or (offer[2] and offer[2] ~= '') then return {'over', '', 0, 0} end
local rep = offer[6] and {offer[6]} or redis.call('HMGET', P .. 'rep:' .. offer[3], 'phone', 'ring', 'client')
if rep[3] and rep[3] ~= '' then rep[1] = rep[3] end -- rings in the rep's browser
local phone, ring, made = rep[1] or '', tonumber(rep[2]) or 25, tonumber(offer[5])
-- Somebody was here before and left no leg: died, or got no clear answer. The carrier knows.
if offer[4] and ARGV[2] ~= '1' then return {'ask', phone, ring, made} end
if ARGV[1] == '1' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local function event(name, ...) redis.call('XADD', P .. 'events', '*', 'moment', whole(now), 'event', name, ...) end
-- include routing/prelude/spending
  local limit = spend(P, phone, {tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])}, now)
  if limit ~= '' then return {'limited', phone, ring, made, 0, limit} end
  redis.call('HSET', KEYS[1], 'dialled', whole(now))
end
return {'dial', phone, ring, made}
