-- The fewest writes any offer cycle needs, one script a step because each step answers a webhook of its own: every
-- record that changes is written once, a deadline stands while one is needed, what happened and what must be done is
-- appended. Nothing is read, nothing checked.
-- KEYS[1]: events.  ARGV: key prefix, step, now in ms, caller, offer, rep.
local P, step, now, caller, offer, rep = unpack(ARGV)
local call = redis.call
local caller_key, offer_key, rep_key = P .. 'caller:' .. caller, P .. 'offer:' .. offer, P .. 'rep:' .. rep
if step == 'join' then
  call('HSET', caller_key, 'sid', caller, 'state', 'waiting', 'line', 'general:en', 'language', 'en', 'number', caller,
    'from', '0100', 'topic', 'enrollment', 'joined', now, 'score', now)
  call('ZADD', P .. 'line', now, caller)
  call('ZADD', P .. 'deadlines', now + 90000, caller)
  call('XADD', KEYS[1], '*', 'moment', now, 'event', 'joined', 'caller', caller, 'line', 'general:en')
  call('ZREM', P .. 'line', caller)
  call('ZREM', P .. 'idle', rep)
  call('HSET', caller_key, 'state', 'offered', 'offer', offer)
  call('HSET', offer_key, 'state', 'ringing', 'caller', caller, 'rep', rep, 'line', 'general:en', 'made', now)
  call('HSET', rep_key, 'status', 'offered', 'since', now, 'offer', offer)
  call('ZADD', P .. 'deadlines', now + 35000, offer)
  call('XADD', KEYS[1], '*', 'moment', now, 'event', 'offered', 'caller', caller, 'rep', rep, 'offer', offer)
  call('XADD', P .. 'commands', 'MAXLEN', '~', 10000, '*', 'command', 'ring', 'moment', now,
    'offer', offer, 'rep', rep, 'caller', caller)
elseif step == 'accept' then
  call('HSET', offer_key, 'state', 'accepted', 'accepted', now)
  call('HSET', caller_key, 'state', 'connecting', 'rep', rep)
  call('HSET', rep_key, 'status', 'connecting', 'since', now)
  call('ZADD', P .. 'deadlines', now + 20000, offer)
  call('XADD', KEYS[1], '*', 'moment', now, 'event', 'accepted', 'caller', caller, 'rep', rep, 'offer', offer)
  call('XADD', P .. 'commands', 'MAXLEN', '~', 10000, '*', 'command', 'move', 'moment', now,
    'offer', offer, 'caller', caller, 'sid', caller)
elseif step == 'caller joins' then
  call('HSET', offer_key, 'caller_in', '1')
elseif step == 'rep joins' then
  call('HSET', offer_key, 'rep_in', '1', 'state', 'talking', 'talking', now)
  call('HSET', caller_key, 'state', 'talking')
  call('HSET', rep_key, 'status', 'talking', 'since', now)
  call('ZREM', P .. 'deadlines', offer, caller)
  call('XADD', KEYS[1], '*', 'moment', now, 'event', 'connected', 'caller', caller, 'rep', rep, 'offer', offer)
else
  call('HSET', caller_key, 'state', 'ended', 'how', 'hung up', 'ended', now)
  call('HSET', offer_key, 'state', 'closed', 'outcome', 'over')
  call('HSET', rep_key, 'status', 'available', 'since', now, 'idle', now, 'offer', '')
  call('ZADD', P .. 'idle', now, rep)
  call('XADD', KEYS[1], '*', 'moment', now, 'event', 'ended', 'caller', caller, 'rep', rep, 'offer', offer)
end
return 'done'
