-- Writes one try that was refused. A: who (the address it came from), what, about, the network of that address.
-- These lie apart from changes, so that no number of tries drives a change out of the audit log. Their ids end in a
-- million and more, so that both can be read as one log without two entries of one id.
local refusals, moment, number = key('refusals'), database_time(), 1000000
local last = call('XREVRANGE', refusals, '+', '-', 'COUNT', 1)[1]
if last then
  local was, count = string.match(last[1], '(%d+)-(%d+)')
  if tonumber(was) >= moment then moment, number = tonumber(was), tonumber(count) + 1 end
end
write(refusals, 10000, whole(moment) .. '-' .. whole(number), A[4], A[2] .. '\n' .. A[3], A[1], A[2], A[3])
return 1
