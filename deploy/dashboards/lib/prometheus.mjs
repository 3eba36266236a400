// Asks a Prometheus what Grafana would ask it.

/** What Grafana makes of $__rate_interval: four scrapes, which come every 2 s here. */
const RATE_INTERVAL = '8s';

const VARIABLES = { $__rate_interval: RATE_INTERVAL, $namespace: '.*', $pod: '.*' };

function filledIn(expression) {
  return Object.entries(VARIABLES).reduce((text, [name, value]) => text.replaceAll(name, value), expression);
}

/** The name of a series: {{label}} stands for the label's value. */
function named(format, labels) {
  return (format || JSON.stringify(labels)).replaceAll(/{{\s*(\w+)\s*}}/g, (_, label) => labels[label] ?? '').trim();
}

/** The series of one query: a name, and points [seconds, value] in their order without those that are no number. */
export async function range(prometheus, target, { begin, finish, step }) {
  const query = new URLSearchParams({ query: filledIn(target.expr), start: begin, end: finish, step });
  const response = await fetch(`${prometheus}/api/v1/query_range?${query}`);
  const body = await response.json();
  if (body.status !== 'success') throw new Error(`${target.expr}: ${body.error}`);
  return body.data.result.map(({ metric, values }) => ({
    name: named(target.legendFormat, metric),
    points: values.map(([at, value]) => [at, Number(value)]).filter(([, value]) => Number.isFinite(value)),
  }));
}
