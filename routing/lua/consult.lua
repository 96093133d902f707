-- A rep asks a colleague: the caller is held, the colleague rung. A: offer, rep, the other rep.  Returns done, or why not.
local talk, why = own_talk(A[1], A[2])
if not talk then return why end
if talk.consult ~= '' then return get(key('offer', talk.consult), 'rep') == A[3] and 'done' or 'consulting' end
local rep = key('rep', A[3])
local other = call('HMGET', rep, 'status', 'ring', 'lines', 'languages')
if not other[1] then return 'no such rep' end
if other[1] ~= 'available' then return 'rep busy' end
local id = next_offer()
local offer = key('offer', id)
call('HSET', offer, 'state', 'ringing', 'caller', talk.caller, 'rep', A[3], 'line', talk.line, 'made', AT, 'leg', '',
  'of', A[1], 'room', talk.room ~= '' and talk.room or A[1], 'room_sid', talk.room_sid, 'caller_in', '1')
call('EXPIRE', offer, DAY)
call('HSET', key('offer', A[1]), 'consult', id)
call('HSET', rep, 'status', 'offered', 'reason', '', 'since', AT, 'offer', id)
for _, served in ipairs(product(other[3], other[4])) do call('ZREM', key('idle', served), A[3]) end
due('offer', id, NOW + ((tonumber(other[2]) or 25) + 10) * 1000)
trouble(A[1], '')
event('consulting', 'offer', id, 'of', A[1], 'caller', talk.caller, 'by', A[2], 'rep', A[3])
if talk.hold ~= 'holding' and talk.hold ~= 'held' then wish_hold(A[1], 'holding') end
command('ring', 'offer', id, 'rep', A[3], 'caller', talk.caller)
return 'done'
