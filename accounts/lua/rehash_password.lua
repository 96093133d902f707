-- Keeps the same password under a stronger hash, unless it was changed meanwhile. A: id, old hash, new hash.
if get(key('person', A[1]), 'password') ~= A[2] then return 0 end
call('HSET', key('person', A[1]), 'password', A[3])
return 1
