-- The carrier refused to ring a phone for a reason that is not the phone's. The call that was counted did not go out.
-- A: HTTP status, the carrier's code, 1 if it refuses every phone, the phone that was counted or ''.
-- Returns 1 for the first refusal, else 0. Each refusal in a row doubles the pause before the next call, up to a minute.
local name = key('carrier_refuses')
local was = call('HMGET', name, 'tries', 'next', 'is_trying')
local is_wide, tries = A[3] == '1', tonumber(was[1] or '0')
if not is_wide then
  call('HDEL', name, 'next', 'is_trying')
elseif was[3] or NOW >= tonumber(was[2] or '0') then -- else several were under way when the first was refused
  tries = tries + 1
  call('HSET', name, 'next', whole(NOW + math.min(60, 2 ^ tries) * 1000))
  call('HDEL', name, 'is_trying')
end
call('HSET', name, 'status', A[1], 'code', A[2], 'is_wide', A[3], 'last', AT, 'tries', whole(tries))
call('HSETNX', name, 'since', AT)
call('EXPIRE', name, is_wide and DAY or 600)
if A[4] ~= '' then
  local spent = P .. 'spent:' .. whole(math.floor(NOW / 86400000))
  for _, field in ipairs({'to:' .. A[4], 'all', 'hour:' .. whole(math.floor(NOW % 86400000 / 3600000))}) do
    if tonumber(get(spent, field) or '0') > 0 then call('HINCRBY', spent, field, -1) end
  end
end
if was[1] then return 0 end
event('carrier_refuses', 'status', A[1], 'code', A[2])
return 1
