-- What the scripts about what happened begin with: the desk's keys, the time, and how things are counted.
-- KEYS[1]: events (names the slot).  ARGV: key prefix, now in ms or '' for the database's own clock, then the verb's own.
-- include store/lua/opening
local DAY, QUARTER = 86400000, 900000

local function event(name, ...) call('XADD', KEYS[1], '*', 'moment', whole(NOW), 'event', name, ...) end
local function since(from, to) return math.max(0, to - (tonumber(from) or to)) end

-- The clock of the desk. OFFSETS: `from:offset,…`, ms, the clock's changes in their order.
local OFFSETS = ''
local function desk_offset(at)
  local found
  for from, offset in string.gmatch(OFFSETS, '(-?%d+):(-?%d+)') do
    if not found or at >= tonumber(from) then found = tonumber(offset) end
  end
  return found or 0
end
local function desk_day(at) return math.floor((at + desk_offset(at)) / DAY) end

-- Days of which a count changes: what was added up of them is thrown away with the counts written.
local CHANGED, DAY_OF_QUARTER = {}, {}
local function changes(at)
  local quarter = math.floor(at / QUARTER)
  DAY_OF_QUARTER[quarter] = DAY_OF_QUARTER[quarter] or desk_day(quarter * QUARTER)
  CHANGED[DAY_OF_QUARTER[quarter]] = true
end

-- Counts are gathered over a batch and written once: many events of a quarter of an hour are one write.
local SUMS, MOST = {}, {}
local function noted(in_, kind, at, of, metric)
  changes(at)
  local name = key(kind, whole(math.floor(at / DAY)))
  in_[name] = in_[name] or {}
  return in_[name], whole(math.floor(at % DAY / QUARTER)) .. ':' .. of .. ':' .. metric
end
local function add(kind, at, of, metric, number)
  local counts, field = noted(SUMS, kind, at, of, metric)
  counts[field] = (counts[field] or 0) + number
end
-- Counted by the day of the desk's own clock.
local function add_to_day(kind, at, field, number)
  local day = desk_day(at)
  CHANGED[day] = true
  local name = key(kind, whole(day))
  SUMS[name] = SUMS[name] or {}
  SUMS[name][field] = (SUMS[name][field] or 0) + number
end
local function at_most(kind, at, of, metric, number)
  local counts, field = noted(MOST, kind, at, of, metric)
  counts[field] = math.max(counts[field] or 0, number)
end
-- How long each answered wait was, so that shares of few waits are exact: ms one after another, by quarter and line.
local LENGTHS = {}
local function list_length(at, of, length)
  local name = key('lengths', whole(math.floor(at / DAY)))
  local field = whole(math.floor(at % DAY / QUARTER)) .. ':' .. of
  LENGTHS[name] = LENGTHS[name] or {}
  LENGTHS[name][field] = (LENGTHS[name][field] or '') .. ' ' .. whole(length)
end
local function write_lengths(life)
  for name, lists in pairs(LENGTHS) do
    for field, list in pairs(lists) do
      local old = get(name, field)
      call('HSET', name, field, old and old .. list or string.sub(list, 2))
    end
    call('EXPIRE', name, life)
  end
end
local function write_counts(life)
  write_lengths(life)
  local stale = {}
  for day in pairs(CHANGED) do stale[#stale + 1] = key('day_counts', whole(day)) end
  if #stale > 0 then call('DEL', unpack(stale)) end
  for name, counts in pairs(SUMS) do
    for field, number in pairs(counts) do call('HINCRBY', name, field, whole(number)) end
    call('EXPIRE', name, life)
  end
  for name, counts in pairs(MOST) do
    for field, number in pairs(counts) do
      if number > tonumber(get(name, field) or '-1') then call('HSET', name, field, whole(number)) end
    end
    call('EXPIRE', name, life)
  end
end
