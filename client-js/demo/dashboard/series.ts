import type { Metric, Values } from './reading.js';

/** A pause between two readings that is longer than this is drawn as a gap, in milliseconds. */
const gapAfter = 2_500;

/** Points of one or more lines over one time axis, as uPlot takes them: seconds, then values. */
export type Columns = [number[], ...(number | null)[][]];

export type Summary = {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
};

/** The readings of the last minutes, oldest first. Times are milliseconds since 1970. */
export class Series {
  readonly #span: number;
  #times: number[] = [];
  #rows: (Values | undefined)[] = [];

  /** Keeps readings for `span` milliseconds. */
  constructor(span: number) {
    this.#span = span;
  }

  /** How many readings are here, gaps not counted. */
  get size(): number {
    return this.#rows.filter((row) => row !== undefined).length;
  }

  get lastTime(): number | undefined {
    return this.#times.at(-1);
  }

  get lastValues(): Values {
    return this.#rows.at(-1) ?? {};
  }

  /** Adds a reading; one that is not newer than the last is a copy and is left out. */
  add(at: number, values: Values): void {
    const last = this.lastTime;
    if (last !== undefined) {
      if (at <= last) return;
      if (at - last > gapAfter) this.#push(last + 1, undefined);
    }
    this.#push(at, values);
    const from = this.#times.findIndex((time) => time >= at - this.#span);
    this.#times.splice(0, from);
    this.#rows.splice(0, from);
  }

  /** The named lines between two times. A gap and a missing number are `null`. */
  columns(names: readonly Metric[], from: number, to: number): Columns {
    const [start, end] = this.#range(from, to);
    const rows = this.#rows.slice(start, end);
    return [
      this.#times.slice(start, end).map((time) => time / 1000),
      ...names.map((name) => rows.map((row) => row?.[name] ?? null)),
    ];
  }

  /** What one line did between two times; `undefined` when it has no point there. */
  summary(name: Metric, from: number, to: number): Summary | undefined {
    const [start, end] = this.#range(from, to);
    const values = this.#rows.slice(start, end).flatMap((row) => row?.[name] ?? []);
    const last = values.at(-1);
    if (last === undefined) return undefined;
    const sum = values.reduce((a, b) => a + b, 0);
    return { last, min: Math.min(...values), max: Math.max(...values), mean: sum / values.length };
  }

  #range(from: number, to: number): [number, number] {
    const count = this.#times.length;
    const start = this.#times.findIndex((time) => time >= from);
    const end = this.#times.findIndex((time) => time > to);
    return [start < 0 ? count : start, end < 0 ? count : end];
  }

  #push(at: number, values: Values | undefined): void {
    this.#times.push(at);
    this.#rows.push(values);
  }
}
