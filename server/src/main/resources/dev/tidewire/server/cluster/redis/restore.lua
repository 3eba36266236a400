-- Adds revocations that a node still knows: the store may have lost them.
--
-- KEYS  revoked, ages of revoked
-- ARGV  field, up to when, until when, field, ...

local revoked, ages = KEYS[1], KEYS[2]
for i = 1, #ARGV, 3 do
  revoke(revoked, ages, ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
return {}
