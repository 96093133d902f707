-- A call is over for the line. A: caller, how (hung up, left, closed, too long, lost).  Returns left or ended.
return caller_ends(A[1], A[2])
