-- Sets a password, and ends every session of the person but one. A: who ('' for the person), id, hash, digest of the
-- session kept or '', digest of the one-time link's token or ''. With a token the link is used up.
-- Returns 1, or 0 if the link is void or there is no such person.
local who, id, kept, token = A[1], A[2], A[4], A[5]
local fields = call('HMGET', key('person', id), 'sign_in', 'disabled')
if not fields[1] or fields[2] == '1' then return 0 end
if token ~= '' and call('GET', key('invitation', token)) ~= id then return 0 end
forget_invitation(id)
call('HSET', key('person', id), 'password', A[3], 'password_since', AT)
end_sessions(id, kept)
audit(who ~= '' and who or fields[1], 'password set', fields[1], '', token ~= '' and 'by one-time link' or '')
return 1
