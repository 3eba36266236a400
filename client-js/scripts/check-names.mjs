// Fails the build when the build shortens a name that is not ours alone.
import { readdirSync, readFileSync } from 'node:fs';
import { INTERNAL_NAMES } from './internal-names.mjs';

const root = new URL('..', import.meta.url);
const frames = new URL('../docs/protocol/frames/', root);

/** Every word of the declarations in the API reference of the client. */
function namesOfTheApi() {
  const [client] = readFileSync(new URL('docs/api.md', root), 'utf8').split('\n## `tidewire/');
  const declarations = [...client.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  return words(declarations.join('\n').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
}

/** Every name of a member of a golden frame. */
function namesOnTheWire() {
  const names = new Set();
  for (const file of readdirSync(frames)) {
    JSON.parse(readFileSync(new URL(file, frames), 'utf8'), (name, value) => {
      names.add(name);
      return value;
    });
  }
  return names;
}

/** Every property of the objects that the core gets from its platform. */
function namesOfThePlatform() {
  const values = [new AbortController(), new AbortController().signal, new Event('x'), new Map()];
  values.push(new MessageEvent('x'), new URL('a:b'), new Set(), new TextEncoder(), crypto, JSON);
  values.push(
    Promise,
    Promise.resolve(),
    [],
    '',
    0,
    new Uint32Array(),
    new Error(),
    Math,
    () => {},
  );
  values.push(Object, Array, Date, Number, (async function* () {})());
  const names = ['onopen', 'onmessage', 'onerror', 'onclose', 'hidden', 'bufferedAmount'];
  for (let value of values) {
    for (; value; value = Object.getPrototypeOf(value)) names.push(...Reflect.ownKeys(value));
  }
  return new Set(names);
}

function words(text) {
  return new Set(text.match(/\w+/g));
}

const taken = [
  ['of the API', namesOfTheApi()],
  ['of the wire', namesOnTheWire()],
  ['of the platform', namesOfThePlatform()],
];
const sources = readdirSync(new URL('src/', root)).filter((file) => file.endsWith('.ts'));
const used = words(
  sources.map((file) => readFileSync(new URL(`src/${file}`, root), 'utf8')).join(),
);
const complaints = INTERNAL_NAMES.flatMap((name) => [
  ...taken.filter(([, names]) => names.has(name)).map(([whose]) => `${name} is a name ${whose}.`),
  ...(used.has(name) ? [] : [`${name} is used nowhere.`]),
]);
for (const complaint of complaints) console.error(`internal-names.mjs: ${complaint}`);
console.log(`${INTERNAL_NAMES.length} internal names: ${complaints.length} complaints`);
process.exitCode = complaints.length > 0 ? 1 : 0;
