-- A rep needs the colleague no more, and takes the caller back. A: offer, rep.  Returns done, or why not.
local talk, why = own_talk(A[1], A[2])
if not talk then return why end
if talk.consult == '' then return 'no consultation' end
asks_no_more(A[1], '')
ends_consulting(talk.consult, 'cancelled', true)
if talk.hold == 'holding' or talk.hold == 'held' then wish_hold(A[1], 'resuming') end
return 'done'
