import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Playground } from './cli';

/** How many changes there are to make, one in each of so many lines. */
export const changes = 8;

const lineOf = (index: number) => `if (value${index} == NaN) { report(${index}, 'x'); }`;
const head = `const [${Array.from({ length: changes }, (_, index) => `value${index}`)}] = [];\nfunction report() {}\n`;
/** A file with a defect in each of its lines but the first two. */
export const before = `${head}${Array.from({ length: changes }, (_, index) => `${lineOf(index)}\n`).join('')}`;

/** The reviewed folders of a test, each with the record of a review that nothing was applied of yet. */
export class ReviewedTwice {
  readonly ground = new Playground();
  readonly file = join(this.ground.root, 'project/src/deep/a.js');
  /** One for each process. The even ones review the project, the odd ones a folder inside it. */
  readonly #states: string[] = [];

  /** Reviews for so many processes, each with a state folder of its own. */
  async review(processes: number): Promise<void> {
    this.ground.folder('project', { 'src/deep/a.js': before });
    for (let index = 0; index < processes; index++) {
      const state = join(this.ground.root, `reviewed-${index}`);
      const folder = join(this.ground.root, index % 2 === 0 ? 'project' : 'project/src');
      const { exitCode, stderr } = await this.ground.run(['review', folder, '--quiet', '--state-dir', state]);
      assert.equal(exitCode, 1, stderr);
      this.#states.push(state);
    }
  }

  /** Ids of the changes to the file in the order of its lines, as one process’s review has them. */
  ids(index: number): string[] {
    const state = this.#states[index] ?? '';
    const results = readdirSync(state, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('results.json'),
    );
    const { files } = JSON.parse(readFileSync(join(state, results ?? ''), 'utf8')) as {
      files: Record<string, { findings: { id: string; proposal?: object }[] }>;
    };
    return Object.values(files).flatMap(({ findings }) =>
      findings.flatMap(({ id, proposal }) => (proposal ? [id] : [])),
    );
  }

  /** The file as it was, and records as they were after the review. Answers with the state folder of each process. */
  reset(): string[] {
    writeFileSync(this.file, before);
    rmSync(join(this.ground.root, 'state'), { recursive: true, force: true });
    return this.#states.map((reviewed, index) => {
      const state = join(this.ground.root, `state-${index}`);
      rmSync(state, { recursive: true, force: true });
      cpSync(reviewed, state, { recursive: true });
      return state;
    });
  }

  /**
   * Has the processes change the file at the same time, each all that is proposed or each a share of its own, and checks that
   * the file has each change once that one of them said it made, and none else. Who waited too long for the others says so,
   * and makes its changes afterwards.
   */
  async changeAtOnce(what: 'all' | 'a share'): Promise<void> {
    const calls = this.reset().map((state, process, states) => {
      const own = this.ids(process).filter((_, index) => what === 'all' || index % states.length === process);
      const words = ['apply', 'last', '--state-dir', state, ...own.flatMap((id) => ['--only', id])];
      return () => this.ground.run(words, withFileCalls({ FOLDER_REVIEW_SLOW_WRITES: '5' }));
    });
    const ended = await Promise.all(calls.map((call) => call()));
    const said = ended.map(({ stdout }) => Number(/^(\d+) of \d+ applied\./.exec(stdout)?.[1]));
    const about = JSON.stringify(ended);
    assert.equal(
      said.reduce((sum, count) => sum + count, 0),
      this.changedLines().length,
      about,
    );
    const isLate = ({ stderr }: { stderr: string }) => /is changing it right now/.test(stderr);
    assert.ok(what === 'all' || ended.every((one) => one.exitCode === 0 || isLate(one)), about);
    for (const [process, call] of calls.entries()) {
      const one = ended[process];
      await (one && isLate(one) && call());
    }
    assert.deepEqual(this.changedLines(), [...Array(changes).keys()], about);
  }

  /** The lines that are changed in the file now. Throws when there is a line that is neither as before nor as proposed. */
  changedLines(): number[] {
    const text = readFileSync(this.file, 'utf8');
    assert.ok(text.startsWith(head) && text.endsWith('\n'), text);
    const lines = text.slice(head.length, -1).split('\n');
    assert.equal(lines.length, changes, text);
    return lines.flatMap((line, index) => {
      if (line === lineOf(index)) {
        return [];
      }
      assert.equal(line, `if (Number.isNaN(value${index})) { report(${index}, 'x'); }`, text);
      return [index];
    });
  }
}

/** Has the built command line go through `fileCalls.cjs`. */
export function withFileCalls(settings: Readonly<Record<string, string>>): Record<string, string> {
  return { NODE_OPTIONS: `--require ${join(import.meta.dirname, 'fileCalls.cjs')}`, ...settings };
}
