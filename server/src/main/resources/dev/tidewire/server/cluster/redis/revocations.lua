-- A part of what is revoked.
--
-- KEYS  revoked
-- ARGV  cursor, fields at about
-- answers {next cursor or '0', {field, value, field, value, ...}}

return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
