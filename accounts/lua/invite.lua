-- Makes a one-time link; an older one of the same person is void. A: who, id, digest of the token, life in ms.
-- Returns 1, or 0 if there is no such person or the person is disabled.
local who, id = A[1], A[2]
local fields = call('HMGET', key('person', id), 'sign_in', 'disabled')
if not fields[1] or fields[2] == '1' then return 0 end
forget_invitation(id)
call('SET', key('invitation', A[3]), id, 'PX', A[4])
call('HSET', key('person', id), 'invitation', A[3])
audit(who, 'one-time link made', fields[1])
return 1
