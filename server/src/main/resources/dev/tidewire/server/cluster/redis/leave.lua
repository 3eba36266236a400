-- A node is gone for good.
--
-- KEYS  leases, statuses, acknowledged
-- ARGV  node

redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return {}
