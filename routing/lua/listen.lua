-- Somebody wants to listen to a conversation: that phone is rung. A: offer, who, phone, mode (listen, whisper, join),
-- language.  Returns {done or why not, the listener's number}.
local offer = key('offer', A[1])
local fields = call('HMGET', offer, 'state', 'of', 'listener', 'rep', 'caller')
if not fields[1] then return {'unknown', ''} end
if fields[1] == 'closed' then return {'over', ''} end
if fields[1] ~= 'talking' or is_set(fields[2]) then return {'not talking', ''} end
if is_set(fields[3]) then
  return {get(key('listener', fields[3]), 'who') == A[2] and 'done' or 'listened to', fields[3]}
end
if get(key('caller', fields[5]), 'monitored') ~= '1' then return {'unheard', ''} end -- not told that others may listen
local id = next_offer()
local listener = key('listener', id)
call('HSET', listener, 'state', 'ringing', 'offer', A[1], 'who', A[2], 'phone', A[3], 'mode', A[4], 'language', A[5],
  'mode_is', '', 'made', AT, 'leg', '')
call('EXPIRE', listener, DAY)
call('HSET', offer, 'listener', id)
due('listener', id, NOW + 40000)
event('listening', 'listener', id, 'offer', A[1], 'who', A[2], 'mode', A[4], 'rep', fields[4])
command('ring', 'listener', id)
return {'done', id}
