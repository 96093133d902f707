-- The rep passed, missed, was busy, or could not be reached. A: offer, outcome.  Returns 1, or 0 when it was over already.
if get(key('offer', A[1]), 'state') ~= 'ringing' then return 0 end
call('HSET', key('offer', A[1]), 'leg', '') -- the leg is over, or is just hearing its last sentence: leave it alone
not_taken(A[1], A[2])
return 1
