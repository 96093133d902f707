-- The last try was right: it is taken back at the address it came from, which others may share, and the tries at the
-- account are forgotten. A: name of the address, names of the account …
call('ZREMRANGEBYRANK', key('attempts', A[1]), -1, -1)
for i = 2, #A do call('DEL', key('attempts', A[i])) end
return 1
