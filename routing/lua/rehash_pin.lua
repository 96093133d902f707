-- A PIN that fits is stored in a better way. A: rep, as it was stored, as it is to be.
-- Returns 1, or 0 when it has been changed meanwhile.
local rep = key('rep', A[1])
if get(rep, 'pin') ~= A[2] then return 0 end
redis.call('HSET', rep, 'pin', A[3])
return 1
