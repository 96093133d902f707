-- Puts back what was published when the database lost it; a database that knows of anything published is right.
-- A: number, id, author, note, at (ms), files (JSON) of the revision; number 0 for the folder.  Returns 1 if it was put back.
if call('EXISTS', key('published')) == 1 then return 0 end
local number = tonumber(A[1])
if number > 0 then keep(number, A[2], A[3], A[4], A[5], A[6]) end
point_to('restored', number, A[2], A[3], A[4], number)
return 1
