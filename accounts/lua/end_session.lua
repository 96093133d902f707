-- Signs out. A: digest.  Returns 1, or 0 if the session was over.
local session = key('session', A[1])
local fields = call('HMGET', session, 'person', 'stage')
if not fields[1] then return 0 end
call('DEL', session)
call('ZREM', key('sessions', fields[1]), A[1])
local name = sign_in_name(fields[1])
if fields[2] == 'full' then audit(name, 'signed out', name) end
return 1
