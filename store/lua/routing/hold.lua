-- A caller's phone asks for its next bit of hold: a sign of life. A: caller, what was told last or '' to leave it,
-- 1 if the caller pressed a key.  Returns {state, position, waited ms, reps signed in, line, told, silent};
-- 'unknown' when the database has forgotten the call; of an ended one, how it ended stands for what was told.
local id = A[1]
local caller = key('caller', id)
local fields = redis.call('HMGET', caller, 'state', 'line', 'joined', 'told', 'silent', 'how')
if not fields[1] then return {'unknown', 0, 0, 0, '', '', '0'} end
if fields[1] == 'ended' then return {'ended', 0, 0, 0, fields[2], fields[6] or '', '0'} end
due('caller', id, NOW + 90000)
if A[2] ~= '' then redis.call('HSET', caller, 'told', A[2]) end
if A[3] == '1' then redis.call('HSET', caller, 'silent', '0') end
local rank = redis.call('ZRANK', key('line', fields[2]), id)
return {fields[1], rank and rank + 1 or 0, math.max(0, NOW - tonumber(fields[3])),
  redis.call('SCARD', key('staff', fields[2])), fields[2], fields[4] or '', fields[5] or '0'}
