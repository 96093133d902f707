-- Folds the next events into records and counts, and remembers where it stopped: one step, so that nothing counts twice.
-- A: see fold/basis; the first is how many events.
-- Returns {events folded, of them skipped}. An event that makes no sense is skipped and counted.
-- include fold/basis
-- include fold/again
-- include fold/demand
-- include fold/menu
-- include fold/waits
-- include fold/reps

local function fold(fields)
  local e = {}
  for i = 1, #fields, 2 do e[fields[i]] = fields[i + 1] end
  e.from_place, e.at = e.at, tonumber(e.moment)
  if not e.at or e.at < 0 or not e.event then error('neither time nor name') end
  if on[e.event] then on[e.event](e) end
  stands(e)
end

if call('EXISTS', key('copying')) == 1 then return {0, 0} end -- in a copy, counts must be as old as the place they reach to
local last = get(FOLDED, 'id')
local entries = call('XRANGE', KEYS[1], last and '(' .. last or '-', '+', 'COUNT', tonumber(A[1]))
if #entries == 0 then return {0, 0} end
call('HSET', FOLDED, 'id', entries[#entries][1]) -- first, as a full database refuses here, before anything is changed
local skipped = 0
for _, entry in ipairs(entries) do
  if not pcall(fold, entry[2]) then skipped = skipped + 1 end
end
if skipped > 0 then call('HINCRBY', FOLDED, 'skipped', skipped) end
write_counts(LIFE)
return {#entries, skipped}
