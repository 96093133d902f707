-- The carrier can't hold a caller, or take one off hold. A: offer, why.  Returns 1, or 0 when that is no longer wished.
return hold_fails(A[1], A[2])
