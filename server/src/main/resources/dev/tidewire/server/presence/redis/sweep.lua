-- Removes members of a node that is dead, a bounded part of the channel at a time.
--
-- KEYS  members, state
-- ARGV  Pub/Sub channel, node, the session behind which to begin, or '', members to look at
-- answers {epoch, version, how many went, the session to go on behind, or '' when all is done}

local members, state = KEYS[1], KEYS[2]
local channel, node, after, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local epoch, version = open(members, state, '')
if epoch == '' or redis.call('HEXISTS', state, 'n:' .. node) == 0 then
  return {epoch, number(version), 0, ''}
end

local from = after == '' and '-' or '(' .. after .. '\0\255'
local entries = redis.call('ZRANGEBYLEX', members, from, '+', 'LIMIT', 0, most)
local changes = {}
for _, entry in ipairs(entries) do
  if node_of(entry) == node then
    redis.call('ZREM', members, entry)
    changes[#changes + 1] = change('-', session_of(entry), '')
  end
end

local behind = ''
if #entries == tonumber(most) then
  behind = session_of(entries[#entries])
end
-- A batch that comes late may enter members behind us: their account stays, and so they are found.
local count, batch, appended = account(state, node)
if behind == '' and (not count or count <= #changes) then
  close_account(state, node)
elseif count then
  book(state, node, count - #changes, batch, appended)
end
if #changes > 0 then
  version = announce(state, channel, epoch, version, node, changes)
end
return {epoch, number(version), #changes, behind}
