-- The last code was right: forgets the wrong ones before it. A: name.
return call('DEL', key('codes', A[1]))
