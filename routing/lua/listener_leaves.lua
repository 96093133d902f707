-- Nobody listens any more. A: listener, outcome, 1 to hang up the listener's phone.  Returns 1, or 0 when it was over.
return ends_listening(A[1], A[2], A[3] == '1')
