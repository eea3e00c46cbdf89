import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One file of each language the bundled analyzers know, as plausible code with a few things to find. */
const templates: readonly ((n: number) => readonly [string, string])[] = [
  (n) => [
    `web/view${n}.js`,
    body(
      n,
      (i) =>
        `export function total${i}(rows) {\n  let sum = 0;\n  for (const row of rows) {\n    if (row.value == NaN) {\n      continue;\n    }\n    sum += row.value * ${i};\n  }\n  return sum;\n}\n`,
    ),
  ],
  (n) => [
    `api/model${n}.ts`,
    body(
      n,
      (i) =>
        `export interface Row${i} {\n  readonly id: number;\n  readonly name: string;\n}\n\nexport function find${i}(rows: readonly Row${i}[], id: number): Row${i} | undefined {\n  return rows.find((row) => row.id === id);\n}\n`,
    ),
  ],
  (n) => [
    `jobs/job${n}.py`,
    body(
      n,
      (i) =>
        `def collect_${i}(items, seen=[]):\n    for item in items:\n        if item == None:\n            continue\n        seen.append(item)\n    return seen\n\n`,
    ),
  ],
  (n) => [
    `server/handler${n}.go`,
    `package server\n\nimport "errors"\n\n${body(n, (i) => `func check${i}(n int) error {\n\tif n < ${i} {\n\t\treturn errors.New("too small")\n\t}\n\treturn nil\n}\n`)}`,
  ],
  (n) => [
    `docs/page${n}.md`,
    `# Page ${n}\n\n${body(n, (i) => `## Part ${i}\n\nSee (the other page)[page${i}.md] for *more* about it.\n`)}`,
  ],
];

/** Every file has numbers of its own: of files with the same text only one would be sent to a model. */
function body(n: number, part: (index: number) => string): string {
  return Array.from({ length: 4 + (n % 9) }, (_, index) => part(100 * n + index)).join('\n');
}

/** Fills a folder with `count` source files of a few kilobytes each, the same for every call. */
export function generateFolder(folder: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const template = templates[n % templates.length];
    const [path, text] = template?.(n) ?? ['', ''];
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Fills a folder with `count` Python files of twenty small functions each, the same for every call. */
export function generateSmallFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < count; n++) {
    const functions = Array.from({ length: 20 }, (_, index) => `def f${n}_${index}(a):\n    return a + ${index}\n`);
    writeFileSync(join(folder, `f${String(n).padStart(4, '0')}.py`), functions.join(''));
  }
}
