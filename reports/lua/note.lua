-- A rep says what came of a call. A: digest of the call, rep, version seen before, outcome, note.
-- Returns {1 or 0, version, outcome, note} as they are now: 0 when it is not the rep's call, or somebody was quicker.
local record, rep = key('record', A[1]), A[2]
local r = call('HMGET', record, 'entered', 'rep', 'noted', 'outcome')
local version, text = tonumber(r[3]) or 0, key('note', A[1])
-- The record follows the call by a second; the caller's own knows the rep at once.
-- Whoever handed the caller over took the call too, and still wraps it up.
local is_theirs = r[2] == rep or get(key('caller', A[1]), 'rep') == rep or call('ZSCORE', key('taken', rep), A[1])
if not r[1] or not is_theirs or version ~= tonumber(A[3]) then return {0, version, r[4] or '', call('GET', text) or ''} end
call('HSET', record, 'noted', whole(version + 1), 'outcome', A[4])
call('SET', text, A[5], 'PX', call('PTTL', record))
event('noted', 'caller', A[1], 'rep', rep, 'outcome', A[4])
return {1, version + 1, A[4], A[5]}
