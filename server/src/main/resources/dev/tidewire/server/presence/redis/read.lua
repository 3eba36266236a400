-- Reads some of the members.
--
-- KEYS  members, state
-- ARGV  candidate epoch, or '' if nothing shall be begun; life of the keys in milliseconds; the
--       session behind which to begin, or ''; members at most; bytes at most; the epoch and the
--       version of which the reader knows everybody, or ''
-- answers {epoch, version, how many there are in all, 1 if there are more behind these else 0,
--          {node, ...}, {entry, ...}}; no entries when the reader knows them

local members, state = KEYS[1], KEYS[2]
local candidate, life, after = ARGV[1], ARGV[2], ARGV[3]
local most, bytes = tonumber(ARGV[4]), tonumber(ARGV[5])

local epoch, version = open(members, state, candidate)
if epoch == '' then
  return {'', '0', 0, 0, {}, {}}
end
if candidate ~= '' then
  prolong(members, state, life)
end

local count = redis.call('ZCARD', members)
if ARGV[6] == epoch and tonumber(ARGV[7]) == version then
  return {epoch, number(version), count, 0, {}, {}}
end

local nodes = {}
for _, field in ipairs(redis.call('HKEYS', state)) do
  if string.sub(field, 1, 2) == 'n:' then
    nodes[#nodes + 1] = string.sub(field, 3)
  end
end

local from = after == '' and '-' or '(' .. after .. '\0\255'
local entries = redis.call('ZRANGEBYLEX', members, from, '+', 'LIMIT', 0, most + 1)
local page, sum = {}, 0
for i, entry in ipairs(entries) do
  sum = sum + #entry
  if i > most or (i > 1 and sum > bytes) then
    break
  end
  page[i] = entry
end
return {epoch, number(version), count, #page < #entries and 1 or 0, nodes, page}
