-- Keeps what a passkey must sign in this session; an earlier one is void. A: digest, challenge.
local session = key('session', A[1])
if call('EXISTS', session) == 1 then call('HSET', session, 'challenge', A[2]) end
return 1
