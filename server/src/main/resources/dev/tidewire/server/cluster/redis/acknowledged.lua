-- Up to which command the nodes have carried out everything.
--
-- KEYS  acknowledged
-- answers {node, epoch and number, node, epoch and number, ...}

return redis.call('HGETALL', KEYS[1])
