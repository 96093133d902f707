-- A rep got in from the own phone, so that texts from it count from now on. A: rep, phone.
-- Returns 1, or 0 when it is not the rep's phone any more.
local rep = key('rep', A[1])
if get(rep, 'phone') ~= A[2] then return 0 end
redis.call('HSET', rep, 'texts_from', A[2])
return 1
