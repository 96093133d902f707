-- Writes one try that was refused. A: who (the address it came from), what, about.
-- These lie apart from changes, so that no number of tries drives a change out of the audit log. Their ids end in a
-- million and more, so that both can be read as one log without two entries of one id.
local refusals, moment, number = key('refusals'), database_time(), 1000000
local last = call('XREVRANGE', refusals, '+', '-', 'COUNT', 1)[1]
if last then
  local was, count = string.match(last[1], '(%d+)-(%d+)')
  if tonumber(was) >= moment then moment, number = tonumber(was), tonumber(count) + 1 end
end
call('XADD', refusals, 'MAXLEN', '~', 10000, whole(moment) .. '-' .. whole(number), 'moment', AT, 'who', A[1],
  'what', A[2], 'about', A[3], 'before', '', 'after', '')
return 1
