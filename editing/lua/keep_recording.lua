-- Keeps a recording for as long as a kept revision names it, and 90 days beyond; forgets which are gone.
-- A: its digest, the file (base64; '' if it is there), the number of the revision that names it: 0 for none yet, '' for
-- the one that is published.
local LIFE = 90 * 86400
local names = key('recordings')
local number = math.max(tonumber(A[3]) or (published()), tonumber(get(names, A[1]) or 0))
call('HSET', names, A[1], whole(number))
if A[2] ~= '' and call('EXISTS', key('recording', A[1])) == 0 then call('SET', key('recording', A[1]), A[2]) end
local oldest = tonumber(call('ZRANGE', key('revisions'), 0, 0)[1] or 0)
local every = call('HGETALL', names)
for at = 1, #every, 2 do
  local digest, newest = every[at], tonumber(every[at + 1])
  local name = key('recording', digest)
  local life = call('TTL', name)
  if life == -2 then
    call('HDEL', names, digest)
  elseif newest > 0 and newest >= oldest then
    call('PERSIST', name)
  elseif life == -1 or digest == A[1] then
    call('EXPIRE', name, LIFE)
  end
end
return 1
