import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { differences, type Tree, treeOf } from './tree';

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start a process in a ground. */
export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The default is the ground's `project`. */
  readonly cwd?: string;
  /** After so long it is ended, and that is one of the ground's trips. Default 30. */
  readonly seconds?: number;
}

/** Written to a terminal or shown in a list these would steer it or hide from the eye. */
export const steering = /(?![\n\r\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]/u;

/** Files beside the reviewed folder that somebody might want changed. */
const bystanders: Readonly<Record<string, string>> = {
  'notes.txt': 'mine\n',
  'code.js': 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n',
  '.vscode/settings.json': '{}\n',
  'hooks/pre-commit': '#!/bin/sh\nexit 0\n',
};

/**
 * A throw-away place for one hostile folder: the folder itself (`project`), files beside it that are nobody's to touch
 * (`outside`), and the canaries. What happens here that must not is a trip:
 *
 * - a file appears in `fired` (what is planted runs `script`, or writes to `mark`),
 * - somebody connects to `url`,
 * - anything in the ground changes but state, reports and what `mayChange` names,
 * - a process remains, is ended by a signal or takes too long,
 * - something that steers a terminal, or one of `secrets`, is printed or stands in a report.
 */
export class Ground {
  readonly root: string;
  readonly project: string;
  readonly outside: string;
  /** Where the user's state is kept; a sub-folder `folder-review` is ours. */
  readonly state: string;
  /** Where reports go. */
  readonly out: string;
  /** Texts that must not come out anywhere. */
  readonly secrets: string[] = [];
  readonly #fired: string;
  readonly #noted: string[] = [];
  readonly #server: Server;
  #connections = 0;
  #before: Tree = new Map();
  #mayChange: ReadonlySet<string> = new Set();

  private constructor(root: string) {
    this.root = root;
    this.project = join(root, 'project');
    this.outside = join(root, 'outside');
    this.state = join(root, 'state');
    this.out = join(root, 'out');
    this.#fired = join(root, 'fired');
    for (const folder of [this.project, this.#fired, this.state, join(root, 'tmp')]) {
      mkdirSync(folder);
    }
    fill(this.outside, bystanders);
    this.#server = createServer((_request, response) => response.end('{}')).on('connection', () => {
      this.#connections += 1;
    });
  }

  /** @param parent an existing folder */
  static async create(parent = tmpdir()): Promise<Ground> {
    const ground = new Ground(realpathSync(mkdtempSync(join(parent, 'hostile-'))));
    await new Promise<void>((resolve) => ground.#server.listen(0, '127.0.0.1', resolve));
    return ground;
  }

  /** A path that must not come into being. */
  get mark(): string {
    return join(this.#fired, 'mark');
  }

  /** A shell command that leaves the mark. */
  get command(): string {
    return `echo fired > ${this.mark}`;
  }

  /** A program that leaves the mark, whatever it is called with. */
  get script(): string {
    return `#!/bin/sh\n${this.command}\n`;
  }

  /** The same in JavaScript (CommonJS). */
  get javascript(): string {
    return `require('fs').writeFileSync(${JSON.stringify(this.mark)}, 'fired');\n`;
  }

  /** A server on loopback that nobody has reason to call. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Writes files into the project; what begins with `#!` can be executed. Returns the project's path. */
  files(files: Readonly<Record<string, string | Buffer>>): string {
    return fill(this.project, files);
  }

  /** Absolute path of something in the project. */
  path(...names: string[]): string {
    return join(this.project, ...names);
  }

  /** Runs the user's own git, which is free to run what is planted: for laying things out. */
  git(...words: string[]): string {
    return execFileSync('git', words, {
      cwd: this.project,
      env: { ...this.#environment(), ...author },
      stdio: 'pipe',
      encoding: 'utf8',
    });
  }

  /** Makes the project a repository, where it is none, and commits all that is in it. */
  commitAll(): void {
    if (!existsSync(this.path('.git'))) {
      this.git('init', '--quiet');
      // Older gits cannot be told the name of the first branch.
      this.git('symbolic-ref', 'HEAD', 'refs/heads/main');
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message=all');
  }

  /** From now on everything counts. `mayChange` are paths in the project that a review is right to change. */
  arm(mayChange: Iterable<string>): void {
    this.#mayChange = new Set([...mayChange].map((path) => `project/${path}`));
    this.#before = this.#tree();
  }

  /** Runs a program to its end, in a process group of its own so that what it leaves behind is seen. */
  async run(program: string, words: readonly string[], options: StartOptions = {}): Promise<Ended> {
    const { environment = {}, cwd = this.project, seconds = 120 } = options;
    const child = spawn(program, words, {
      cwd,
      env: { ...this.#environment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    const name = [program, ...words].join(' ').slice(0, 200);
    const timer = setTimeout(() => {
      this.#noted.push(`took more than ${seconds} s: ${name}`);
      endGroup(child.pid);
    }, seconds * 1_000);
    const closed = once(child, 'close');
    // Not `close`, for which whoever holds the pipes could let us wait.
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
    clearTimeout(timer);
    if (signal !== null) {
      this.#noted.push(`ended by ${signal}: ${name}`);
    }
    if (await remains(child.pid ?? 0)) {
      this.#noted.push(`left a process behind: ${name}`);
      endGroup(child.pid);
    }
    await Promise.race([closed, sleep(1_000, undefined, { ref: false })]);
    for (const text of Object.values(output)) {
      this.judge(name, text);
      const [found] = steering.exec(text) ?? [];
      if (found !== undefined) {
        this.#noted.push(`U+${found.codePointAt(0)?.toString(16)} was printed: ${name}`);
      }
    }
    return { exitCode, ...output };
  }

  /** Looks for secrets in something that others get to see. */
  judge(where: string, text: string): void {
    this.#noted.push(...this.secrets.filter((one) => text.includes(one)).map((one) => `${one} came out: ${where}`));
  }

  /** What has happened since `arm` that must not. */
  trips(): string[] {
    return [
      ...readdirSync(this.#fired).map((name) => `ran: ${name}`),
      ...(this.#connections > 0 ? ['called'] : []),
      ...differences(this.#before, this.#tree()).map((path) => `changed: ${path}`),
      ...this.#noted,
    ];
  }

  async dispose(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    // Node cannot delete what lies deeper than a path can be.
    execFileSync('rm', ['-rf', this.root]);
  }

  #tree(): Tree {
    const ours = new Set(['state', 'out', 'fired', ...this.#mayChange]);
    return treeOf(this.root, (path) => ours.has(path));
  }

  #environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.root,
      XDG_STATE_HOME: this.state,
      TMPDIR: join(this.root, 'tmp'),
    };
  }
}

const author = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

function fill(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (content.slice(0, 2).toString() === '#!') {
      chmodSync(file, 0o755);
    }
  }
  return folder;
}

function endGroup(leader: number | undefined): void {
  try {
    process.kill(-(leader ?? Number.NaN), 'SIGKILL');
  } catch {
    // There is none any more.
  }
}

/** Milliseconds in which what belongs to a process that has ended may end, too. */
const grace = 2_000;

/** Whether a group still has a process after the grace. Those that have ended and that nobody asked for do not count. */
async function remains(group: number): Promise<boolean> {
  for (const deadline = Date.now() + grace; ; await sleep(50)) {
    const members = readdirSync('/proc').filter((pid) => {
      // See proc(5): behind the name, which may hold anything, stand state, parent and group.
      const [state = '', , of] = /^\d+$/.test(pid)
        ? statOf(pid)
            .replace(/^.*\) /s, '')
            .split(' ')
        : [];
      return Number(of) === group && state !== 'Z' && state !== 'X';
    });
    if (members.length === 0 || Date.now() > deadline) {
      return members.length > 0;
    }
  }
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
