-- What the scripts on one channel's presence share. RUN, the id of the process that runs this,
-- stands above it.
--
-- The members are a sorted set whose scores are all 0, so that it is in the order of the sessions:
--   session, \0, "1 node length user" and the info right behind the user, whose bytes are counted;
--   1 is the version of this form; session, version and node lead every later one, too
-- The state is a hash:
--   e  epoch: begins anew whenever members may have been lost
--   r  id of the process that the epoch was made in
--   v  version: how many batches of changes there were in the epoch
--   n:<node>  how many members the node has, and the number of its last batch; what a later release
--             may append stays

local function number(value)
  return string.format('%.0f', value)
end

-- Answers epoch and version. What another process has stored may be of an earlier time and then
-- holds members that are long gone, so it is dropped: each node enters its own again.
-- Without a candidate nothing is begun; the epoch is '' when there is none.
local function open(members, state, candidate)
  local known = redis.call('HMGET', state, 'e', 'r', 'v')
  if known[1] and known[2] == RUN then
    return known[1], tonumber(known[3])
  end
  if candidate == '' then
    return '', 0
  end
  redis.call('DEL', members, state)
  redis.call('HSET', state, 'e', candidate, 'r', RUN, 'v', '0')
  return candidate, 0
end

local function prolong(members, state, life)
  redis.call('PEXPIRE', members, life)
  redis.call('PEXPIRE', state, life)
end

-- How many members a node has, the number of its last batch, and what is appended to them; nothing
-- when they cannot be read, which never happens to a node's own.
local function account(state, node)
  local text = redis.call('HGET', state, 'n:' .. node)
  if not text then
    return 0, 0, ''
  end
  local count, batch, appended = string.match(text, '^(%d+) (%d+)%f[ %z](.*)$')
  return tonumber(count), tonumber(batch), appended
end

local function book(state, node, count, batch, appended)
  redis.call('HSET', state, 'n:' .. node,
    number(math.max(count, 0)) .. ' ' .. number(batch) .. appended)
end

local function close_account(state, node)
  redis.call('HDEL', state, 'n:' .. node)
end

local function session_of(entry)
  return string.match(entry, '^(%Z*)')
end

local function node_of(entry)
  return string.match(entry, '%z%d+ (%S+) ')
end

-- One change of a batch, as it is published.
local function change(kind, session, value)
  return table.concat({kind, #session, #value, session .. value}, ' ')
end

-- Publishes a batch and answers the version that it makes.
local function announce(state, channel, epoch, version, node, changes)
  version = version + 1
  redis.call('HSET', state, 'v', number(version))
  redis.call('SPUBLISH', channel,
    table.concat({'1', epoch, number(version), node, table.concat(changes)}, ' '))
  return version
end
