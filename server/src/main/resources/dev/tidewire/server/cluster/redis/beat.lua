-- A node says that it is alive and what it carries, and hears whether there are commands for it.
--
-- KEYS  meta, log, leases, statuses, acknowledged, revoked, ages of revoked
-- ARGV  candidate epoch, node, status, length of its lease in milliseconds
-- answers {epoch, top, nodes that are alive}

local meta, log, leases, statuses, acknowledged = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local node, status, lease = ARGV[2], ARGV[3], tonumber(ARGV[4])

local now = milliseconds()
redis.call('ZADD', leases, number(now + lease), node)
redis.call('HSET', statuses, node, status)

-- The dead have a lease more until they are forgotten: who asks for them must still find them dead.
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', number(now - lease))) do
  redis.call('ZREM', leases, dead)
  redis.call('HDEL', statuses, dead)
  redis.call('HDEL', acknowledged, dead)
end
forget_old(KEYS[6], KEYS[7], number(now))

local epoch, top = open(meta, log, ARGV[1])
return {epoch, number(top), redis.call('ZCOUNT', leases, number(now), '+inf')}
