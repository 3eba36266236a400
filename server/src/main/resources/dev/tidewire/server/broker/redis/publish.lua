-- Stores a message and passes it on, in one step.
--
-- KEYS  stream, hash, [idempotency key]
-- ARGV  Pub/Sub channel, candidate epoch, user or '', data, size, age, idempotency window, life of
--       the hash (the last three in milliseconds)
-- answers {epoch, offset, 1 if the key was known, else 0}, or {'', '0', 2} when what it holds
-- cannot be read

local stream, meta, key = KEYS[1], KEYS[2], KEYS[3]
local channel, candidate, user, data = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local size, age, window, life = ARGV[5], ARGV[6], ARGV[7], ARGV[8]

if key then
  local first = redis.call('GET', key)
  if first then
    local epoch, offset = string.match(first, '^(%S+) (%d+)%f[ %z]')
    if not epoch then
      return {'', '0', 2}
    end
    return {epoch, offset, 1}
  end
end

local epoch, top = open(stream, meta, candidate)
local offset = number(top + 1)
local at = milliseconds()

redis.call('XADD', stream, 'MAXLEN', '=', size, offset .. '-0', 't', number(at), 'u', user, 'd', data)
redis.call('HSET', meta, 't', offset)
if (top + 1) % 64 == 0 then
  drop_old(stream, at - age)
end
redis.call('PEXPIRE', stream, age)
redis.call('PEXPIRE', meta, life)
if key then
  redis.call('SET', key, epoch .. ' ' .. offset, 'PX', window)
end
redis.call('SPUBLISH', channel,
  table.concat({'1', epoch, offset, number(at), #user, user .. data}, ' '))
return {epoch, offset, 0}
