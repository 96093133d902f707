-- A dropped caller takes the front of the line. A: caller.  Returns waiting, or the state the caller is in.
local caller = key('caller', A[1])
local state = get(caller, 'state')
if state ~= 'dropped' then return state or 'unknown' end
call('HSET', caller, 'came', '') -- a wait with a talk in it teaches nothing
local line = wait_again(A[1])
due('caller', A[1], NOW + 90000)
event('rejoined', 'caller', A[1], 'line', line)
match(line)
return 'waiting'
