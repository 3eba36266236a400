-- What the scripts about the log of commands share. RUN, the id of the process that runs this,
-- stands above it.
--
-- The log is a stream whose ids are the numbers of the commands, and a hash:
--   e  epoch
--   r  id of the process that the epoch was made in
--   t  top: number of the newest command there has been
--   b  base: top when the epoch began

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Answers epoch, top and base. A process that was started anew, or that was a replica until now,
-- cannot know whether commands are missing in its log: its epoch is another.
local function open(meta, log, candidate)
  local known = redis.call('HMGET', meta, 'e', 'r', 't', 'b')
  if not known[1] then
    redis.call('DEL', log)
    redis.call('HSET', meta, 'e', candidate, 'r', RUN, 't', '0', 'b', '0')
    return candidate, 0, 0
  end
  if known[2] ~= RUN then
    redis.call('HSET', meta, 'e', candidate, 'r', RUN, 'b', known[3])
    return candidate, tonumber(known[3]), tonumber(known[3])
  end
  return known[1], tonumber(known[3]), tonumber(known[4])
end

local function number(value)
  return string.format('%.0f', value)
end
