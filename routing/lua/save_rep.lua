-- Adds a rep or changes one; the status stays, a call in hand goes on. So do the moments that status and idleness count
-- from. A: rep, then field, value, …
-- Returns 1 if the rep is new.
local id, rep = A[1], key('rep', A[1])
local was = call('HMGET', rep, 'status', 'phone', 'reason', 'until', 'since', 'by')
local lines, left = lines_of(rep), 0
for _, line in ipairs(lines) do
  call('ZREM', key('idle', line), id)
  left = call('SREM', key('staff', line), id)
end
if left == 1 then team(lines, -1) end
forget_phone(id, was[2])
if A[2] then call('HSET', rep, unpack(A, 2)) end
if not was[1] then call('HSET', rep, 'idle', AT, 'misses', '0', 'offer', '', 'until', '') end
call('SADD', key('reps'), id)
local phone = get(rep, 'phone')
if phone ~= was[2] then call('HDEL', rep, 'texts_from') end -- it was another phone that was confirmed
page_is_due(id)
if phone and phone ~= '' then call('HSET', key('phones'), phone, id) end
rep_status(id, was[1] or 'offline', was[3] or '', tonumber(was[4] or ''), 'since', was[5] or AT,
  'by', was[6] or BY)
if was[1] == 'available' then serve(id) end
return was[1] and 0 or 1
