-- The rep pressed 1. The first one wins. A: offer.  Returns accepted, or why not: the offer's outcome, or unknown.
local offer = key('offer', A[1])
local fields = call('HMGET', offer, 'state', 'caller', 'rep', 'outcome', 'of', 'sid')
if fields[1] == 'accepted' or fields[1] == 'talking' then return 'accepted' end
if fields[1] ~= 'ringing' then return fields[4] or 'unknown' end
call('HSET', offer, 'state', 'accepted', 'accepted', AT)
rep_in_call(fields[3], 'connecting')
due('offer', A[1], NOW + 20000)
event('accepted', 'offer', A[1], 'caller', fields[2], 'rep', fields[3])
if is_set(fields[5]) then return 'accepted' end -- a colleague is asked: the caller is in the room already
call('HSET', key('caller', fields[2]), 'state', 'connecting', 'rep', fields[3])
command('move', 'offer', A[1], 'caller', fields[2], 'sid', fields[6])
return 'accepted'
