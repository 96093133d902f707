-- Signs out a rep for whom every queue has closed. A: rep, when the last one closed, ms.
-- A rep in a call, or one who has chosen a status since then, stays. Returns 1 if the rep is signed out now.
local fields = call('HMGET', key('rep', A[1]), 'status', 'chosen')
if fields[1] ~= 'available' and fields[1] ~= 'away' then return 0 end
if (tonumber(fields[2]) or 0) >= tonumber(A[2]) then return 0 end
rep_status(A[1], 'offline', 'desk closed')
return 1
