-- How a listener's phone gets on. A: listener, state (ringing, answered, entering, in), leg.
-- Returns the state that holds now: `closed` or `unknown` when that leg must go.
local id, state, leg = A[1], A[2], A[3]
local listener = key('listener', id)
local order = {ringing = 1, answered = 2, entering = 3, ['in'] = 4}
local fields = call('HMGET', listener, 'state', 'leg', 'mode')
local was = fields[1]
local is_strange = is_set(fields[2]) and leg ~= fields[2]
if was == 'closed' or not was or is_strange then
  if state == 'ringing' then command('hang_up', 'leg', leg, 'listener', id, 'why', 'nothing to hear') end
  return is_strange and 'closed' or was or 'unknown'
end
call('HSET', listener, 'leg', leg)
if order[state] <= order[was] then return was end
call('HSET', listener, 'state', state)
if state == 'entering' then call('HSET', listener, 'mode_is', fields[3]) end
if state == 'in' then
  due('listener', id, NOW + 20000)
  command('steer', 'listener', id) -- the wish may have changed since the document was made
else
  due('listener', id, NOW + 25000)
end
return state
