-- Adds revocations that a node still knows: the store may have lost them.
--
-- KEYS  revoked, ages of revoked
-- ARGV  field, up to when, until when, field, ...
-- answers {field, ...}: those in whose place there is one that cannot be read

local revoked, ages = KEYS[1], KEYS[2]
local left = {}
for i = 1, #ARGV, 3 do
  if not revoke(revoked, ages, ARGV[i], ARGV[i + 1], ARGV[i + 2]) then
    left[#left + 1] = ARGV[i]
  end
end
return left
