-- What every script about people begins with: the time, the keys, the audit log, and the moves that several share.
-- KEYS[1]: audit log (names the slot).  ARGV: key prefix, now in ms or '' for the database's own clock, then the verb's own.
-- Whoever changes something is named by `who`; a password, a secret or a token is never written into the log.
-- include store/lua/opening

local function sign_in_name(id) return get(key('person', id), 'sign_in') or id end

-- No source drives others' entries out of a log: each has a tenth of it at most, and its own oldest ones give way. What a
-- source does again within a minute is one entry, which says how many times; `again` names it, '' for what is never merged.
local MINUTE, DAYS_400 = 60000, 34560000000
local function write(log, most, id, source, again, who, what, about, before, after)
  local mine = key('entries', redis.sha1hex(log .. source))
  local latest = key('latest', redis.sha1hex(table.concat({log, source, again}, '\n')))
  local old, times = again ~= '' and call('GET', latest), 1
  local was = old and call('XRANGE', log, old, old)[1]
  for i = 1, was and #was[2] or 0, 2 do
    if was[2][i] == 'before' then before = was[2][i + 1] end
    if was[2][i] == 'times' then times = tonumber(was[2][i + 1]) + 1 end
  end
  local new = call('XADD', log, 'MAXLEN', '~', most, id, 'moment', AT, 'who', who, 'what', what, 'about', about,
    'before', before or '', 'after', after or '', 'times', whole(times))
  if was then -- only now: the id of the last entry is what the next one is counted from
    call('XDEL', log, old)
    call('ZREM', mine, old)
  end
  if again ~= '' then call('SET', latest, new, unpack(was and {'KEEPTTL'} or {'PX', MINUTE})) end
  call('ZADD', mine, AT, new)
  call('PEXPIRE', mine, DAYS_400)
  if call('ZCARD', mine) > most / 10 then call('XDEL', log, call('ZPOPMIN', mine)[1]) end
end

-- What people do to others is never merged: in between somebody may have had rights for a moment.
local function audit(who, what, about, before, after)
  local is_own = about == who or string.sub(about, 1, #who + 4) == who .. ' at '
  write(KEYS[1], 100000, '*', who, is_own and what .. '\n' .. about or '', who, what, about, before, after)
end

-- Every session of a person but one; returns how many.
local function end_sessions(id, kept)
  local all, ended = call('ZRANGE', key('sessions', id), 0, -1), 0
  for _, digest in ipairs(all) do
    if digest ~= kept then
      ended = ended + call('DEL', key('session', digest))
      call('ZREM', key('sessions', id), digest)
    end
  end
  return ended
end

-- Recovery codes stand in for a second step; without one there are none.
local function forget_recovery(id)
  local fields = call('HMGET', key('person', id), 'totp', 'passkeys')
  if (fields[1] or '') == '' and (fields[2] or '0') == '0' then call('DEL', key('recovery', id)) end
end

local function forget_invitation(id)
  local old = get(key('person', id), 'invitation')
  if old and old ~= '' then call('DEL', key('invitation', old)) end
  call('HDEL', key('person', id), 'invitation')
end

-- A rep is one person. Returns the link that is another person's, if any.
local function link_taken(id, reps)
  for link in string.gmatch(reps, '[^,]+') do
    local holder = get(key('links'), link)
    if holder and holder ~= id then return link end
  end
end

local function relink(id, was, reps)
  for link in string.gmatch(was, '[^,]+') do call('HDEL', key('links'), link) end
  for link in string.gmatch(reps, '[^,]+') do call('HSET', key('links'), link, id) end
end

-- Somebody must be left who can let others in.
local function is_last_admin(id)
  local function is_admin(one)
    local fields = call('HMGET', key('person', one), 'role', 'disabled')
    return fields[1] == 'admin' and fields[2] ~= '1'
  end
  if not is_admin(id) then return false end
  for _, one in ipairs(call('SMEMBERS', key('everybody'))) do
    if one ~= id and is_admin(one) then return false end
  end
  return true
end
