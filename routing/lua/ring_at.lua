-- Where a rep's calls ring from now on. A: rep, client (client:…; empty for the rep's own phone), ms until a page must have
-- given a sign of life, for a client. Returns 1, or 0 when there is no such rep.
local rep = key('rep', A[1])
if not get(rep, 'status') then return 0 end
call('HSET', rep, 'client', A[2])
if A[2] == '' then
  not_due('page', A[1])
else
  due('page', A[1], NOW + A[3])
end
event('ring_at', 'rep', A[1], 'place', A[2] == '' and 'phone' or 'browser')
return 1
