-- A waiting caller would rather speak another language. The place is kept; an offer under way goes on. A: caller, language,
-- the language that the caller goes on hearing or '' for the same.
-- Returns 1 when the caller's line is that language's now; 0 when the caller stays where people are, or does not wait.
local caller, heard = key('caller', A[1]), A[3] ~= '' and A[3] or A[2]
local fields = call('HMGET', caller, 'state', 'line', 'score', 'kept')
local state, line = fields[1], fields[2]
if state ~= 'waiting' and state ~= 'offered' then return 0 end
local other = string.match(line, '^[^:]*') .. ':' .. A[2]
if other == line then
  call('HSET', caller, 'heard', heard)
  return 1
end
if fields[4] == A[2] then return 0 end -- somebody decided that the people of another line help best
call('HSET', caller, 'heard', heard)
if call('SCARD', key('staff', other)) == 0 and call('SCARD', key('staff', line)) > 0 then return 0 end
call('HSET', caller, 'line', other, 'language', A[2], 'told', '')
event('changed_language', 'caller', A[1], 'line', other)
if state == 'waiting' then
  call('ZREM', key('line', line), A[1])
  call('ZADD', key('line', other), fields[3], A[1])
  match(other)
end
return 1
