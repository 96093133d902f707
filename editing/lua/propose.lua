-- Proposes content that another admin must approve. Only the latest proposal is kept.
-- A: the number that must be published now, the content's id, who, the note, the files (JSON), the draft's version or '',
--    the proposal that this one takes the place of, or '0', the author's id or ''.
-- Returns {word, number, at}: proposed; or moved, same, edited as in publish; or waiting, with an open proposal's number.
local was, id = published()
local name = key('proposal')
local open = call('HMGET', name, 'number', 'state', 'base')
if was ~= tonumber(A[1]) then return {'moved', was, AT} end
if id == A[2] then return {'same', was, AT} end
if A[6] ~= '' and get(key('draft'), 'version') ~= A[6] then return {'edited', was, AT} end
if open[2] == 'open' and tonumber(open[3]) == was and open[1] ~= A[7] then return {'waiting', tonumber(open[1]), AT} end
local number = (open[1] and tonumber(open[1]) or 0) + 1
call('HSET', name, 'number', whole(number), 'state', 'open', 'base', whole(was), 'id', A[2], 'author', A[3], 'note', A[4],
  'files', A[5], 'draft', A[6], 'at', AT, 'by', '', 'reason', '', 'person', A[8])
return {'proposed', number, AT}
