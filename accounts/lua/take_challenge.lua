-- Takes what a passkey must sign in this session: it counts once. A: digest.  Returns the challenge, or ''.
local session = key('session', A[1])
local challenge = get(session, 'challenge') or ''
call('HDEL', session, 'challenge')
return challenge
