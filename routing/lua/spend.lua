-- A call is about to go out that no offer is about: may it? A: to which number, limits of number, day and hour.
-- Returns '' or the limit that is reached.
-- include prelude/spending
return spend(P, A[1], {tonumber(A[2]), tonumber(A[3]), tonumber(A[4])}, NOW)
