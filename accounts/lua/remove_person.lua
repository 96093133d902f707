-- Removes a person with all sessions. A: who, id.  Returns 'removed', 'unknown' or 'last admin'.
local who, id = A[1], A[2]
local person = key('person', id)
local fields = call('HMGET', person, 'sign_in', 'reps', 'role', 'subject')
if not fields[1] then return 'unknown' end
if is_last_admin(id) then return 'last admin' end
end_sessions(id, '')
forget_invitation(id)
relink(id, fields[2] or '', '')
call('HDEL', key('names'), fields[1])
if fields[4] then call('HDEL', key('subjects'), fields[4]) end
call('SREM', key('everybody'), id)
call('DEL', person, key('recovery', id), key('passkeys', id))
audit(who, 'person removed', fields[1], fields[3], '')
return 'removed'
