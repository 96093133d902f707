-- Counts a try at a code, unless the wait after the last wrong one is not over. A: name, tries without a wait, ms of the
-- first wait, ms of the longest one, ms after which all is forgotten. Each wait is twice the one before.
-- Returns 0, or the ms until the next try is allowed.
local tries = key('codes', A[1])
local fields = call('HMGET', tries, 'count', 'next')
local opens = tonumber(fields[2] or '0')
if opens > NOW then return opens - NOW end
local count = tonumber(fields[1] or '0') + 1
local over = count - tonumber(A[2])
local wait = over < 0 and 0 or math.min(tonumber(A[3]) * 2 ^ over, tonumber(A[4]))
call('HSET', tries, 'count', whole(count), 'next', whole(NOW + wait))
call('PEXPIRE', tries, A[5])
return 0
