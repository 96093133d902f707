-- A worker is about to ring a rep: is the offer open, has nobody done it, is it the desk's turn to dial?
-- KEYS: turn to dial, offer.  ARGV: ms between two calls, 1 if the carrier was asked and knows of no leg, key prefix.
-- Returns {verdict, ms to wait, phone, seconds to ring, moment of the offer in ms}; verdict: dial, wait, ask or over.
local offer = redis.call('HMGET', KEYS[2], 'state', 'leg', 'rep', 'dialled', 'made')
if offer[1] ~= 'ringing' or (offer[2] and offer[2] ~= '') then return {'over', 0, '', 0, 0} end
local rep = redis.call('HMGET', ARGV[3] .. 'rep:' .. offer[3], 'phone', 'ring')
local phone, ring, made = rep[1] or '', tonumber(rep[2]) or 25, tonumber(offer[5])
-- Somebody was here before and left no leg: died, or got no clear answer. The carrier knows.
if offer[4] and ARGV[2] ~= '1' then return {'ask', 0, phone, ring, made} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local turn = tonumber(redis.call('GET', KEYS[1]) or '0')
if turn > now then return {'wait', turn - now, phone, ring, made} end
redis.call('SET', KEYS[1], string.format('%d', now + ARGV[1]), 'PX', ARGV[1] + 1)
redis.call('HSET', KEYS[2], 'dialled', string.format('%d', now))
return {'dial', 0, phone, ring, made}
