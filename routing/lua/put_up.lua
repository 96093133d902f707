-- Puts up what hangs at the desk's door, or takes it down. A: closures, notices, attack or blocked, what must hang there now, what is to hang
-- there or '' for nothing, until when (ms), who does it.  Returns {1 or 0, what hung there}: 0 when somebody was faster.
local name = key(A[1])
local before = redis.call('GET', name) or ''
if before ~= A[2] then return {0, before} end
if A[3] == '' then
  redis.call('DEL', name)
else
  redis.call('SET', name, A[3])
  redis.call('PEXPIREAT', name, A[4])
end
event('put_up', 'kind', A[1], 'by', A[5])
return {1, before}
