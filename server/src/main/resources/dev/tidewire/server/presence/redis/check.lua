-- Keeps the keys for another while, and tells a node how it stands.
--
-- KEYS  members, state
-- ARGV  candidate epoch, life of the keys in milliseconds, node
-- answers {epoch, version, how many members the node has}

local epoch, version = open(KEYS[1], KEYS[2], ARGV[1])
prolong(KEYS[1], KEYS[2], ARGV[2])
local count = account(KEYS[2], ARGV[3])
return {epoch, number(version), count}
