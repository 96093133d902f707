-- Keeps the desk's draft.  A: the version that it must have now ('0' for none there), who, the files (JSON).
-- Returns {1, version, base, at}, or {0} when it has another version. The base is what was published when it was begun.
if (get(key('draft'), 'version') or '0') ~= A[1] then return {0} end
local base = get(key('draft'), 'base') or whole((published()))
local version = call('INCR', key('drafts')) -- never used twice: a draft thrown away must not look like a later one
call('HSET', key('draft'), 'files', A[3], 'base', base, 'version', version, 'author', A[2], 'at', AT)
return {1, version, base, AT}
