import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isComplete } from '../complete';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Script } from '../modelServer/types';
import { withFileCalls } from './changing';
import { type Ended, Playground } from './cli';

/** Answers in the middle of being kept or on their way: no more than reviews at once. */
const atOnce = 4;

/** How a person is told of what `fileCalls.cjs` has happen. */
const reasons = /ENOSPC|EIO|EROFS|the disk is full|the disk reports an error|the file system is read-only/;

/** Adds a line behind the second one. Made twice, it would stand there twice: its place looks the same afterwards. */
export const addLine: Script = ({ file }) => {
  const edits = [{ startLine: 2, endLine: 2, oldText: `of ${file}`, newText: `of ${file}\nadded` }];
  const words = { explanation: '', severity: 'info', category: 'docs', confidence: 'high' } as const;
  return { findings: [{ ...words, title: `Add to ${file}`, startLine: 2, endLine: 2, edits }] };
};

/** How a review ended in which something happened that it could not help, and what came of going on with it. */
export interface CutShort {
  readonly first: Ended;
  /** Whether it came to the call that the fault was for. */
  readonly isHit: boolean;
  /** Not there where nothing was left of the first one to go on with. */
  readonly resumed: Ended | undefined;
}

/**
 * A folder whose review proposes to add a line to each file, which is then applied, and what must hold however that review
 * ended. To be made once for many reviews, each of which begins with the folder and the state as they were.
 */
export class CutShortReviews {
  readonly ground = new Playground();
  readonly #count: number;
  readonly #server: ModelServer;
  #whole = '';
  #calls: readonly string[] = [];

  private constructor(count: number, server: ModelServer) {
    this.#count = count;
    this.#server = server;
  }

  /** @param count files in the folder */
  static async of(count: number): Promise<CutShortReviews> {
    const reviews = new CutShortReviews(count, await startModelServer({ reply: addLine }));
    const calls = join(reviews.ground.root, 'calls');
    reviews.#reset();
    const { exitCode, stderr } = await reviews.#review(withFileCalls({ FOLDER_REVIEW_CALLS: calls }));
    assert.equal(exitCode, 0, stderr);
    reviews.#whole = reviews.ground.read('out', 'results.json');
    reviews.#calls = readFileSync(calls, 'latin1').trim().split('\n');
    return reviews;
  }

  /** Names of the calls that change something, in the order of a review that nothing happens to; another has about as many. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  async dispose(): Promise<void> {
    this.ground.dispose();
    await this.#server.stop();
  }

  /**
   * Has a fault happen to a review (see `fileCalls.cjs`), goes on with it, and looks at everything that must hold. What does
   * not is told with the fault, which has just that happen again.
   */
  async survive(fault: string): Promise<CutShort> {
    this.#reset();
    const calls = join(this.ground.root, 'calls');
    rmSync(calls, { force: true });
    const first = await this.#review(withFileCalls({ FOLDER_REVIEW_FAULT: fault, FOLDER_REVIEW_CALLS: calls }));
    const made = existsSync(calls) ? readFileSync(calls, 'latin1').split('\n').length - 1 : Number.POSITIVE_INFINITY;
    const isHit = made >= Number(/\d+/.exec(fault)?.[0]);
    try {
      return { first, isHit, resumed: await this.#goOn(first, isHit) };
    } catch (error) {
      const said = `${first.exitCode}: ${first.stderr}${error instanceof Error ? error.message : error}`;
      throw new Error(`${fault}: ${said}`, { cause: error });
    }
  }

  async #goOn(first: Ended, isHit: boolean): Promise<Ended | undefined> {
    const isKilled = first.exitCode === null;
    if (!isKilled) {
      const codes = isHit ? [0, 2, 3] : [0];
      assert.ok(codes.includes(first.exitCode), 'exit code');
      assert.ok(first.exitCode === 0 || reasons.test(first.stderr), 'says the reason');
    }
    this.#holds(first);
    const kept = keptFiles(join(this.ground.root, 'state/folder-review'));
    const answered = this.#files('answered');
    const lost = answered.filter((file) => !kept.includes(file));
    assert.deepEqual(
      kept.filter((file) => !answered.includes(file)),
      [],
    );
    assert.ok(!isKilled || lost.length <= atOnce, `answered, and not kept: ${lost.join(', ')}`);
    this.#server.clear();
    const began = performance.now();
    const resumed = await this.ground.run(['review', '--resume', 'last', '--out', 'out', '--apply', 'exact']);
    // With other tests beside it the machine says how long it takes.
    assert.ok(!isComplete || performance.now() - began < 5_000, 'goes on within five seconds');
    const isThere = resumed.exitCode !== 2;
    if (isThere) {
      assert.equal(resumed.exitCode, 0, resumed.stderr);
    } else {
      assert.match(resumed.stderr, /there is no run yet|has no readable record/i);
      assert.deepEqual(kept, []);
      const anew = await this.#review({});
      assert.equal(anew.exitCode, 0, anew.stderr);
    }
    const again = this.#files().filter((file) => kept.includes(file));
    assert.deepEqual(again, [], 'asked again, though the answer was kept');
    await this.#isWhole(resumed.stderr);
    return isThere ? resumed : undefined;
  }

  #reset(): void {
    rmSync(join(this.ground.root, 'state'), { recursive: true, force: true });
    rmSync(join(this.ground.root, 'out'), { recursive: true, force: true });
    this.ground.folder('project', Object.fromEntries(this.#names().map((name) => [name, textOf(name)])));
    this.#server.clear();
  }

  #review(environment: Readonly<Record<string, string>>): Promise<Ended> {
    const flags = ['--reviewers', 'model', '--max-parallel-files', String(atOnce), '--apply', 'exact', '--out', 'out'];
    const endpoint = ['--endpoint', `ollama=${this.#server.url},model=scripted:latest`];
    return this.ground.run(['review', 'project', ...flags, ...endpoint], environment);
  }

  /**
   * Each file is as before or as proposed, unless a kill tore it, or the disk then took not even what it held before, which is
   * told. What was said to be applied is.
   */
  #holds({ exitCode, stderr }: Ended): void {
    for (const name of this.#names()) {
      const isApplied = new RegExp(`^applied: project/${name}:`, 'm').test(stderr);
      const isTorn =
        exitCode === null || new RegExp(`^failed: project/${name}:.* could not be put back`, 'm').test(stderr);
      const text = this.ground.read('project', name);
      const states = isApplied ? [editedOf(name)] : [textOf(name), editedOf(name)];
      assert.ok(states.includes(text) || (isTorn && !isApplied), `${name}: ${JSON.stringify(text)}`);
    }
  }

  /** At the end all is as if nothing had happened. */
  async #isWhole(said: string): Promise<void> {
    for (const name of this.#names()) {
      assert.equal(this.ground.read('project', name), editedOf(name), said);
    }
    assert.equal(this.ground.read('out', 'results.json'), this.#whole);
    const left = this.#leftovers();
    if (left.length > 0) {
      // Half of a lock is not taken for left behind before it is old; who takes up the run next finds it.
      for (const name of left) {
        utimesSync(join(this.ground.root, 'state/folder-review', name), 1, 1);
      }
      await this.ground.run(['review', '--resume', 'last']);
    }
    const shown = await this.ground.run(['show', 'last', '--format', 'json']);
    assert.deepEqual([shown.exitCode, shown.stderr, shown.stdout], [0, '', this.#whole]);
    assert.deepEqual(this.#leftovers(), []);
  }

  /** What is there for the length of some work alone. A run that could not begin is no longer looked at until it is removed. */
  #leftovers(): string[] {
    const state = join(this.ground.root, 'state/folder-review');
    const names = readdirSync(state, { recursive: true, encoding: 'utf8' });
    const begun = names.flatMap((name) => /^(.*)\/results\.json$/.exec(name)?.[1] ?? []);
    return names.filter(
      (name) =>
        ['changes', ...begun].some((folder) => name.startsWith(`${folder}/`)) &&
        /\.(tmp|new|gone|unfinished)$|lock/.test(name),
    );
  }

  /** The files that were asked about, or whose answers went out whole. */
  #files(how?: 'answered'): string[] {
    const asked = this.#server.requests.filter(({ end }) => how === undefined || end === how);
    return asked.map(({ file }) => file);
  }

  #names(): string[] {
    return Array.from({ length: this.#count }, (_, n) => `f${n}.txt`);
  }
}

export function textOf(name: string): string {
  return `first\nof ${name}\nlast\n`;
}

export function editedOf(name: string): string {
  return textOf(name).replace('\nlast', '\nadded\nlast');
}

/** The files whose answers are kept in a state root, by the index and the answers themselves: `addLine` names them. */
export function keptFiles(root: string): string[] {
  const folder = join(root, 'answers');
  const parts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.index')) : [];
  return parts.flatMap((index) => {
    const answers = readFileSync(join(folder, index.replace(/index$/, 'answers')));
    const lines = readFileSync(join(folder, index), 'latin1').split('\n').slice(1, -1);
    const records = lines.map(
      (line) => JSON.parse(line.slice(line.indexOf('{'))) as { kept?: [string, number, number][] },
    );
    return records.flatMap(({ kept = [] }) =>
      kept.flatMap(([, at, bytes]) => /Add to (\w+\.txt)/.exec(answers.toString('latin1', at, at + bytes))?.[1] ?? []),
    );
  });
}
