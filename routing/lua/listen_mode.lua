-- A listener would rather listen, whisper to the rep, or join. A: listener, mode.  Returns done, or why not.
local listener = key('listener', A[1])
local fields = call('HMGET', listener, 'state', 'mode', 'offer', 'who')
if not fields[1] then return 'unknown' end
if fields[1] == 'closed' then return 'over' end
if fields[2] == A[2] then return 'done' end
call('HSET', listener, 'mode', A[2])
event('listening', 'listener', A[1], 'offer', fields[3], 'who', fields[4], 'mode', A[2], 'rep', get(key('offer', fields[3]), 'rep') or '')
if fields[1] == 'in' then
  due('listener', A[1], NOW + 20000)
  command('steer', 'listener', A[1])
end
return 'done'
