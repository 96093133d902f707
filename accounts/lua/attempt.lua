-- Counts a try, unless there were too many within the window. A: window in ms, then name, limit, name, limit, …
-- The window slides: each try counts for that long. Returns 0, or the ms until the next try is allowed.
local window, wait = tonumber(A[1]), 0
for i = 2, #A, 2 do
  local tries, limit = key('attempts', A[i]), tonumber(A[i + 1])
  call('ZREMRANGEBYSCORE', tries, 0, whole(NOW - window))
  if call('ZCARD', tries) >= limit then
    local oldest = call('ZRANGE', tries, -limit, -limit, 'WITHSCORES')
    wait = math.max(wait, tonumber(oldest[2]) + window - NOW)
  end
end
if wait > 0 then return wait end
for i = 2, #A, 2 do
  local tries = key('attempts', A[i])
  call('ZADD', tries, AT, AT .. ':' .. call('ZCARD', tries))
  call('PEXPIRE', tries, A[1])
end
return 0
