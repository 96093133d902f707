-- Takes everything of a person's second step away: the app's secret, passkeys and recovery codes. Every session ends.
-- A: who, id.  Returns 1, or 0 if there is no such person.
local who, id = A[1], A[2]
local name = get(key('person', id), 'sign_in')
if not name then return 0 end
call('HSET', key('person', id), 'totp', '', 'passkeys', '0')
call('DEL', key('recovery', id), key('passkeys', id))
end_sessions(id, '')
audit(who, 'second step reset', name)
return 1
