-- A caller's phone asks for its next bit of hold: a sign of life. A: caller, what was told last or '' to leave it, the key
-- that the caller pressed or '', the language heard or '' if nothing is to be written down, the carrier's token of this
-- request or '', 1 if the caller has heard that others may listen.  Returns {state, position, waited ms, reps signed in, line, told, silent, outlook};
-- an outlook for who waits and tells nothing, else an empty one;
-- 'unknown' when the database has forgotten the call or given it up for lost: either way the caller may join again with
-- the time already waited. Of a call that ended otherwise, how it ended stands for what was told.
local id = A[1]
local caller = key('caller', id)
local fields = call('HMGET', caller, 'state', 'line', 'joined', 'told', 'silent', 'how', 'asked', 'before', 'score')
local state, line = fields[1], fields[2]
if not state or (state == 'ended' and fields[6] == 'lost') then return {'unknown', 0, 0, 0, '', '', '0', {}} end
if state == 'ended' then return {'ended', 0, 0, 0, line, fields[6] or '', '0', {}} end
if state ~= 'talking' then due('caller', id, NOW + 90000) end -- a late request must not end a conversation
if A[2] ~= '' then call('HSET', caller, 'told', A[2]) end
if A[6] == '1' then call('HSET', caller, 'monitored', '1') end
local least, most = string.match(A[2], '^joined .* (%d*):(%d+)$')
if most and state == 'waiting' then event('announced', 'caller', id, 'shortest', least, 'longest', most) end
local is_repeated = A[5] ~= '' and A[5] == fields[7]
if is_repeated then
  fields[4] = fields[8] -- what is said now was said to nobody yet
elseif A[5] ~= '' then
  call('HSET', caller, 'asked', A[5], 'before', fields[4])
end
if A[3] ~= '' then call('HSET', caller, 'silent', '0') end
local rank = call('ZRANK', key('line', line), id)
local position = rank and rank + 1 or 0
if A[4] ~= '' and not is_repeated then
  event('hold', 'caller', id, 'line', line, 'language', A[4], 'key', A[3], 'position', position)
end
return {state, position, math.max(0, NOW - tonumber(fields[3])), call('SCARD', key('staff', line)), line,
  fields[4] or '', fields[5] or '0', rank and A[2] == '' and outlook(line, '(' .. fields[9]) or {}}
