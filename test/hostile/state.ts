import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from './ground';
import type { HostileFolder } from './hostileFolder';

const fixable = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';

/** The state folder of the project. */
function stateOf(ground: Ground): string {
  const hash = createHash('sha256').update(ground.project).digest('hex');
  return join(ground.state, 'folder-review', `project-${hash.slice(0, 16)}`);
}

function lastJournal(ground: Ground): string {
  const runs = join(stateOf(ground), 'runs');
  return join(runs, readdirSync(runs).sort().at(-1) ?? '', 'journal.jsonl');
}

/** Folders that plant state, and state that somebody has changed. */
export const state: readonly HostileFolder[] = [
  {
    name: 'state that would lie inside the reviewed folder',
    make: (ground) => {
      mkdirSync(ground.path('state'));
    },
    environment: (ground) => ({ XDG_STATE_HOME: ground.path('state') }),
    fires: (ground) => mkdirSync(ground.path('state/folder-review')),
    ends: { review: { exitCode: 2, says: /must not lie inside the reviewed folder/ }, estimate: { says: /to review/ } },
  },
  {
    name: 'runs, locks and answers of its own',
    make: (ground) => {
      const run = 'project-0000000000000000/runs/20991231-235959-999';
      const planted = {
        'journal.jsonl': 'folder-review journal 1\n',
        'lock/owner.json': '{"pid":1,"processStart":"","boot":"","host":"","pidNamespace":"","nonce":""}',
        'results.json': '{"version":1,"files":{}}',
      };
      for (const top of ['.folder-review', 'folder-review', '.local/state/folder-review', 'state/folder-review']) {
        for (const [name, text] of Object.entries(planted)) {
          ground.files({ [`${top}/${run}/${name}`]: text });
        }
      }
    },
    fires: (ground) => cpSync(ground.path('state'), join(ground.outside, 'state'), { recursive: true }),
    ends: { review: {}, show: { says: /fine\.js/ } },
  },
  {
    name: 'a link in the place of the state of this folder',
    make: (ground) => {
      mkdirSync(join(ground.state, 'folder-review'), { mode: 0o700 });
      symlinkSync(ground.outside, stateOf(ground));
    },
    fires: (ground) => mkdirSync(join(stateOf(ground), 'planted')),
    ends: { review: { exitCode: 2, says: /link/ }, estimate: { says: /to review/ } },
  },
  {
    name: 'a link in the place of the runs of this folder',
    make: (ground) => {
      mkdirSync(stateOf(ground), { recursive: true, mode: 0o700 });
      symlinkSync(ground.outside, join(stateOf(ground), 'runs'));
    },
    fires: (ground) => mkdirSync(join(stateOf(ground), 'runs', 'planted')),
    ends: { review: { exitCode: 2, says: /link/ }, estimate: { says: /to review/ } },
  },
  {
    name: 'a record of the run in which a bit was turned',
    make: (ground) => {
      ground.files({ 'code.js': fixable });
    },
    swap(ground) {
      const bytes = readFileSync(lastJournal(ground));
      const at = bytes.indexOf('code.js');
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(lastJournal(ground), bytes);
    },
    fires(ground) {
      ground.arm([]);
      appendFileSync(ground.path('code.js'), 'planted');
    },
    ends: {
      review: { files: { 'code.js': 'reviewed' } },
      apply: { exitCode: 2, fixesNothing: true, says: /is damaged after \d+ intact records/ },
    },
    mayChange: ['code.js'],
  },
  {
    name: 'a record of the run that was rewritten to lead outside',
    make: (ground) => {
      ground.files({ 'code.js': fixable });
    },
    swap: (ground) => rewrite(lastJournal(ground), (json) => json.replaceAll('"code.js"', '"../outside/code.js"')),
    fires: (ground) => appendFileSync(join(ground.outside, 'code.js'), 'planted'),
    mayChange: ['code.js'],
    ends: {
      review: { files: { 'code.js': 'reviewed' } },
      apply: { exitCode: 3, says: /leads out of the reviewed folder/ },
    },
  },
  {
    name: 'records of the run that are no records',
    make: (ground) => {
      ground.files({ 'code.js': fixable });
    },
    swap: (ground) => rewrite(lastJournal(ground), (json, index) => (index > 1 ? '{"type":"file"}' : json)),
    fires(ground) {
      ground.arm([]);
      appendFileSync(ground.path('code.js'), 'planted');
    },
    mayChange: ['code.js'],
    ends: {
      review: { files: { 'code.js': 'reviewed' } },
      apply: { exitCode: 2, fixesNothing: true, says: /The record of run \S+ cannot be used/ },
    },
  },
  {
    name: 'a folder for the reports that is a link to one outside',
    make: (ground) => symlinkSync(ground.outside, ground.path('reports')),
    words: ['--out', 'reports/new'],
    fires: (ground) => mkdirSync(ground.path('reports/new')),
    ends: { review: { exitCode: 2, says: /--out: .*link/ }, estimate: { says: /to review/ } },
  },
];

/** Changes the records of a journal and makes their numbers and hashes right again. */
function rewrite(file: string, change: (json: string, index: number) => string): void {
  const [heading = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const rewritten = lines.map((line, index) => {
    const json = change(line.split(' ').slice(3).join(' '), index);
    const hash = createHash('sha256').update(`${index} ${json}`).digest('hex').slice(0, 16);
    return `${index} ${Buffer.byteLength(json)} ${hash} ${json}`;
  });
  writeFileSync(file, `${[heading, ...rewritten].join('\n')}\n`);
}
