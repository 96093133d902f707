-- Notes that the password was typed once more in this session. A: digest.  Returns 1, or 0 if the session is over.
local session = key('session', A[1])
if call('EXISTS', session) == 0 then return 0 end
call('HSET', session, 'proven', AT)
return 1
