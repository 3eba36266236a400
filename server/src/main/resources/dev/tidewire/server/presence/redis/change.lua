-- Enters and removes members of one node, in one step and with one message.
--
-- KEYS  members, state
-- ARGV  Pub/Sub channel, candidate epoch, life of the keys in milliseconds, node, number of the
--       batch, 1 if an earlier batch may come late else 0, and for each change its kind, the session
--       and what is stored of it:
--         +  a member comes, or replaces the one with its session
--         =  a member is there already, as far as the node knows
--         -  a member goes, if it is there and the node's
-- answers {epoch, version, 1 if a later batch was here first and nothing is done, else 0}

local members, state = KEYS[1], KEYS[2]
local channel, candidate, life, node = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local batch, keep_number = tonumber(ARGV[5]), ARGV[6] == '1'

local epoch, version = open(members, state, candidate)
prolong(members, state, life)
local count, last, appended = account(state, node)
if batch <= last then
  return {epoch, number(version), 1}
end

local function find(session)
  return redis.call('ZRANGEBYLEX', members, '[' .. session .. '\0', '(' .. session .. '\1',
    'LIMIT', 0, 1)[1]
end

local function remove(entry)
  redis.call('ZREM', members, entry)
  local owner = node_of(entry)
  if owner == node then
    count = count - 1
    return
  end
  if not owner then
    return
  end
  local others, number_of_others, appended_to_others = account(state, owner)
  if others and others > 1 then
    book(state, owner, others - 1, number_of_others, appended_to_others)
  elseif others then
    close_account(state, owner)
  end
end

local changes = {}
for i = 7, #ARGV, 3 do
  local kind, session, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = find(session)
  local new = nil
  if kind ~= '-' then
    new = session .. '\0' .. '1 ' .. node .. ' ' .. value
  end
  if new and (kind == '+' or old ~= new) then
    if old then
      remove(old)
    end
    redis.call('ZADD', members, 0, new)
    count = count + 1
    changes[#changes + 1] = change(kind, session, value)
  elseif not new and old and node_of(old) == node then
    remove(old)
    changes[#changes + 1] = change('-', session, '')
  end
end

if count > 0 or keep_number then
  book(state, node, count, batch, appended)
else
  close_account(state, node)
end
if #changes > 0 then
  version = announce(state, channel, epoch, version, node, changes)
  prolong(members, state, life)
end
return {epoch, number(version), 0}
