import { describe, expect, it } from 'vitest';
import { readReading } from './reading.js';

describe('a reading', () => {
  it('flattens what the server sends', () => {
    const reading = readReading({
      cpu: 0.42,
      cores: [0.5, 0.3],
      memory: { used: 5, total: 9 },
      network: { in: 1, out: 2 },
      disk: { read: 3, write: 4 },
      load: 0.7,
      host: 'tide',
      os: 'Debian 12',
      server: { connections: 6, delivered: 7 },
    });
    expect(reading).toMatchObject({ cores: 2, host: 'tide', os: 'Debian 12' });
    expect(reading.values).toEqual({
      cpu: 0.42,
      core0: 0.5,
      core1: 0.3,
      memoryUsed: 5,
      memoryTotal: 9,
      networkIn: 1,
      networkOut: 2,
      diskRead: 3,
      diskWrite: 4,
      load: 0.7,
      connections: 6,
      delivered: 7,
    });
  });

  it('leaves out what is missing or of the wrong kind', () => {
    const data = { cpu: 'high', memory: null, cores: ['x', 0.1], load: Number.NaN, host: 7 };
    expect(readReading(data)).toEqual({
      values: { core1: 0.1 },
      cores: 2,
      host: undefined,
      os: undefined,
    });
    expect(readReading(undefined).values).toEqual({});
  });
});
