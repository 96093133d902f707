-- Puts back a week's summary that certainly did not go out. A: the week's Monday, s until it may be taken again.
return call('EXPIRE', key('letter', A[1]), A[2])
