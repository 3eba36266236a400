-- Renews the lease of a node and tells which nodes have one.
--
-- The leases are a sorted set of nodes by when they end, in milliseconds by the clock of Redis.
-- Beside it a hash:
--   g  generation: begins anew whenever leases may have been lost
--   r  id of the process that the generation was made in
--   b  when it began, or when all nodes have come back last
--
-- KEYS  leases, hash
-- ARGV  node, or '' for none; length of a lease in milliseconds; 1 if the node had its lease until
--       now, else 0; a node whose lease ends now, or ''; candidate generation
-- answers {generation, 1 if every living node has had the time to renew its lease in it else 0,
--          1 if the node's lease was lost and is not renewed else 0, {node, ...}}

local leases, state = KEYS[1], KEYS[2]
local node, length, renews, ends, candidate = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]

local function number(value)
  return string.format('%.0f', value)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- What another process has stored may be of an earlier time.
local known = redis.call('HMGET', state, 'g', 'r', 'b')
if not known[1] or known[2] ~= RUN then
  redis.call('DEL', leases)
  redis.call('HSET', state, 'g', candidate, 'r', RUN, 'b', number(now))
  known = {candidate, RUN, now}
end
-- When all leases have ended, it was the store that nobody could reach, and all come back.
redis.call('ZREMRANGEBYSCORE', leases, '-inf', number(now))
if redis.call('ZCARD', leases) == 0 then
  redis.call('HSET', state, 'b', number(now))
  known[3] = now
end
local settled = now - tonumber(known[3]) >= length

if ends ~= '' then
  redis.call('ZREM', leases, ends)
end
local lost = 0
if node ~= '' then
  if renews == '1' and settled and not redis.call('ZSCORE', leases, node) then
    lost = 1
  else
    redis.call('ZADD', leases, number(now + length), node)
  end
end
redis.call('PEXPIRE', leases, number(length * 10))
redis.call('PEXPIRE', state, number(length * 10))
return {known[1], settled and 1 or 0, lost, redis.call('ZRANGE', leases, 0, -1)}
