-- A node says up to which command it has carried out everything.
--
-- KEYS  acknowledged
-- ARGV  Pub/Sub channel, node, epoch, number, sessions that the last one concerned

redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ' ' .. ARGV[4])
redis.call('SPUBLISH', ARGV[1],
  table.concat({'done', ARGV[2], ARGV[3], ARGV[4], ARGV[5]}, ' '))
return {}
