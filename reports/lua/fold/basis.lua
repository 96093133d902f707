-- What counting begins with. A: at most how many, life of what is written in s, service level ms, a short wait ms, bounds
-- of waits in s (`5,10,…`), the changes of the desk's clock, ms for which guidance must be listened to.
local LIFE, LEVEL, SHORT = tonumber(A[2]), tonumber(A[3]), tonumber(A[4])
local LONGEST_PATH, MOST_OFFERS = 60, 20 -- small hashes take a third of the memory; nobody's call is that long
local FOLDED = key('folded')
local BOUNDS = {}
for bound in string.gmatch(A[5], '%d+') do BOUNDS[#BOUNDS + 1] = tonumber(bound) end
local ENOUGH = tonumber(A[7])
OFFSETS = A[6]

-- An index of calls that forgets by itself what is past its time.
local function index(name, at, id)
  call('ZADD', name, whole(at), id)
  call('ZREMRANGEBYSCORE', name, '-inf', whole(NOW - LIFE * 1000))
  call('EXPIRE', name, LIFE)
end

-- Calls that the line has answered last and that will ask again, unless they are over: by when that was.
local function is_in_menu(id, at, travels)
  if travels then return end -- when it was says nothing of how long ago that is
  call('ZADD', key('in_menu'), whole(at), id)
  call('EXPIRE', key('in_menu'), LIFE)
end
local function is_elsewhere(id) call('ZREM', key('in_menu'), id) end

local on = {} -- what each event means
