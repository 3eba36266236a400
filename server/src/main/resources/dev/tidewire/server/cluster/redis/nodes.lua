-- The nodes that are alive.
--
-- KEYS  leases, statuses
-- answers {status, status, ...}

local alive = redis.call('ZRANGEBYSCORE', KEYS[1], number(milliseconds()), '+inf')
local found = {}
for _, node in ipairs(alive) do
  found[#found + 1] = redis.call('HGET', KEYS[2], node) or nil
end
return found
