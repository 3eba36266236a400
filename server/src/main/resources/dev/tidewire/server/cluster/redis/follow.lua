-- Reads the commands behind a number.
--
-- KEYS  meta, log
-- ARGV  candidate epoch, number, commands at most
-- answers {epoch, top, base, first that is kept, {number, command, number, command, ...}}; a command
--          whose entry has another form is ''

local meta, log = KEYS[1], KEYS[2]
local epoch, top, base = open(meta, log, ARGV[1])

local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)
local first = oldest[1] and string.match(oldest[1][1], '^%d+') or number(top + 1)

local found = {}
for _, entry in ipairs(redis.call('XRANGE', log, '(' .. ARGV[2] .. '-0', '+', 'COUNT', ARGV[3])) do
  found[#found + 1] = string.match(entry[1], '^%d+')
  found[#found + 1] = entry[2][1] == 'c' and entry[2][2] or ''
end
return {epoch, number(top), number(base), first, found}
