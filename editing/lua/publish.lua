-- Publishes a revision: keeps it under the next number and moves the pointer there. A draft it was made of is done with.
-- A: the number that must be published now, the content's id, who, the note, the files (JSON), the draft's version or ''.
-- Returns {word, number, at}: published, or moved (another number is published), same (this content is), edited (the
-- draft has another version); then nothing has changed, and the number is the one that is published.
local was, id = published()
if was ~= tonumber(A[1]) then return {'moved', was, AT} end
if id == A[2] then return {'same', was, AT} end
if A[6] ~= '' and get(key('draft'), 'version') ~= A[6] then return {'edited', was, AT} end
local number = next_number()
keep(number, A[2], A[3], A[4], AT, A[5])
point_to('published', number, A[2], A[3], A[4], was)
if A[6] ~= '' then drop_draft() end
return {'published', number, AT}
