// Values as Grafana shows them, for the units that the dashboards use.

function scaled(value, step, units) {
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= step && unit < units.length - 1) {
    rest /= step;
    unit += 1;
  }
  return `${digits(rest)} ${units[unit]}`.trim();
}

function digits(value) {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return String(Number(size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toPrecision(2)));
}

function seconds(value) {
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 1e-3) return `${digits(value * 1e6)} µs`;
  if (size < 1) return `${digits(value * 1e3)} ms`;
  return size < 120 ? `${digits(value)} s` : `${digits(value / 60)} min`;
}

const UNITS = {
  short: (value) => scaled(value, 1000, ['', 'K', 'Mil', 'Bil']),
  percentunit: (value) => `${digits(value * 100)}%`,
  cps: (value) => `${scaled(value, 1000, ['', 'K', 'M'])} c/s`,
  Bps: (value) => scaled(value, 1000, ['B/s', 'kB/s', 'MB/s', 'GB/s']),
  bytes: (value) => scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB']),
  s: seconds,
};

/** What shows values of a unit. */
export function unit(name) {
  const format = UNITS[name];
  if (!format) throw new Error(`The unit "${name}" is not known here.`);
  return format;
}

/** What a unit's round values are multiples of. */
function baseOf(name, high) {
  if (name === 'bytes') return 1024 ** Math.max(0, Math.floor(Math.log(high) / Math.log(1024)));
  return name === 's' && high >= 120 ? 60 : 1;
}

/** Round values from at most the lowest to at least the highest, evenly apart. */
export function ticks(low, high, name) {
  const base = baseOf(name, high);
  const raw = (high - low) / base / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= raw * 0.999) * base;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step - 0.001);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
