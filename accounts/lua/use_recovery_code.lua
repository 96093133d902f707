-- Uses up a recovery code. A: id, digest of the code.  Returns how many are left, or -1 if it is none of them.
local codes = key('recovery', A[1])
if call('SREM', codes, A[2]) == 0 then return -1 end
local left = call('SCARD', codes)
local name = sign_in_name(A[1])
audit(name, 'recovery code used', name, '', whole(left) .. ' left')
return left
