-- The asked rep is out of it, and blamed for nothing. Who has answered the phone gets a moment to put it down.
local function ends_consulting(id, outcome, hangs_up)
  local offer = call('HMGET', key('offer', id), 'rep', 'of', 'caller', 'answered')
  close_offer(id, outcome)
  if hangs_up then hang_up_leg(id, outcome) end
  event('consulted', 'offer', id, 'of', offer[2], 'rep', offer[1], 'caller', offer[3], 'outcome', outcome)
  if not is_set(offer[4]) then return free(offer[1]) end
  rep_status(offer[1], 'wrap_up', 'consulted', NOW + 5000, 'offer', '')
end

-- Nobody listens any more. Who is in the room leaves it when the room ends, or is hung up.
local function ends_listening(id, outcome, hangs_up)
  local listener = key('listener', id)
  local fields = call('HMGET', listener, 'state', 'offer', 'who', 'leg', 'mode')
  if not fields[1] or fields[1] == 'closed' then return 0 end
  call('HSET', listener, 'state', 'closed', 'outcome', outcome)
  not_due('listener', id)
  local offer = key('offer', fields[2])
  if get(offer, 'listener') == id then call('HSET', offer, 'listener', '') end
  if hangs_up and is_set(fields[4]) then command('hang_up', 'leg', fields[4], 'listener', id, 'why', outcome) end
  event('listened', 'listener', id, 'offer', fields[2], 'who', fields[3], 'mode', fields[5], 'outcome', outcome)
  return 1
end

-- A conversation is over: so is what was under way beside it. Who is in the room hears that it ends.
local function clears_talk(id, outcome)
  local offer = key('offer', id)
  local fields = call('HMGET', offer, 'hold', 'consult', 'listener')
  if is_set(fields[1]) then
    not_due('hold', id)
    call('HSET', offer, 'hold', '')
  end
  if is_set(fields[2]) then
    call('HSET', offer, 'consult', '')
    ends_consulting(fields[2], outcome, get(key('offer', fields[2]), 'state') ~= 'talking' or outcome ~= 'caller left')
  end
  if is_set(fields[3]) then
    ends_listening(fields[3], 'over', get(key('listener', fields[3]), 'state') ~= 'in')
  end
end

-- The conversation that a rep means, or nil and why it can't be acted on.
local function own_talk(id, rep_id)
  local names = {'state', 'rep', 'of', 'caller', 'hold', 'consult', 'leg', 'room', 'room_sid', 'listener', 'line'}
  local fields, talk = call('HMGET', key('offer', id), unpack(names)), {}
  for i, name in ipairs(names) do talk[name] = fields[i] or '' end
  if talk.state == '' then return nil, 'unknown' end
  if talk.rep ~= rep_id then return nil, 'not yours' end
  if talk.state == 'closed' then return nil, 'over' end
  if talk.state ~= 'talking' or talk.of ~= '' then return nil, 'not talking' end
  return talk
end

-- The asked rep has the caller from now on; the other one wraps up. The room stays the same.
local function hand_over(id)
  local offer = key('offer', id)
  local from = call('HMGET', offer, 'caller', 'rep', 'hold', 'consult', 'listener', 'leg', 'room_sid', 'hold_since')
  local caller, rep, new = from[1], from[2], from[4]
  local to = key('offer', new)
  local other = get(to, 'rep')
  close_offer(id, 'handed over')
  not_due('hold', id)
  call('HSET', offer, 'hold', '', 'consult', '', 'listener', '')
  call('HSET', to, 'of', '', 'from', id, 'listener', from[5] or '')
  call('HSET', key('caller', caller), 'offer', new, 'rep', other)
  rep_in_call(other, 'talking', 'caller', caller, 'serving', get(to, 'line') .. ' ' .. AT .. ' ')
  event('handed_over', 'offer', new, 'of', id, 'caller', caller, 'by', rep, 'rep', other)
  command('ends', 'offer', new)
  command('release', 'offer', id, 'leg', from[6] or '', 'room', from[7] or '')
  if is_set(from[3]) then
    call('HSET', to, 'hold_since', from[8] or AT)
    wish_hold(new, 'resuming')
  end
  if is_set(from[5]) then
    call('HSET', key('listener', from[5]), 'offer', new)
    if get(key('listener', from[5]), 'mode') == 'whisper' then command('steer', 'listener', from[5]) end
  end
  wrap_up(rep)
end
