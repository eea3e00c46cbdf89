import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Reply } from '../modelServer/types';
import { type Ended, Playground } from './cli';

/** What the scripted model proposes for a file: its path below the reviewed folder, and the text of whole lines. */
export interface ProposedEdit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** A proof as results.json has it. */
export interface SeenProof {
  readonly result: string;
  readonly message?: string;
  readonly reason?: string;
  readonly nothingNew?: boolean;
  readonly blind?: readonly string[];
  readonly failures?: readonly { readonly file?: string; readonly line?: number; readonly test?: string }[];
}

/** Reviews of folders by a model that proposes what a test says, with commands that are to prove it. */
export class ProvingGround {
  readonly playground = new Playground();
  #server: ModelServer | undefined;
  #edits: readonly ProposedEdit[] = [];

  /** Makes a repository with these files, all of them committed. */
  project(files: Readonly<Record<string, string>>): string {
    const folder = this.playground.folder('project', files);
    git(folder, 'init', '-q');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'one');
    return folder;
  }

  /** Has the model propose these edits, and says what a review of the folder is started with. */
  async words(folder: string, edits: readonly ProposedEdit[], ...more: string[]): Promise<string[]> {
    this.#edits = edits;
    this.#server ??= await startModelServer({ reply: ({ file, user }) => this.#replyTo(file, user) });
    return [
      ...['review', folder, '--reviewers', 'model', '--endpoint', `ollama=${this.#server.url},model=scripted:latest`],
      ...['--out', 'out', '--fail-on', 'never', ...[...new Set(edits.map(({ path }) => path))].flatMap(included)],
      ...more,
    ];
  }

  async review(folder: string, edits: readonly ProposedEdit[], ...more: string[]): Promise<Ended> {
    return this.playground.run(await this.words(folder, edits, ...more), toolPlaces);
  }

  /** What came of the proposal for each file. */
  proofs(): Record<string, SeenProof | undefined> {
    return Object.fromEntries(
      Object.entries(this.playground.json('out', 'results.json').files).flatMap(([path, { findings }]) =>
        findings.map(({ proposal }) => [path, proposal?.proof as SeenProof | undefined]),
      ),
    );
  }

  /** What of worktrees and of processes is left in the state of the playground, and on the machine. */
  leftovers(): string[] {
    const state = join(this.playground.root, 'state');
    const places = readdirSync(state, { recursive: true, encoding: 'utf8' });
    return [...places.filter((path) => /worktrees\/./.test(path)), ...processesOf(this.playground.root)];
  }

  async dispose(): Promise<void> {
    this.playground.dispose();
    await this.#server?.stop();
  }

  #replyTo(file: string, user: string): Reply {
    const lines = user.split('\n').flatMap((line) => /^\s*(\d+)\| (.*)$/.exec(line)?.slice(1) ?? []);
    const text = lines.filter((_, index) => index % 2 === 1);
    return {
      findings: this.#edits
        .filter(({ path }) => path === file)
        .map(({ from, to }) => {
          const line = text.indexOf(from.split('\n')[0] ?? '') + 1;
          const place = { startLine: line, endLine: line + from.split('\n').length - 1 };
          const said = {
            title: `Change of line ${line}`,
            explanation: '',
            severity: 'warning',
            category: 'bug',
          } as const;
          return { ...said, confidence: 'high', ...place, edits: [{ ...place, oldText: from, newText: to }] };
        }),
    };
  }
}

function included(path: string): string[] {
  return ['--include', path];
}

/** The playground is their home, and what they keep is elsewhere. */
const toolPlaces: Record<string, string> = {
  RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup'),
  GOCACHE: process.env.GOCACHE ?? join(homedir(), '.cache/go-build'),
};

/** Modules that each return a sum, with a test of its own for each. */
export function testedModules(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      [`src/m${n}.mjs`, `export function m() {\n  return ${n} + 20;\n}\n`],
      [
        `test/m${n}.test.mjs`,
        `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { m } from '../src/m${n}.mjs';\ntest('m${n} adds', () => assert.equal(m(), ${n + 20}));\n`,
      ],
    ]).flat(),
  );
}

export function git(folder: string, ...words: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' });
}

/** The compilers of other languages that this machine does not have; what the project's own tests need is everywhere. */
export const missing: readonly string[] = ['go', 'cargo'].filter((program) => !isHere(program));

/** For the title of tests that leave out those that need one of them. */
export const without =
  missing.length === 0 ? '' : `, without ${missing.join(' and ')}, which this machine does not have`;

/** Whether a program is on the PATH. */
function isHere(program: string): boolean {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => spawnSync('test', ['-x', join(folder, program)]).status === 0);
}

/** Processes that have the state of a playground among their variables and are none of the command line, as /proc has it. */
function processesOf(root: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const isOurs =
        environment.includes(`HOME=${root}`) && environment.some((word) => word.startsWith('FOLDER_REVIEW_RUN='));
      return isOurs ? [`${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`] : [];
    } catch {
      return [];
    }
  });
}
