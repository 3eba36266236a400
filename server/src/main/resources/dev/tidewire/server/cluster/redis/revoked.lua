-- What the scripts about revocations share: a hash of what is revoked, and a sorted set of the same
-- fields by when they may be forgotten.
--   u:<user>  the second up to which tokens are revoked, and until when that is remembered
--   t:<token> 0, and until when that is remembered (both in milliseconds since 1970)
-- A later release may append to a value; what it appended stays.

local function forget_old(revoked, ages, now)
  local old = redis.call('ZRANGEBYSCORE', ages, '-inf', now, 'LIMIT', 0, 1000)
  for _, field in ipairs(old) do
    redis.call('HDEL', revoked, field)
    redis.call('ZREM', ages, field)
  end
end

-- Adds one; one about the same user or token becomes one with it. Answers false, and changes
-- nothing, when that one cannot be read.
local function revoke(revoked, ages, field, up_to, till)
  local known = redis.call('HGET', revoked, field)
  local appended = ''
  if known then
    local old_up_to, old_till, rest = string.match(known, '^(%d+) (%d+)%f[ %z](.*)$')
    if not old_up_to then
      return false
    end
    appended = rest
    if tonumber(old_up_to) > tonumber(up_to) then
      up_to = old_up_to
    end
    if tonumber(old_till) > tonumber(till) then
      till = old_till
    end
  end
  redis.call('HSET', revoked, field, up_to .. ' ' .. till .. appended)
  redis.call('ZADD', ages, till, field)
  return true
end
