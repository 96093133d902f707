-- Counts a call that goes out, unless as many did as may: to this number or of the desk in this day, of the desk
-- in this hour, by UTC. `limits` are these three, 0 for none.  Returns '' or the limit: number, day or hour.
-- Needs `event`, and `whole` for numbers that become names.
local function spend(prefix, to, limits, now)
  local day, hour = prefix .. 'spent:' .. whole(math.floor(now / 86400000)), 'hour:' .. whole(math.floor(now % 86400000 / 3600000))
  local fields = {'to:' .. to, 'all', hour}
  local spent = redis.call('HMGET', day, unpack(fields))
  for n, limit in ipairs({'number', 'day', 'hour'}) do
    if limits[n] > 0 and tonumber(spent[n] or '0') >= limits[n] then
      if redis.call('HSETNX', day, 'told:' .. fields[n], '1') == 1 then event('limited', 'limit', limit) end
      return limit
    end
  end
  for _, field in ipairs(fields) do redis.call('HINCRBY', day, field, 1) end
  redis.call('EXPIRE', day, 172800)
  return ''
end
