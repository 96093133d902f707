-- The sessions of a person. A: id.  Returns {digest, fields, digest, fields, …}.
local found = {}
for _, digest in ipairs(call('ZRANGE', key('sessions', A[1]), 0, -1)) do
  local fields = call('HGETALL', key('session', digest))
  if #fields > 0 then
    found[#found + 1] = digest
    found[#found + 1] = fields
  end
end
return found
