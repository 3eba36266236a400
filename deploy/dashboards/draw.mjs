// Asks each panel's queries of a Prometheus and draws the dashboards: PROMETHEUS BEGIN FINISH EVENTS FOLDER DASHBOARD...
// Names the panels and queries that have no data, and ends with 1 when a panel has none at all.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { range } from './lib/prometheus.mjs';
import { drawDashboard } from './lib/svg.mjs';

const STEP = 3;
const [prometheus, begin, finish, events, folder, ...files] = process.argv.slice(2);
const time = {
  begin: Number(begin),
  finish: Number(finish),
  step: STEP,
  events: JSON.parse(readFileSync(events, 'utf8')),
};

async function seriesOf(panel) {
  const answers = await Promise.all(panel.targets.map((target) => range(prometheus, target, time)));
  answers.forEach((answer, i) => {
    if (answer.length === 0) console.error(`  no data: ${panel.title}, ${panel.targets[i].expr}`);
  });
  return answers
    .flat()
    .filter(({ points }) => points.length > 0)
    .sort((one, other) => one.name.localeCompare(other.name));
}

let empty = 0;
for (const file of files) {
  const dashboard = JSON.parse(readFileSync(file, 'utf8'));
  const series = new Map();
  for (const panel of dashboard.panels.filter(({ targets }) => targets)) {
    series.set(panel.id, await seriesOf(panel));
    if (series.get(panel.id).length > 0) continue;
    console.error(`${basename(file)}: the panel "${panel.title}" has no data at all.`);
    empty += 1;
  }
  const picture = join(folder, `grafana-${basename(file, '.json')}.svg`);
  writeFileSync(picture, drawDashboard(dashboard, series, time));
  console.error(`${picture}: ${series.size} panels`);
}
process.exitCode = empty === 0 ? 0 : 1;
