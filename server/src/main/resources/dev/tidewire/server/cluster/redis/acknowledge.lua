-- A node says that it has carried out a command, and up to which one it has carried out all.
--
-- KEYS  acknowledged
-- ARGV  Pub/Sub channel, node, epoch, number of the command, sessions that it concerned, number up to
--       which none is left out

redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ' ' .. ARGV[6])
redis.call('SPUBLISH', ARGV[1],
  table.concat({'done', ARGV[2], ARGV[3], ARGV[4], ARGV[5]}, ' '))
return {}
