-- A rep passes the caller on to a line; the caller keeps the moment of joining. A: offer, rep, line, language.
-- Returns done, or why not. The rep has a pause even without wrap-up, or the same caller would ring the same rep.
local talk, why = own_talk(A[1], A[2])
if not talk then return why end
if talk.consult ~= '' then return 'consulting' end
local line = A[3] .. ':' .. A[4]
if call('SCARD', key('staff', line)) == 0 then return 'nobody' end
local caller = key('caller', talk.caller)
close_offer(A[1], 'passed on')
clears_talk(A[1], 'passed on')
put_on_line(caller, line)
call('HSET', caller, 'came', '') -- a wait with a talk in it teaches nothing
wait_again(talk.caller)
due('caller', talk.caller, NOW + 90000)
event('passed_on', 'offer', A[1], 'caller', talk.caller, 'rep', A[2], 'line', line)
command('move', 'offer', A[1], 'caller', talk.caller, 'sid', get(caller, 'sid'), 'back', '1')
wrap_up(A[2], 30)
match(line)
return 'done'
