-- Turns sign-in by code on, or off with the recovery codes; other sessions end. A: who, id, secret ('' for off), step of the code used, digest of
-- the session kept or ''.  Returns 1, or 0 if there is no such person.
local who, id, secret = A[1], A[2], A[3]
local name = get(key('person', id), 'sign_in')
if not name then return 0 end
local was = get(key('person', id), 'totp') or ''
call('HSET', key('person', id), 'totp', secret, 'totp_step', A[4])
forget_recovery(id)
end_sessions(id, A[5])
audit(who, 'second step', name, was == '' and 'off' or 'on', secret == '' and 'off' or 'on')
return 1
