-- Starts a session. A: id, digest of its token, stage (code or full), ms of idleness allowed, ms it may last in all,
-- browser, digest of the session it replaces or '', how the person signed in ('' for the password), how many sessions a
-- person may have: the ones that would end first give way.  Returns 1, or 0 if there is no such person or the person is disabled.
local id, digest, stage = A[1], A[2], A[3]
local fields = call('HMGET', key('person', id), 'sign_in', 'disabled')
if A[7] ~= '' then call('DEL', key('session', A[7])) end
if not fields[1] or fields[2] == '1' then return 0 end
local session, mine = key('session', digest), key('sessions', id)
local last = NOW + tonumber(A[5])
local ends = math.min(last, NOW + tonumber(A[4]))
call('HSET', session, 'person', id, 'stage', stage, 'started', AT, 'seen', AT, 'idle', A[4], 'last', whole(last),
  'ends', whole(ends), 'browser', A[6], 'way', A[8])
call('PEXPIREAT', session, whole(ends))
-- One that still waits for its second step is the person's too: a new password must end it like all others.
call('ZREMRANGEBYSCORE', mine, 0, AT)
if A[7] ~= '' then call('ZREM', mine, A[7]) end
call('ZADD', mine, whole(last), digest)
while call('ZCARD', mine) > tonumber(A[9]) do call('DEL', key('session', call('ZPOPMIN', mine)[1])) end
call('PEXPIREAT', mine, whole(math.max(last, tonumber(call('ZRANGE', mine, -1, -1, 'WITHSCORES')[2]))))
if stage == 'full' then audit(fields[1], 'signed in', fields[1]) end
return 1
