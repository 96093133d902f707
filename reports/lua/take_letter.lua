-- Takes a week's summary, to be sent by whoever takes it. A: the week's Monday, life of the mark in s.
-- Returns 1, or 0 when it was taken before.
return call('SET', key('letter', A[1]), whole(NOW), 'NX', 'EX', A[2]) and 1 or 0
