-- A phone is to ring for one offer at a time, whichever desk it is of. A script of its own: its key lies in another slot
-- than any desk's. KEYS: the phone's holder.  ARGV: who asks, the holder that is known to be gone or '', ms to keep it.
-- Returns '' if the phone is the asker's now, else who holds it.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return ''
