-- Throws the desk's draft away.  A: the version that it must have.  Returns 0 when it has another one.
if get(key('draft'), 'version') ~= A[1] then return 0 end
drop_draft()
return 1
