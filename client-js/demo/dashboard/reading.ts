import { member } from '../shared/json.js';

/** Where each number stands in the data of a message on `machine:host`. */
const paths = {
  cpu: ['cpu'],
  memoryUsed: ['memory', 'used'],
  memoryTotal: ['memory', 'total'],
  networkIn: ['network', 'in'],
  networkOut: ['network', 'out'],
  diskRead: ['disk', 'read'],
  diskWrite: ['disk', 'write'],
  load: ['load'],
  processes: ['processes'],
  uptime: ['uptime'],
  connections: ['server', 'connections'],
  delivered: ['server', 'delivered'],
} as const;

/** The name of a number that a reading may carry. */
export type Metric = keyof typeof paths | `core${number}`;

/** The numbers of one reading; one is missing when the machine did not report it. */
export type Values = Readonly<Partial<Record<Metric, number>>>;

/** What the server said about its machine in one message. */
export type Reading = {
  readonly values: Values;
  readonly cores: number;
  readonly host: string | undefined;
  readonly os: string | undefined;
};

/** Reads a message's data. What is missing or not a number is left out. */
export function readReading(data: unknown): Reading {
  const values: Partial<Record<Metric, number>> = {};
  for (const name of Object.keys(paths) as (keyof typeof paths)[]) {
    const value = numberAt(data, paths[name]);
    if (value !== undefined) values[name] = value;
  }
  const cores = member(data, 'cores');
  const list = Array.isArray(cores) ? cores : [];
  for (const [index, value] of list.entries()) {
    if (typeof value === 'number' && Number.isFinite(value)) values[coreName(index)] = value;
  }
  return { values, cores: list.length, host: textAt(data, 'host'), os: textAt(data, 'os') };
}

/** The name of one core's share in the values. */
export function coreName(index: number): `core${number}` {
  return `core${index}`;
}

function numberAt(data: unknown, path: readonly string[]): number | undefined {
  const value = path.reduce<unknown>(member, data);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textAt(data: unknown, name: string): string | undefined {
  const value = member(data, name);
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : undefined;
}
