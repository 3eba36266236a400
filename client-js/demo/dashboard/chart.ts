import uPlot from 'uplot';
import { h, mark, setText } from '../shared/dom.js';
import { duration } from '../shared/format.js';
import type { ChartKind, Line } from './chart-kinds.js';
import type { Series } from './series.js';

const height = 190;

/** The distances between times on the axis that read well, in seconds. */
const timeSteps = [5, 10, 15, 30, 60, 120, 300];

/** Colours come from the style sheet when they are drawn, so they follow light and dark. */
const colour = (name: string) => () =>
  getComputedStyle(document.documentElement).getPropertyValue(name);

/** One chart with its legend and, for whoever cannot see it, its summary in words. */
export class Chart {
  readonly element: HTMLElement;
  readonly #kind: ChartKind;
  readonly #plotBox = h('div', { class: 'plot', 'aria-hidden': 'true' });
  readonly #legend = h('ul', { class: 'legend', 'aria-hidden': 'true' });
  readonly #summary = h('p', { class: 'summary' });
  #lines: readonly Line[] = [];
  #plot: uPlot | undefined;

  constructor(kind: ChartKind) {
    this.#kind = kind;
    const title = h('h2', { id: `${kind.id}-title` }, kind.title);
    this.element = h(
      'figure',
      { class: 'chart', id: `chart-${kind.id}`, 'aria-labelledby': title.id },
      h('figcaption', {}, title, this.#legend),
      this.#plotBox,
      this.#summary,
    );
    new ResizeObserver(() => this.#resize()).observe(this.#plotBox);
  }

  /** Shows what lies between two times, in milliseconds since 1970. */
  draw(series: Series, cores: number, from: number, to: number): void {
    this.#prepare(cores);
    const names = this.#lines.map((line) => line.name);
    const data = series.columns(names, from, to);
    mark(this.element, 'points', String(data[0].length));
    const top = this.#kind.ceiling?.(series.lastValues) ?? this.#peak(data.slice(1));
    this.#plot?.batch(() => {
      this.#plot?.setData(data, false);
      this.#plot?.setScale('x', { min: from / 1000, max: to / 1000 });
      this.#plot?.setScale('y', { min: 0, max: top });
    });
    this.#summarise(series, from, to);
    this.#drawLegend();
  }

  /** Draws the same points in the colours of the other scheme. */
  recolour(): void {
    this.#plot?.redraw(false, true);
  }

  /** A round number needs no decimals. */
  readonly #tickLabel = (value: number) => this.#kind.format(value).replace(/\.0+(?= )/, '');

  /** The charts of a machine are built once it is known how many cores it has. */
  #prepare(cores: number): void {
    const lines = this.#kind.lines(cores);
    if (this.#plot && lines.length === this.#lines.length) return;
    this.#lines = lines;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), [[], ...lines.map(() => [])], this.#plotBox);
    this.#legend.replaceChildren(...this.#legendItems());
  }

  #options(): uPlot.Options {
    const axis = {
      stroke: colour('--ink-faint'),
      font: '12px Inter, system-ui, sans-serif',
      grid: { stroke: colour('--chart-grid'), width: 1 },
      ticks: { show: false },
    };
    return {
      width: Math.max(100, this.#plotBox.clientWidth),
      height,
      padding: [8, 18, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: 'machine' }, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { time: true }, y: { auto: false } },
      axes: [
        { ...axis, size: 28, space: 60, incrs: timeSteps, values: timeLabels },
        { ...axis, size: 66, space: 40, values: (_, ticks) => ticks.map(this.#tickLabel) },
      ],
      series: [{}, ...this.#lines.map((line) => seriesOptions(line))],
      hooks: { setCursor: [() => this.#drawLegend()] },
    };
  }

  #peak(columns: readonly (readonly (number | null)[])[]): number {
    let peak = this.#kind.floor;
    for (const column of columns) for (const value of column) peak = Math.max(peak, value ?? 0);
    return peak * 1.1;
  }

  #legendItems(): HTMLElement[] {
    return this.#labelled().map((line) => {
      const key = h('span', { class: 'key' });
      key.style.setProperty('--key', `var(${line.colour})`);
      return h('li', {}, key, `${line.label} `, h('output', { 'aria-live': 'off' }));
    });
  }

  #labelled(): readonly Line[] {
    return this.#lines.filter((line) => line.colour !== '--chart-faint');
  }

  /** The values under the cursor, or else the newest ones. */
  #drawLegend(): void {
    const plot = this.#plot;
    if (!plot) return;
    for (const [index, line] of this.#labelled().entries()) {
      const column = plot.data[this.#lines.indexOf(line) + 1] ?? [];
      const value = column[plot.cursor.idx ?? column.length - 1];
      const output = this.#legend.children[index]?.querySelector('output');
      if (output) setText(output, typeof value === 'number' ? this.#kind.format(value) : '–');
    }
  }

  #summarise(series: Series, from: number, to: number): void {
    const span = duration((to - from) / 1000);
    const parts = this.#labelled().flatMap((line) => {
      const s = series.summary(line.name, from, to);
      if (!s) return [];
      const [last, min, max, mean] = [s.last, s.min, s.max, s.mean].map(this.#kind.format);
      return `${line.label}: now ${last}, between ${min} and ${max}, ${mean} on average.`;
    });
    setText(this.#summary, parts.length ? `Last ${span}. ${parts.join(' ')}` : 'No readings yet.');
  }

  #resize(): void {
    const width = this.#plotBox.clientWidth;
    if (width > 0) this.#plot?.setSize({ width, height });
  }
}

function seriesOptions(line: Line): uPlot.Series {
  const faint = line.colour === '--chart-faint';
  return {
    label: line.label,
    stroke: colour(line.colour),
    width: faint ? 1 : 2,
    points: { show: false },
    spanGaps: false,
    ...(line.colour === '--chart-1' ? { fill: colour('--chart-fill') } : {}),
  };
}

function timeLabels(
  _: uPlot,
  ticks: number[],
  _axis: number,
  _space: number,
  step: number,
): string[] {
  const time = new Intl.DateTimeFormat(navigator.language, {
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(step < 60 ? { second: '2-digit' } : {}),
  });
  return ticks.map((tick) => time.format(tick * 1000));
}
