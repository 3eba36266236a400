-- What publish.lua and read.lua share. RUN, the id of the process that runs this, stands above it.
--
-- A channel is a stream whose ids are its offsets, and a hash:
--   e  epoch
--   r  id of the process that the epoch was made in
--   t  top: offset of the newest message there has been

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Answers epoch and top of a channel. An epoch that was made in another process is over: this one
-- was started anew from what a disk held, or was a replica that may lag, and cannot know whether
-- offsets that were given away are missing here.
local function open(stream, meta, candidate)
  local known = redis.call('HMGET', meta, 'e', 'r', 't')
  if not known[1] then
    redis.call('DEL', stream)
    redis.call('HSET', meta, 'e', candidate, 'r', RUN, 't', '0')
    return candidate, 0
  end
  if known[2] ~= RUN then
    redis.call('HSET', meta, 'e', candidate, 'r', RUN)
    return candidate, tonumber(known[3])
  end
  return known[1], tonumber(known[3])
end

-- A stream's id is the offset and "-0".
local function offset_of(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end

local function number(value)
  return string.format('%.0f', value)
end

-- The fields of an entry are t, u, d in this order: time, user, data. A later release may append
-- others; an entry that begins otherwise is for those who know it.
local function is_readable(entry)
  local fields = entry[2]
  return fields[1] == 't' and fields[3] == 'u' and fields[5] == 'd'
end

local function too_old(entry, oldest)
  return is_readable(entry) and tonumber(entry[2][2]) <= oldest
end

-- Drops what is too old, oldest first.
local function drop_old(stream, oldest)
  while true do
    local entries = redis.call('XRANGE', stream, '-', '+', 'COUNT', 100)
    local keep = nil
    for _, entry in ipairs(entries) do
      if not too_old(entry, oldest) then
        keep = entry
        break
      end
    end
    if keep and keep == entries[1] then
      return
    elseif keep then
      redis.call('XTRIM', stream, 'MINID', '=', keep[1])
      return
    elseif #entries == 0 then
      return
    end
    redis.call('XTRIM', stream, 'MINID', '=', number(offset_of(entries[#entries]) + 1))
  end
end
