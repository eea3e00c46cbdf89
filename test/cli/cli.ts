import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const cliFile = join(import.meta.dirname, '../../dist/cli.js');

/** How a process of the built command line ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A throw-away place for one test: folders to review, and state of its own. */
export class Playground {
  readonly root = mkdtempSync(join(tmpdir(), 'folder-review-cli-'));
  /** Where commands are typed. */
  cwd = this.root;
  readonly #children: ChildProcess[] = [];

  /** Makes a folder with these files and answers with its path. */
  folder(name: string, files: Readonly<Record<string, string | Buffer>>): string {
    const folder = join(this.root, name);
    mkdirSync(folder, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  }

  read(...path: string[]): string {
    return readFileSync(join(this.root, ...path), 'latin1');
  }

  json(...path: string[]): Results {
    return JSON.parse(readFileSync(join(this.root, ...path), 'utf8')) as Results;
  }

  /** Runs the command line to its end, with its state in the playground. */
  run(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.start(words, environment).ended;
  }

  /** The same with another build. */
  runFile(file: string, words: readonly string[]): Promise<Ended> {
    return this.start(words, {}, file).ended;
  }

  start(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    file = cliFile,
  ): { readonly process: ChildProcess; readonly ended: Promise<Ended> } {
    const child = spawn(process.execPath, [file, ...words], {
      cwd: this.cwd,
      env: { PATH: process.env.PATH, HOME: this.root, XDG_STATE_HOME: join(this.root, 'state'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
    return { process: child, ended };
  }

  dispose(): void {
    for (const child of this.#children) {
      child.kill('SIGKILL');
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface Results {
  readonly version: number;
  readonly files: Readonly<Record<string, ResultFile>>;
}

export interface ResultFile {
  readonly status: 'reviewed' | 'skipped' | 'failed' | 'cancelled';
  readonly reason?: string;
  readonly message?: string;
  readonly unreadFindings?: number;
  readonly coverage?: { readonly reviewedLines: number; readonly totalLines: number };
  readonly hidden?: ResultFile['findings'];
  readonly context?: readonly string[];
  readonly notShown?: readonly string[];
  readonly analyzers?: readonly string[];
  readonly withheld?: readonly Readonly<Record<string, string | number>>[];
  readonly findings: readonly {
    readonly id: string;
    readonly rule?: string;
    readonly hiddenBy?: string;
    readonly severity: string;
    readonly title: string;
    readonly reviewer: string;
    readonly startLine?: number;
    readonly proposal?: {
      readonly state: string;
      readonly reason?: string;
      readonly flags: readonly string[];
      readonly proof?: { readonly result: string; readonly tree?: string; readonly reason?: string };
      readonly edits: readonly { readonly startLine: number; readonly oldText: string; readonly newText: string }[];
    };
  }[];
}
