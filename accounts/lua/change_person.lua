-- Changes a person; one entry in the audit log for each field that really changes. A: who, id, field, value, …
-- Fields: name, sign_in, role, desks, reps, phone, disabled. A disabled person's sessions and invitation end here.
-- Returns 'saved', 'unknown', 'name taken', 'rep taken' or 'last admin'; but for 'saved' nothing was changed.
local who, id = A[1], A[2]
local person = key('person', id)
local was_named = get(person, 'sign_in')
if not was_named then return 'unknown' end
local new, was = {}, {}
for i = 3, #A, 2 do
  local old = get(person, A[i]) or ''
  if old ~= A[i + 1] then new[A[i]], was[A[i]] = A[i + 1], old end
end
if new.sign_in and get(key('names'), new.sign_in) then return 'name taken' end
if new.reps and link_taken(id, new.reps) then return 'rep taken' end
local leaves = (new.role and was.role == 'admin') or new.disabled == '1'
if leaves and is_last_admin(id) then return 'last admin' end
for i = 3, #A, 2 do
  local field = A[i]
  if new[field] then
    call('HSET', person, field, new[field])
    audit(who, field .. ' changed', was_named, was[field], new[field])
  end
end
if new.sign_in then
  call('HDEL', key('names'), was_named)
  call('HSET', key('names'), new.sign_in, id)
end
if new.reps then relink(id, was.reps, new.reps) end
if new.disabled == '1' then
  end_sessions(id, '')
  forget_invitation(id)
end
return 'saved'
