-- Counts a try at a rep's PIN. A: digest of the rep's number, tries allowed, for how many seconds.  Returns 1 if allowed.
local tries = key('tries', A[1])
local count = redis.call('INCR', tries)
if count == 1 then redis.call('EXPIRE', tries, tonumber(A[3])) end
return count <= tonumber(A[2]) and 1 or 0
