-- Publishes what was proposed, as its author's revision. Nobody approves their own.  A: the proposal's number, who, the person's id or ''.
-- Returns {word, number, at}: published; or over (decided, or another one came), own, lapsed (another revision is published).
local name = key('proposal')
local one = call('HMGET', name, 'number', 'state', 'base', 'id', 'author', 'note', 'files', 'draft', 'person')
local was = published()
if one[1] ~= A[1] or one[2] ~= 'open' then return {'over', was, AT} end
if one[5] == A[2] or (A[3] ~= '' and one[9] == A[3]) then return {'own', was, AT} end
if tonumber(one[3]) ~= was then return {'lapsed', was, AT} end
local number = next_number()
keep(number, one[4], one[5], one[6], AT, one[7])
point_to('published', number, one[4], one[5], one[6], was)
if one[8] ~= '' and get(key('draft'), 'version') == one[8] then drop_draft() end
call('HSET', name, 'state', 'approved', 'by', A[2], 'files', '{}')
return {'published', number, AT}
