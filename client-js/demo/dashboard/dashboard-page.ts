import type { Channel, Message } from 'tidewire';
import { byId, coalesce, mark, setText } from '../shared/dom.js';
import { count, delay, duration } from '../shared/format.js';
import { Chart } from './chart.js';
import { chartKinds } from './chart-kinds.js';
import { Lag } from './lag.js';
import { type Reading, readReading } from './reading.js';
import { Series } from './series.js';
import { Tiles } from './tiles.js';

const minute = 60_000;
const span = 15 * minute;

/** Readings come once a second; the edge of the charts waits this long for the next one. */
const patience = 1_500;

/** The whole dashboard: takes in readings and draws them at most once per frame. */
export class DashboardPage {
  readonly #series = new Series(span);
  readonly #lag = new Lag();
  readonly #tiles = new Tiles(byId('tiles', HTMLDListElement));
  readonly #charts = chartKinds.map((kind) => new Chart(kind));
  readonly #pause = byId('pause', HTMLButtonElement);
  readonly #lagText = byId('lag', HTMLElement);
  readonly #redraw = coalesce(() => this.#draw());
  #newest: Reading | undefined;
  #window = 5 * minute;
  #pausedAt: number | undefined;

  constructor(channel: Channel) {
    byId('charts', HTMLDivElement).append(...this.#charts.map((chart) => chart.element));
    this.#pause.addEventListener('click', () => this.#togglePause());
    for (const input of document.querySelectorAll<HTMLInputElement>('input[name="window"]')) {
      input.addEventListener('change', () => this.#setWindow(Number(input.value)));
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      for (const chart of this.#charts) chart.recolour();
    });
    channel.on('error', () => this.#say('This server does not publish its own machine.'));
    channel.on('subscribed', () => this.#say('Waiting for the first reading…'));
    channel.on('message', (message) => this.#onMessage(message));
    setInterval(this.#redraw, 1_000);
  }

  #onMessage({ at, data, replayed }: Message): void {
    this.#lag.heard(at, Date.now(), !replayed);
    const reading = readReading(data);
    this.#series.add(at, reading.values);
    this.#newest = reading;
    byId('waiting', HTMLParagraphElement).hidden = true;
    this.#redraw();
  }

  #togglePause(): void {
    this.#pausedAt = this.#pausedAt === undefined ? this.#edge() : undefined;
    const paused = this.#pausedAt !== undefined;
    this.#pause.setAttribute('aria-pressed', String(paused));
    setText(this.#pause, paused ? 'Resume' : 'Pause');
    this.#redraw();
  }

  #setWindow(minutes: number): void {
    this.#window = minutes * minute;
    this.#redraw();
  }

  /** The right edge of the charts: the newest reading, or the clock when readings stay away. */
  #edge(): number {
    const clock = this.#lag.serverTime(Date.now());
    const newest = this.#series.lastTime ?? clock;
    return clock - newest > patience ? clock : newest;
  }

  #draw(): void {
    const age = this.#lag.age(Date.now());
    setText(this.#lagText, age === undefined ? '–' : delay(age));
    mark(this.#lagText, 'late', String((age ?? 0) > 2 * patience));
    const reading = this.#newest;
    if (!reading) return;
    this.#drawMachine(reading);
    const to = this.#pausedAt ?? this.#edge();
    if (this.#pausedAt === undefined) this.#tiles.draw(this.#series, reading.values, to);
    for (const chart of this.#charts) {
      chart.draw(this.#series, reading.cores, to - this.#window, to);
    }
  }

  #drawMachine({ host, os, cores, values }: Reading): void {
    setText(byId('host', HTMLHeadingElement), host ?? 'This machine');
    const facts = [
      os,
      cores > 0 ? count(cores, 'core') : undefined,
      values.processes === undefined ? undefined : `${values.processes} processes`,
      values.uptime === undefined ? undefined : `up ${duration(values.uptime)}`,
    ];
    setText(byId('facts', HTMLParagraphElement), facts.filter(Boolean).join(' · '));
  }

  #say(text: string): void {
    setText(byId('waiting', HTMLParagraphElement), text);
  }
}
