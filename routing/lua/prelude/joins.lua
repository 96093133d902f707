-- The last call of a number and how often it was let in anew within the hour, or false; of a withheld one nothing.
local function last_call_and_joins(number)
  if number == '' then return false, false end
  local found = call('MGET', key('place', number), key('joins', number))
  return found[1], found[2]
end

-- May somebody get in line anew? `limits`: joins an hour, from how many on a number calls often, and up to how long a line
-- such a number or a withheld one is let in; each 0 for no limit. Whoever is let in is counted.  Returns nil, or why not
-- and the seconds until the number may again.
local function door(number, joins, ahead, room, limits)
  local count, most, often, shared = tonumber(joins or '0'), limits[1], limits[2], limits[3]
  if most > 0 and count >= most then return 'often', math.max(1, call('TTL', key('joins', number))) end
  local is_shared = number == '' or (often > 0 and count >= often)
  if is_shared and shared > 0 then room = math.min(room, shared) end
  if ahead >= room then return 'full', 0 end
  if number == '' or (most == 0 and often == 0) then return nil end
  if joins then
    call('INCR', key('joins', number))
  else
    call('SET', key('joins', number), 1, 'EX', 3600)
  end
end
