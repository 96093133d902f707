-- Signs a person out everywhere. A: who, id.  Returns how many sessions ended.
local ended = end_sessions(A[2], '')
audit(A[1], 'signed out everywhere', sign_in_name(A[2]), whole(ended) .. ' sessions', '')
return ended
