// Draws a dashboard as one SVG, in the manner of Grafana: rows, panels on a grid of 24 columns, a legend below each.

import { ticks, unit } from './units.mjs';

const WIDTH = 1280;
const MARGIN = 12;
const GAP = 8;
const COLUMN = (WIDTH - 2 * MARGIN + GAP) / 24;
const LINE = 30; // One unit of a panel's height.
const HEAD = 74;
const COLOURS = ['#73bf69', '#f2cc0c', '#5794f2', '#ff9830', '#f2495c', '#b877d9', '#8ab8ff', '#ffa6b0', '#37872d', '#e0b400'];
export const EVENTS = { node: '#ff9830', slow: '#b877d9', redis: '#f2495c' };

const STYLE = `
text{font:12px Inter,"Segoe UI","DejaVu Sans",Helvetica,Arial,sans-serif;fill:#ccccdc}
.dashboard{font-size:20px;font-weight:500}.small{font-size:11px;fill:#9fa0ab}.row{font-size:15px;font-weight:500}
.panel{fill:#181b1f;stroke:#2b2d33}.title{font-weight:500}.grid{stroke:#2b2d33}.axis{font-size:10.5px;fill:#9fa0ab}
.legend{font-size:11px}.nothing{fill:#9fa0ab}`;

const escaped = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const round = (value) => String(Number(value.toFixed(1)));

function text(x, y, content, { kind = '', anchor = 'start' } = {}) {
  return `<text x="${round(x)}" y="${round(y)}" class="${kind}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

/** Roughly, how wide a text of 11 px is. */
const widthOf = (content) => [...content].reduce((sum, letter) => sum + ('mwMW%'.includes(letter) ? 9.2 : 5.9), 0);

/** Series one on top of the other, by the moments that any of them has. */
function stacked(series) {
  const sums = new Map();
  return series.map(({ name, points }) => ({
    name,
    points: points.map(([at, value]) => {
      const base = sums.get(at) ?? 0;
      sums.set(at, base + value);
      return [at, base + value, base];
    }),
  }));
}

/** Parts of a line without holes: where a node was away there is none. */
function parts(points, step) {
  const found = [];
  for (const point of points) {
    const part = found.at(-1);
    if (part && point[0] - part.at(-1)[0] <= step * 1.5) part.push(point);
    else found.push([point]);
  }
  return found;
}

function line(points, x, y) {
  return points.map(([at, value], i) => `${i ? 'L' : 'M'}${round(x(at))} ${round(y(value))}`).join('');
}

function area(points, x, y) {
  const bottom = points.map(([at, , base]) => [at, base ?? 0]).reverse();
  return `${line(points, x, y)}${line(bottom, x, y).replace('M', 'L')}Z`;
}

function plot(panel, series, box, time) {
  const { defaults } = panel.fieldConfig;
  const isStacked = defaults.custom?.stacking?.mode === 'normal';
  const drawn = isStacked ? stacked(series) : series;
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const low = Math.min(defaults.min ?? Number.POSITIVE_INFINITY, ...values);
  const limits = (defaults.thresholds?.steps ?? []).filter((step) => step.value > 0);
  const seen = Math.max(...values, low);
  const marks = ticks(low, seen > low ? seen : low + 1, defaults.unit);
  const high = marks.at(-1);
  const format = unit(defaults.unit);
  const x = (at) => box.x + ((at - time.begin) / (time.finish - time.begin)) * box.width;
  const y = (value) => box.y + box.height - ((value - marks[0]) / (high - marks[0])) * box.height;
  const out = [];
  for (const mark of marks) {
    out.push(`<path class="grid" d="M${round(box.x)} ${round(y(mark))}h${round(box.width)}"/>`);
    out.push(text(box.x - 6, y(mark) + 3.5, format(mark), { kind: 'axis', anchor: 'end' }));
  }
  for (let minute = 0; minute * 60 <= time.finish - time.begin; minute++) {
    const at = x(time.begin + minute * 60);
    out.push(text(at, box.y + box.height + 14, `${minute} min`, { kind: 'axis', anchor: minute ? 'middle' : 'start' }));
  }
  for (const event of time.events) {
    const colour = EVENTS[event.kind];
    out.push(`<path d="M${round(x(event.at))} ${round(box.y)}v${round(box.height)}" stroke="${colour}" stroke-dasharray="3 3" opacity=".7"/>`);
  }
  for (const limit of limits.filter((each) => each.value <= high)) {
    out.push(`<path d="M${round(box.x)} ${round(y(limit.value))}h${round(box.width)}" stroke="#e02f44" stroke-dasharray="6 4"/>`);
  }
  const fill = (defaults.custom?.fillOpacity ?? 0) / 100;
  drawn.forEach(({ points }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    for (const part of parts(points, time.step)) {
      if (part.length === 1) out.push(`<circle cx="${round(x(part[0][0]))}" cy="${round(y(part[0][1]))}" r="1.5" fill="${colour}"/>`);
      else {
        out.push(`<path d="${area(part, x, y)}" fill="${colour}" opacity="${fill}"/>`);
        out.push(`<path d="${line(part, x, y)}" fill="none" stroke="${colour}" stroke-width="1.4" stroke-linejoin="round"/>`);
      }
    }
  });
  return out.join('\n');
}

/** Names in lines of a width; each is [x, line, name]. */
function legend(names, width) {
  const places = [];
  let x = 0;
  let row = 0;
  for (const name of names) {
    const wide = widthOf(name) + 29;
    if (x > 0 && x + wide > width) {
      x = 0;
      row += 1;
    }
    places.push([x, row, name]);
    x += wide;
  }
  return { places, rows: row + 1 };
}

function drawPanel(panel, series, frame, time) {
  const out = [
    `<g><title>${escaped(panel.description ?? '')}</title>`,
    `<rect class="panel" x="${round(frame.x)}" y="${round(frame.y)}" width="${round(frame.width)}" height="${round(frame.height)}" rx="3"/>`,
    text(frame.x + 10, frame.y + 20, panel.title, { kind: 'title' }),
  ];
  if (series.length === 0) {
    out.push(text(frame.x + frame.width / 2, frame.y + frame.height / 2, 'No data', { kind: 'nothing', anchor: 'middle' }));
  } else {
    const keys = legend(series.map(({ name }) => name), frame.width - 20);
    const foot = keys.rows * 16 + 28;
    const box = { x: frame.x + 62, y: frame.y + 34, width: frame.width - 76, height: frame.height - 34 - foot };
    out.push(plot(panel, series, box, time));
    keys.places.forEach(([x, row, name], i) => {
      const top = frame.y + frame.height - keys.rows * 16 + row * 16;
      const colour = COLOURS[i % COLOURS.length];
      out.push(`<path d="M${round(frame.x + 10 + x)} ${round(top)}h14" stroke="${colour}" stroke-width="3"/>`);
      out.push(text(frame.x + 29 + x, top + 4, name, { kind: 'legend' }));
    });
  }
  return `${out.join('\n')}</g>`;
}

/** A dashboard as an SVG; series has those of each panel by its id. */
export function drawDashboard(dashboard, series, time) {
  const bottom = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const height = HEAD + bottom * LINE + MARGIN;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(dashboard.title)}</title><style>${STYLE}</style><rect width="100%" height="100%" fill="#111217"/>`,
    text(MARGIN + 4, 32, dashboard.title, { kind: 'dashboard' }),
  ];
  let x = MARGIN + 4;
  for (const event of time.events) {
    const label = `${Math.floor((event.at - time.begin) / 60)}:${String((event.at - time.begin) % 60).padStart(2, '0')} ${event.text}`;
    out.push(`<path d="M${x} 53h16" stroke="${EVENTS[event.kind]}" stroke-width="2" stroke-dasharray="3 3"/>`);
    out.push(text(x + 22, 57, label, { kind: 'small' }));
    x += widthOf(label) + 44;
  }
  for (const panel of dashboard.panels) {
    const { gridPos } = panel;
    const frame = {
      x: MARGIN + gridPos.x * COLUMN,
      y: HEAD + gridPos.y * LINE,
      width: gridPos.w * COLUMN - GAP,
      height: gridPos.h * LINE - GAP,
    };
    if (panel.type === 'row') out.push(text(frame.x + 4, frame.y + 19, `⌄  ${panel.title}`, { kind: 'row' }));
    else out.push(drawPanel(panel, series.get(panel.id), frame, time));
  }
  return `${out.join('\n')}\n</svg>\n`;
}
