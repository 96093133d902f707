-- What every script about a desk's content begins with: the desk's keys, the time, the pointer to what is published.
-- KEYS[1]: events (names the slot).  ARGV: key prefix, now in ms or '' for the database's own clock, then the verb's own.
-- include store/lua/opening
local MOST = 1000 -- revisions and moves of the pointer that are kept

-- The number that is published, and its content's id; 0 stands for the desk's folder.
local function published()
  local number, id = string.match(call('GET', key('published')) or '0 ', '^(%d+) (.*)$')
  return tonumber(number), id
end

-- `what` was done: published, rolled back, restored.
local function point_to(what, number, id, who, why, was)
  call('SET', key('published'), whole(number) .. ' ' .. id)
  call('XADD', key('moves'), 'MAXLEN', '~', MOST, '*', 'at', AT, 'what', what, 'number', whole(number), 'id', id, 'who', who,
    'why', why, 'was', whole(was))
end

-- Keeps a revision for good, or until a thousand newer ones are there.
local function keep(number, id, author, note, at, files)
  local name = whole(number)
  call('HSET', key('revision', name), 'id', id, 'author', author, 'note', note, 'at', at, 'files', files)
  call('ZADD', key('revisions'), number, name)
  call('HSET', key('contents'), id, name)
  for _, old in ipairs(call('ZRANGE', key('revisions'), 0, -MOST - 1)) do
    local past = get(key('revision', old), 'id')
    if past and get(key('contents'), past) == old then call('HDEL', key('contents'), past) end
    call('DEL', key('revision', old))
    call('ZREM', key('revisions'), old)
  end
end

-- One more than the newest that there ever was.
local function next_number()
  local newest = call('ZRANGE', key('revisions'), -1, -1)[1]
  return (newest and tonumber(newest) or 0) + 1
end

local function drop_draft() call('DEL', key('draft')) end
