-- What every script about people begins with: the time, the keys, the audit log, and the moves that several share.
-- KEYS[1]: audit log (names the slot).  ARGV: key prefix, now in ms or '' for the database's own clock, then the verb's own.
-- Whoever changes something is named by `who`; a password, a secret or a token is never written into the log.
-- include store/lua/opening

local function sign_in_name(id) return get(key('person', id), 'sign_in') or id end
local function audit(who, what, about, before, after)
  call('XADD', KEYS[1], 'MAXLEN', '~', 100000, '*', 'moment', AT, 'who', who, 'what', what, 'about', about,
    'before', before or '', 'after', after or '')
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
