-- What the scripts that are run seldom begin with: the keys, the time, the verb's own arguments.
local P, call = ARGV[1], redis.call
local function database_time()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function whole(number) return string.format('%d', number) end
local function key(kind, id) return id and P .. kind .. ':' .. id or P .. kind end
local function get(name, field) return call('HGET', name, field) end
local NOW = ARGV[2] ~= '' and tonumber(ARGV[2]) or database_time()
local AT = whole(NOW)
local A = {unpack(ARGV, 3)}
