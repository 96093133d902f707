-- A rep asks for more time to wrap up. A: rep, the end of it that the rep has seen (ms), seconds more, how often at most.
-- Returns {done or why not, when it ends now}: asked twice for the same end it is given once.
local rep = key('rep', A[1])
local was = call('HMGET', rep, 'status', 'reason', 'until', 'since', 'by', 'extended')
if was[1] ~= 'wrap_up' or was[2] ~= 'after call' then return {'over', ''} end
if was[3] ~= A[2] then return {'done', was[3]} end
local times = tonumber(was[6] or '0')
if times >= tonumber(A[4]) then return {'enough', was[3]} end
local ends = tonumber(was[3]) + tonumber(A[3]) * 1000
rep_status(A[1], 'wrap_up', was[2], ends, 'since', was[4], 'by', was[5] or BY, 'extended', whole(times + 1))
return {'done', whole(ends)}
