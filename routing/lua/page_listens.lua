-- The page in which a rep's calls ring gives a sign of life. A: rep, ms until the next one must come.
-- Returns 1, or 0 when the rep's calls ring elsewhere.
if (get(key('rep', A[1]), 'client') or '') == '' then return 0 end
due('page', A[1], NOW + A[2])
return 1
