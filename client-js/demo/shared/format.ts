const minute = 60_000;
const locale = typeof navigator === 'undefined' ? 'en' : navigator.language;

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });
const dated = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });

/** "just now", "4 min ago", then the time of day. Times are milliseconds since 1970. */
export function relativeTime(at: number, now: number): string {
  const age = now - at;
  if (age < 45_000) return 'just now';
  if (age < 60 * minute) return `${Math.max(1, Math.round(age / minute))} min ago`;
  return clock.format(at);
}

/** Date and time to the second, for a tooltip. */
export function exactTime(at: number): string {
  return exact.format(at);
}

/** A string that two times share when they are on the same day, by the reader's own clock. */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** "Today", "Yesterday", the weekday when it is at most six days ago, else the date. */
export function dayLabel(at: number, now: number): string {
  const day = dayKey(at);
  if (day === dayKey(now)) return 'Today';
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayKey(yesterday.getTime())) return 'Yesterday';
  const recent = now - at < 6 * 24 * 60 * minute;
  return (recent ? weekday : dated).format(at);
}

/** "1 message", "3 messages". */
export function count(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : `${noun}s`}`;
}

/** "Ann", "Ann and Ben", "Ann, Ben and 2 others". */
export function nameList(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  const others = names.length - 2;
  return `${first}, ${second} and ${others === 1 ? '1 other' : `${others} others`}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes with three significant digits in decimal units: 1536 is "1.54 kB". */
export function bytes(n: number): string {
  let value = Math.max(0, n);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A share from 0 to 1 as "42 %". */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A count or a rate: "7", "980", "12.4k", "3.1M". */
export function compact(n: number): string {
  if (n < 999.5) return n < 10 && !Number.isInteger(n) ? n.toFixed(1) : String(Math.round(n));
  if (n < 999_500) return `${(n / 1000).toFixed(n < 99_950 ? 1 : 0)}k`;
  return `${(n / 1_000_000).toFixed(1)}M`;
}

/** Seconds as "45 s", "12 min", "3 h 20 min", "5 days". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** Milliseconds of delay as "12 ms" or "3.4 s". */
export function delay(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
