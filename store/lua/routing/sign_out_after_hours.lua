-- Everything that a rep answers has closed, and the rep has not said so: signed out. A: rep, when it closed, ms.
-- Who is in a call is left alone; so is who has chosen a state since then. Returns 1 if the rep is signed out now.
local fields = call('HMGET', key('rep', A[1]), 'status', 'chosen')
if fields[1] ~= 'available' and fields[1] ~= 'away' then return 0 end
if (tonumber(fields[2]) or 0) >= tonumber(A[2]) then return 0 end
rep_status(A[1], 'offline', 'desk closed')
return 1
