-- Writes one entry into the audit log. A: who, what, about, before, after.
audit(A[1], A[2], A[3], A[4], A[5])
return 1
