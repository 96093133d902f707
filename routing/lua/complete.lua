-- A rep leaves the caller to the colleague who was asked and is in the room. A: offer, rep.  Returns done, or why not.
local talk, why = own_talk(A[1], A[2])
if not talk then return get(key('offer', A[1]), 'outcome') == 'handed over' and why == 'over' and 'done' or why end
if talk.consult == '' then return 'no consultation' end
if get(key('offer', talk.consult), 'state') ~= 'talking' or get(key('offer', A[1]), 'ends_is') ~= '0' then return 'not yet' end
hand_over(A[1])
return 'done'
