-- Counts a text message that asks for something. A: digest of the phone, for how many seconds from the first one on.
-- Returns how many there were, this one included.
local texts = key('texts', A[1])
local count = redis.call('INCR', texts)
if count == 1 then redis.call('EXPIRE', texts, tonumber(A[2])) end
return count
