-- Keeps the secret of a second step that is being set up, within the session. A: digest, secret.
-- Returns the secret that holds: one that is being set up already stays, so that a reloaded page shows the same.
local session = key('session', A[1])
if call('EXISTS', session) == 0 then return '' end
call('HSETNX', session, 'secret', A[2])
return get(session, 'secret')
