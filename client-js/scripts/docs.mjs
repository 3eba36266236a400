// Writes the examples into README.md and the API reference into docs/api.md. With --check it fails
// when either is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs';
import { reference } from './api-reference.mjs';

const root = new URL('..', import.meta.url).pathname;
const checking = process.argv.includes('--check');

/** The code behind each `<!-- example: file -->` is the file. */
function withExamples(readme) {
  return readme.replace(
    /(<!-- example: (\S+) -->\n)(?:\n```[\s\S]*?\n```\n)?/g,
    (_, marker, file) => {
      const code = readFileSync(`${root}examples/${file}`, 'utf8').trimEnd();
      return `${marker}\n\`\`\`${file.split('.').at(-1)}\n${code}\n\`\`\`\n`;
    },
  );
}

function write(file, make) {
  const path = `${root}${file}`;
  let now = '';
  try {
    now = readFileSync(path, 'utf8');
  } catch {
    // it is made for the first time
  }
  const next = make(now);
  if (now === next) return;
  if (!checking) return writeFileSync(path, next);
  console.error(`${file} is not current: npm run docs`);
  process.exitCode = 1;
}

write('README.md', withExamples);
write('docs/api.md', reference);
