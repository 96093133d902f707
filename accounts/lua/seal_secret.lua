-- Keeps the same secret of a second step sealed, unless it was changed meanwhile. A: id, as it was, sealed.
if get(key('person', A[1]), 'totp') ~= A[2] then return 0 end
call('HSET', key('person', A[1]), 'totp', A[3])
return 1
