-- The rep's side of a conversation ended while the caller is there. A: offer, 1 if the caller has left the room too.
-- Returns the state it ended from. A caller dropped while connecting keeps the place; after talking the front is offered.
-- A rep who leaves while a colleague is in the room has handed the caller over; while one is being asked, the caller
-- is back at the front of the line.
local id, is_out = A[1], A[2] == '1'
local offer = key('offer', id)
local fields = call('HMGET', offer, 'state', 'caller', 'rep', 'of', 'consult', 'ends_is', 'from', 'room_sid')
local state, caller_id = fields[1], fields[2]
local consult = is_set(fields[5]) and fields[5]
if state == 'accepted' then
  not_taken(id, 'unreachable')
elseif state == 'talking' and is_set(fields[4]) then
  asks_no_more(fields[4], 'left')
  ends_consulting(id, 'left', true)
elseif state == 'talking' and consult and not is_out and fields[6] == '0' and get(key('offer', consult), 'state') == 'talking' then
  hand_over(id)
elseif state == 'talking' then
  close_offer(id, consult and 'rep left asking' or 'rep left')
  if consult then
    call('HSET', key('caller', caller_id), 'came', '') -- a wait with a talk in it teaches nothing
    local line = wait_again(caller_id)
    event('rejoined', 'caller', caller_id, 'line', line)
    match(line) -- others before the two who become free now
  else
    call('HSET', key('caller', caller_id), 'state', 'dropped', 'offer', '')
    event('dropped', 'offer', id, 'caller', caller_id, 'rep', fields[3])
  end
  due('caller', caller_id, NOW + 90000)
  if not is_out and (is_set(fields[6]) or is_set(fields[7])) then -- the rep's leg may not have ended the room
    command('move', 'offer', id, 'caller', caller_id, 'sid', get(key('caller', caller_id), 'sid'), 'back', '1', 'room', fields[8] or '')
  end
  clears_talk(id, 'rep left')
  wrap_up(fields[3])
end
return state or 'unknown'
