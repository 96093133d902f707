-- Somebody moves a waiting caller. A: caller, line and language or '' for the same, score in ms, 'front', or '' for the
-- caller's own, who does it.  Returns {done or why not, line before, score before}, with which it is undone.
local id = A[1]
local caller = key('caller', id)
local fields = call('HMGET', caller, 'state', 'line', 'score')
if not fields[1] then return {'unknown', '', ''} end
if fields[1] == 'ended' then return {'over', '', ''} end
if fields[1] ~= 'waiting' then return {'not waiting', '', ''} end
local from, line, score = fields[2], A[2] ~= '' and A[2] or fields[2], A[3]
if line ~= from and call('SCARD', key('staff', line)) == 0 then return {'nobody', '', ''} end
if score == 'front' then
  local head = call('ZRANGE', key('line', line), 0, 0, 'WITHSCORES')
  score = head[1] and head[1] ~= id and math.min(tonumber(fields[3]), tonumber(head[2]) - 1) or fields[3]
end
score = whole(score ~= '' and tonumber(score) or tonumber(fields[3]))
if line == from and score == fields[3] then return {'done', from, fields[3]} end
call('ZREM', key('line', from), id)
if line ~= from then put_on_line(caller, line) end
call('HSET', caller, 'score', score)
call('ZADD', key('line', line), score, id)
event('moved', 'caller', id, 'line', line, 'by', A[4])
match(line)
return {'done', from, fields[3]}
