-- Appends a command to the log, with what it revokes, and wakes the nodes.
--
-- KEYS  meta, log, leases, revoked, ages of revoked
-- ARGV  Pub/Sub channel, candidate epoch, command, commands that are kept, [field of the revocation,
--       up to when, until when, how many there may be]
-- answers {epoch, number, {node, ...}}, {'', '0', {}} when there are too many revocations, or
--         {'', '1', {}} when there is one in their place that cannot be read

local meta, log, leases, revoked, ages = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local channel, candidate, command, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local field, up_to, till, most = ARGV[5], ARGV[6], ARGV[7], ARGV[8]

local now = milliseconds()
if field then
  forget_old(revoked, ages, number(now))
  if redis.call('HLEN', revoked) >= tonumber(most)
    and redis.call('HEXISTS', revoked, field) == 0 then
    return {'', '0', {}}
  end
  if not revoke(revoked, ages, field, up_to, till) then
    return {'', '1', {}}
  end
end

local epoch, top = open(meta, log, candidate)
local id = number(top + 1)
redis.call('XADD', log, 'MAXLEN', '=', kept, id .. '-0', 'c', command)
redis.call('HSET', meta, 't', id)
redis.call('SPUBLISH', channel, 'command ' .. id)
return {epoch, id, redis.call('ZRANGEBYSCORE', leases, number(now), '+inf')}
