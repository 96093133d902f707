-- Moves the pointer to a revision that is kept, or to the folder (0).
-- A: the number that must be published now, the number wanted, the id of the folder's content, who, why.
-- Returns {word, number}: published, or moved, same, unknown (no such revision is kept) with the number that is published.
local was = published()
if was ~= tonumber(A[1]) then return {'moved', was} end
local number, id = tonumber(A[2]), A[3]
if number == was then return {'same', was} end
if number > 0 then id = get(key('revision', A[2]), 'id') end
if not id then return {'unknown', was} end
point_to('rolled back', number, id, A[4], A[5], was)
return {'published', number}
