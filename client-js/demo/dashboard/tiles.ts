import { h, setText } from '../shared/dom.js';
import { bytes, compact, percent } from '../shared/format.js';
import type { Metric, Values } from './reading.js';
import type { Series } from './series.js';

type TileKind = {
  readonly name: Metric;
  readonly title: string;
  readonly format: (value: number) => string;
  readonly detail?: (values: Values) => string;
  /** The top of the sparkline, when the number has a natural one. */
  readonly ceiling?: (values: Values) => number | undefined;
};

const sparkSpan = 60_000;
const [sparkWidth, sparkHeight] = [120, 28];

const kinds: readonly TileKind[] = [
  { name: 'cpu', title: 'CPU', format: percent, ceiling: () => 1 },
  {
    name: 'memoryUsed',
    title: 'Memory',
    format: bytes,
    detail: (values) => (values.memoryTotal ? `of ${bytes(values.memoryTotal)}` : ''),
    ceiling: (values) => values.memoryTotal,
  },
  { name: 'networkIn', title: 'Network in', format: (value) => `${bytes(value)}/s` },
  { name: 'networkOut', title: 'Network out', format: (value) => `${bytes(value)}/s` },
  { name: 'load', title: 'Load', format: (value) => value.toFixed(2), detail: () => '1 minute' },
  { name: 'connections', title: 'Connections', format: compact },
  { name: 'delivered', title: 'Deliveries', format: compact, detail: () => 'per second' },
];

/** One number with the line of its last minute. */
class Tile {
  readonly element: HTMLElement;
  readonly #kind: TileKind;
  readonly #value = h('span', { class: 'tile-value' }, '–');
  readonly #detail = h('span', { class: 'tile-detail' });
  readonly #path = document.createElementNS('http://www.w3.org/2000/svg', 'path');

  constructor(kind: TileKind) {
    this.#kind = kind;
    const spark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    spark.setAttribute('viewBox', `0 0 ${sparkWidth} ${sparkHeight}`);
    spark.setAttribute('preserveAspectRatio', 'none');
    spark.setAttribute('aria-hidden', 'true');
    spark.append(this.#path);
    const number = h('dd', {}, this.#value, ' ', this.#detail);
    this.element = h('div', { class: 'tile', id: `tile-${kind.name}` });
    this.element.append(h('dt', {}, kind.title), number, spark);
  }

  draw(series: Series, values: Values, to: number): void {
    const value = values[this.#kind.name];
    setText(this.#value, value === undefined ? '–' : this.#kind.format(value));
    setText(this.#detail, this.#kind.detail?.(values) ?? '');
    const [times, points = []] = series.columns([this.#kind.name], to - sparkSpan, to);
    const top = this.#kind.ceiling?.(values) ?? Math.max(1e-9, ...points.map((p) => p ?? 0));
    this.#path.setAttribute('d', sparkPath(times, points, to, top));
  }
}

/** The tiles above the charts. */
export class Tiles {
  readonly #tiles = kinds.map((kind) => new Tile(kind));

  constructor(list: HTMLElement) {
    list.append(...this.#tiles.map((tile) => tile.element));
  }

  /** Shows the newest values at or before `to`. */
  draw(series: Series, values: Values, to: number): void {
    for (const tile of this.#tiles) tile.draw(series, values, to);
  }
}

/** A line through the points of the last minute; a missing one lifts the pen. */
function sparkPath(
  times: readonly number[],
  points: readonly (number | null)[],
  to: number,
  top: number,
): string {
  let pen = 'M';
  let path = '';
  for (const [index, value] of points.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const age = to - (times[index] ?? 0) * 1000;
    const x = sparkWidth * (1 - age / sparkSpan);
    const y = 2 + (sparkHeight - 4) * (1 - Math.min(1, value / top));
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  }
  return path;
}
