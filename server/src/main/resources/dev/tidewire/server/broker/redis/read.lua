-- Reads a part of a channel's history.
--
-- KEYS  stream, hash
-- ARGV  candidate epoch, size, age, life of the hash (both in milliseconds), messages at most, bytes
--       of data at most, what to read, and its arguments:
--         after  epoch, offset
--         last   count
--         before offset
-- answers {epoch, top, first offset that is kept, {offset, time, user, data, offset, ...}, first field
--          of an entry that cannot be read, or ''}; for whoever cannot read an entry, the history
--          begins behind it

local stream, meta = KEYS[1], KEYS[2]
local candidate, size, age, life = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local messages, bytes, what = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]

local epoch, top = open(stream, meta, candidate)
redis.call('PEXPIRE', meta, life)
drop_old(stream, milliseconds() - age)
redis.call('XTRIM', stream, 'MINID', '=', number(math.max(top - size + 1, 0)))

local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)
local first = oldest[1] and offset_of(oldest[1]) or top + 1

local found, taken, sum = {}, 0, 0
local unread = ''

-- Takes an entry while the page has room; a first one that is too large is taken all the same.
local function take(entry)
  local fields = entry[2]
  if taken == messages or (taken > 0 and sum + #fields[6] > bytes) then
    return false
  end
  taken = taken + 1
  sum = sum + #fields[6]
  found[taken] = {number(offset_of(entry)), fields[2], fields[4], fields[6]}
  return true
end

local function begin_behind(entry)
  unread = entry[2][1]
  first = offset_of(entry) + 1
end

-- Reads from an offset on. What stands before an entry that cannot be read is a page of its own
-- for whoever asked for what follows, who is told of the entry by the next one.
local function forward(from, follows)
  while true do
    local entries = redis.call('XRANGE', stream, number(from), '+', 'COUNT', 100)
    for _, entry in ipairs(entries) do
      if not is_readable(entry) then
        if follows and taken > 0 then
          return
        end
        begin_behind(entry)
        found, taken, sum = {}, 0, 0
        if follows then
          return
        end
      elseif not take(entry) then
        return
      end
      from = offset_of(entry) + 1
    end
    if #entries == 0 then
      return
    end
  end
end

local function backward(to)
  while to > 0 do
    local entries = redis.call('XREVRANGE', stream, number(to), '-', 'COUNT', 100)
    for _, entry in ipairs(entries) do
      if not is_readable(entry) then
        begin_behind(entry)
        return
      end
      if not take(entry) then
        return
      end
      to = offset_of(entry) - 1
    end
    if #entries == 0 then
      return
    end
  end
end

if what == 'after' then
  local offset = tonumber(ARGV[9])
  if ARGV[8] == epoch and offset >= first - 1 and offset < top then
    forward(offset + 1, true)
  end
elseif what == 'last' then
  forward(math.max(first, top - tonumber(ARGV[8]) + 1), false)
else
  backward(math.min(tonumber(ARGV[8]) - 1, top))
end

local page = {}
local from, to, step = 1, taken, 1
if what == 'before' then
  from, to, step = taken, 1, -1
end
for i = from, to, step do
  for _, value in ipairs(found[i]) do
    page[#page + 1] = value
  end
end
return {epoch, number(top), number(first), page, unread}
