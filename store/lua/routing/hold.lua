-- A caller's phone asks for its next bit of hold: a sign of life. A: caller, what was told last or '' to leave it.
-- Returns {state, position, waited ms, reps signed in, line, told}; 'unknown' when the database has forgotten the call.
local id = A[1]
local caller = key('caller', id)
local fields = redis.call('HMGET', caller, 'state', 'line', 'joined', 'told')
if not fields[1] then return {'unknown', 0, 0, 0, '', ''} end
if fields[1] == 'ended' then return {'ended', 0, 0, 0, fields[2], ''} end
due('caller', id, NOW + 90000)
if A[2] ~= '' then redis.call('HSET', caller, 'told', A[2]) end
local rank = redis.call('ZRANK', key('line', fields[2]), id)
return {fields[1], rank and rank + 1 or 0, math.max(0, NOW - tonumber(fields[3])),
  redis.call('SCARD', key('staff', fields[2])), fields[2], fields[4] or ''}
