-- A rep puts the caller on hold, or takes the caller back. A: offer, rep, 1 for hold.  Returns done, or why not.
local talk, why = own_talk(A[1], A[2])
if not talk then return why end
local is_held = talk.hold == 'holding' or talk.hold == 'held'
if A[3] ~= '1' and talk.consult ~= '' then return 'consulting' end
trouble(A[1], '')
if is_held ~= (A[3] == '1') then wish_hold(A[1], A[3] == '1' and 'holding' or 'resuming') end
return 'done'
