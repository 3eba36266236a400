// The API reference in Markdown, made of the declarations that are published: each exported name
// with its comment, and each of its members with theirs.
import { readFileSync } from 'node:fs';

const types = new URL('../dist/types/', import.meta.url);
const ENTRIES = [
  ['tidewire', 'index.d.ts', 'The client.'],
  ['tidewire/react', 'react/index.d.ts', 'Hooks for React.'],
  ['tidewire/shared', 'shared/index.d.ts', 'One connection for all tabs.'],
  ['tidewire/testing', 'testing/index.d.ts', 'A server in memory, for tests.'],
];

/** The names that a declaration file exports, each with the file that declares it. */
function exportsOf(file) {
  const text = readFileSync(new URL(file, types), 'utf8');
  const names = [];
  for (const [, list, from] of text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)) {
    const path = new URL(from.replace(/\.js$/, '.d.ts'), new URL(file, types));
    for (const name of list.split(',')) names.push([name.replace('type ', '').trim(), path]);
  }
  for (const [, name] of text.matchAll(/export declare (?:function|class|const) (\w+)/g)) {
    names.push([name, new URL(file, types)]);
  }
  for (const [, name] of text.matchAll(/export type (\w+)/g))
    names.push([name, new URL(file, types)]);
  return names.filter(([name]) => name !== '').sort(([a], [b]) => a.localeCompare(b, 'en'));
}

/** From its start to the end of a statement or member: brackets are balanced, comments skipped. */
function extent(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) at = text.indexOf('*/', at) + 1;
    else if (/[{([]/.test(text[at])) depth++;
    else if (/[})\]]/.test(text[at])) {
      if (
        --depth === 0 &&
        text[at] === '}' &&
        !/^\s*[&|]/.test(text.slice(at + 1)) &&
        isBlock(text, start)
      )
        return at + 1;
    } else if (text[at] === ';' && depth === 0) return at + 1;
  }
  return text.length;
}

/** A class ends with its bracket, everything else with a semicolon. */
function isBlock(text, start) {
  return /^export declare class/.test(text.slice(start, start + 30));
}

function comment(text) {
  const lines = text.replace(/^\/\*\*|\*\/$/g, '').split('\n');
  return lines
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replace(/\{@link #?([^}]+)\}/g, '`$1`')
    .trim();
}

const COMMENT = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/;

function declaration(name, file) {
  const text = readFileSync(file, 'utf8');
  const start = text.search(new RegExp(`export (declare )?(type|class|function|const) ${name}\\b`));
  if (start < 0) throw new Error(`${file} does not declare ${name}.`);
  const above = COMMENT.exec(text.slice(0, start))?.[0] ?? '';
  return { above: comment(above.trim()), code: text.slice(start, extent(text, start)) };
}

/** The members of a class, public ones only. */
function members(code) {
  const body = code.slice(code.indexOf('{') + 1, code.lastIndexOf('}'));
  const found = [];
  for (let at = 0; at < body.length; ) {
    const rest = body.slice(at);
    const lead = /^\s*(\/\*\*[\s\S]*?\*\/)?\s*/.exec(rest);
    const start = at + lead[0].length;
    if (start >= body.length) break;
    const end = extent(body, start);
    const member = body.slice(start, end).replace(/;$/, '');
    if (!/^(#private|private |readonly #)/.test(member))
      found.push([member, comment(lead[1] ?? '')]);
    at = end;
  }
  return found;
}

function section([name, file]) {
  const { above, code } = declaration(name, file);
  if (!above) throw new Error(`${name} has no comment.`);
  const isClass = /^export declare class/.test(code);
  const head = isClass ? `${code.slice(0, code.indexOf('{')).trim()}` : code;
  const shown = head.replace(/^export (declare )?/, '').replace(/^ {4}/gm, '  ');
  const parts = [`### ${name}`, above, `\`\`\`ts\n${shown}\n\`\`\``];
  if (isClass) {
    for (const [member, text] of members(code)) {
      parts.push(`\`\`\`ts\n${member.replace(/^ {8}/gm, '  ').replace(/^ {4}/gm, '')}\n\`\`\``);
      if (!text && !/^(constructor|override)/.test(member))
        throw new Error(`${name} ${member} has no comment.`);
      if (text) parts.push(text);
    }
  }
  return parts.filter((part) => part !== '').join('\n\n');
}

export function reference() {
  const parts = [
    '# API reference',
    'Made from the published types by `npm run docs`; do not edit.',
    ...ENTRIES.flatMap(([entry, file, sentence]) => [
      `## \`${entry}\``,
      sentence,
      ...exportsOf(file).map(section),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}
