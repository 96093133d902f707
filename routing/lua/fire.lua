-- Does what is due: offers nobody took, calls that gave no more sign of life, wrap-ups that are over.
-- A: at most how many.  Returns how many were due. A record that can't be dealt with does not stop the others.
local ends = {}
function ends.offer(id)
  local fields = call('HMGET', key('offer', id), 'state', 'leg', 'asked', 'caller')
  if fields[1] == 'ringing' then
    not_taken(id, fields[2] == '' and 'not rung' or 'missed')
  elseif fields[1] == 'accepted' and not fields[3] then
    -- The two may talk and only the word of it be lost: the carrier is asked before they are torn apart.
    call('HSET', key('offer', id), 'asked', AT)
    due('offer', id, NOW + 10000)
    command('confirm', 'offer', id, 'leg', fields[2], 'sid', get(key('caller', fields[4]), 'sid') or '')
  elseif fields[1] == 'accepted' then
    not_taken(id, 'unreachable')
  end
end
function ends.caller(id) caller_ends(id, 'lost') end
function ends.hold(id) hold_fails(id, 'carrier') end
function ends.listener(id)
  local listener = key('listener', id)
  if get(listener, 'state') == 'in' then
    call('HSET', listener, 'trouble', 'carrier', 'mode', get(listener, 'mode_is') or '')
  else
    ends_listening(id, 'missed', true)
  end
end
function ends.rep(id)
  local rep = key('rep', id)
  local fields = call('HMGET', rep, 'status', 'reason')
  if fields[1] ~= 'wrap_up' then return end
  if fields[2] == 'after call' then call('HSET', rep, 'idle', AT) end
  serve(id, rep_status(id, 'available'))
end
-- No page has been open for a while: nobody would hear it ring. A call in hand is the carrier's to tell of.
function ends.page(id)
  local fields = call('HMGET', key('rep', id), 'status', 'client')
  local status = fields[1]
  if not status or (fields[2] or '') == '' or status == 'away' or status == 'offline' then return end
  if status == 'available' or status == 'wrap_up' then
    rep_status(id, 'away', 'page closed')
  else
    due('page', id, NOW + 10000)
  end
end

local overdue = call('ZRANGEBYSCORE', DEADLINES, '-inf', AT, 'LIMIT', 0, tonumber(A[1]))
for _, member in ipairs(overdue) do
  call('ZREM', DEADLINES, member)
  local kind, id = string.match(member, '^(%a+):(.*)$')
  if not pcall(ends[kind], id) then event('quarantined', 'kind', 'deadline', 'id', member) end
end
return #overdue
