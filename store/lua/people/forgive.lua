-- Forgets tries, because the last one was right. A: names.
for _, name in ipairs(A) do call('DEL', key('attempts', name)) end
return 1
