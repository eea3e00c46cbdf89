import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, it } from 'mocha';
import { createFileChanges, type FileChangesOptions } from '../../../src/compose/fileChanges';
import type { ChangeOutcome } from '../../../src/core/ports';
import { put, useFolder } from '../workspace/support';

const before = 'one two three\n';
const after = 'one 2 three\n';
/** What a kill leaves between the write and the new length. */
const torn = 'one 2 three\ne\n';
const changed: ChangeOutcome = { kind: 'changed', text: after };

describe('changes of a folder’s files', () => {
  const folder = useFolder();

  function changesIn(path: string, options: Partial<FileChangesOptions> = {}) {
    const told: string[] = [];
    const tell = (message: string) => told.push(message);
    return { ...createFileChanges({ folder: path, root: folder.state, writing: 'in place', tell, ...options }), told };
  }

  const kept = () => readdirSync(join(folder.state, 'changes'));

  /** Begins a change of a file, leaves it with a content and never ends. */
  async function begin(
    path: string,
    now: string | undefined,
    options: Partial<FileChangesOptions> = {},
  ): Promise<void> {
    const file = put(folder.path, path, before);
    const about = { run: 'run-1', finding: 'f-1', action: 'apply' } as const;
    await new Promise<void>((resolve) => {
      void changesIn(folder.path, options).alone(path, about, async (keep) => {
        assert.equal((await keep(Buffer.from(before), Buffer.from(after))).kind, 'kept');
        if (now === undefined) {
          rmSync(file);
        } else {
          writeFileSync(file, now);
        }
        resolve();
        return new Promise<never>(() => {});
      });
    });
  }

  /** The process that holds these locks is dead now. */
  function die(): void {
    const { pid } = spawnSync('true');
    for (const name of kept().filter((entry) => entry.endsWith('.lock'))) {
      const owner = join(folder.state, 'changes', name, 'owner.json');
      writeFileSync(owner, JSON.stringify({ ...JSON.parse(readFileSync(owner, 'utf8')), pid }));
    }
  }

  const content = (path: string) => readFileSync(join(folder.path, path), 'utf8');

  describe('exclude each other', () => {
    it('for one file, from a folder and from one inside it', async () => {
      put(folder.path, 'src/a.ts', before);
      const steps: string[] = [];
      const change = (name: string) => async (): Promise<ChangeOutcome> => {
        steps.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 30));
        steps.push(`${name} ends`);
        return changed;
      };
      const outcomes = await Promise.all([
        changesIn(folder.path).alone('src/a.ts', undefined, change('outer')),
        changesIn(join(folder.path, 'src')).alone('a.ts', undefined, change('inner')),
      ]);
      assert.deepEqual(outcomes, [changed, changed]);
      assert.ok(steps[0]?.split(' ')[0] === steps[1]?.split(' ')[0], steps.join(', '));
      assert.deepEqual(kept(), []);
    });

    it('and do not wait for changes of other files', async () => {
      await begin('a.ts', before);
      put(folder.path, 'b.ts', before);
      assert.deepEqual(
        await changesIn(folder.path, { waitMs: 0 }).alone('b.ts', undefined, async () => changed),
        changed,
      );
    });

    it('say who is at it when the wait was too long, and what to do', async () => {
      await begin('a.ts', before);
      const outcome = await changesIn(folder.path, { waitMs: 30 }).alone('a.ts', undefined, async () => assert.fail());
      assert.equal(outcome.kind, 'failed');
      assert.match(
        outcome.message,
        new RegExp(
          `^process ${process.pid} on \\S+ is changing it right now; try again .* or delete ${folder.state}/changes/\\w+\\.lock if`,
        ),
      );
    });

    it('and are not made where the lock cannot be kept', async () => {
      put(folder.path, 'a.ts', before);
      mkdirSync(folder.state, { mode: 0o700 });
      symlinkSync(folder.path, join(folder.state, 'changes'));
      const outcome = await changesIn(folder.path).alone('a.ts', undefined, async () => assert.fail());
      assert.match('message' in outcome ? outcome.message : '', /changes is a symbolic link/);
      assert.deepEqual(readdirSync(folder.path), ['a.ts']);
    });
  });

  describe('that were cut short', () => {
    it('before anything was written, or after everything was, are forgotten without a word', async () => {
      for (const whole of [before, after]) {
        await begin('a.ts', whole);
        die();
        const { recover, told } = changesIn(folder.path);
        await recover();
        assert.deepEqual([content('a.ts'), told, kept()], [whole, [], []]);
      }
    });

    it('are put right where they tore the file, and that is told once', async () => {
      await begin('sub/a.ts', torn);
      die();
      const { recover, told } = changesIn(folder.path);
      await recover();
      await recover();
      assert.equal(content('sub/a.ts'), before);
      assert.equal(told.length, 1);
      const [, path = ''] =
        /sub\/a\.ts: a change was cut short .* as it was before that change; what it held is in (.*\.present)\.$/.exec(
          told[0] ?? '',
        ) ?? [];
      assert.equal(readFileSync(path, 'utf8'), torn);
      assert.deepEqual(kept(), [basename(path)]);
    });

    it('are put right by the next change of the file, before it is read', async () => {
      await begin('a.ts', torn);
      die();
      const { alone, told } = changesIn(folder.path);
      let seen = '';
      await alone('a.ts', undefined, async () => {
        seen = content('a.ts');
        return changed;
      });
      assert.deepEqual([seen, told.length], [before, 1]);
    });

    it('leave alone what somebody wrote since, and say where the text from before is', async () => {
      for (const now of ['one 2 three and more\n', 'somebody else’s\n', undefined]) {
        await begin('a.ts', now);
        die();
        const { recover, told } = changesIn(folder.path);
        await recover();
        await recover();
        assert.equal(told.length, 1);
        const [, place = ''] = /before that change is in (\S+\.before);/.exec(told[0] ?? '') ?? [];
        assert.equal(readFileSync(place, 'utf8'), before);
        assert.equal(statSync(place).mode & 0o777, 0o600);
        assert.equal(now === undefined ? readdirSync(folder.path).join() : content('a.ts'), now ?? '');
        rmSync(place);
        assert.deepEqual(kept(), []);
      }
    });

    it('are put right from a folder inside, not from one that the file is not in', async () => {
      await begin('src/a.ts', torn);
      mkdirSync(join(folder.path, 'other'));
      die();
      await changesIn(join(folder.path, 'other')).recover();
      assert.equal(content('src/a.ts'), torn);
      await changesIn(join(folder.path, 'src')).recover();
      assert.equal(content('src/a.ts'), before);
    });

    it('wait while their folder is not there', async () => {
      await begin('a.ts', torn);
      die();
      const away = `${folder.path}-away`;
      renameSync(folder.path, away);
      const { recover, told } = changesIn(folder.path);
      await recover();
      renameSync(away, folder.path);
      assert.deepEqual(told, []);
      await recover();
      assert.equal(content('a.ts'), before);
    });

    it('are not taken for cut short while their process lives', async () => {
      await begin('a.ts', torn);
      const { recover, told } = changesIn(folder.path, { waitMs: 0 });
      await recover();
      assert.deepEqual([content('a.ts'), told, kept().length], [torn, [], 2]);
    });

    it('are put right by one of many that look at the same time, and the others wait for it', async () => {
      await begin('a.ts', torn);
      die();
      const all = Array.from({ length: 8 }, () => changesIn(folder.path));
      const seen = await Promise.all(
        all.map(async ({ recover }) => {
          await recover();
          return content('a.ts');
        }),
      );
      assert.deepEqual(new Set(seen), new Set([before]));
      assert.equal(all.flatMap(({ told }) => told).length, 1);
    });

    it('by the editor, which empties a file before it writes, are put right, too', async () => {
      await begin('a.ts', '', { writing: 'from empty' });
      die();
      await changesIn(folder.path).recover();
      assert.equal(content('a.ts'), before);
    });

    it('before what puts the file right was whole, did nothing to the file', async () => {
      await begin('a.ts', before);
      die();
      const entry = join(folder.state, 'changes', kept().find((name) => name.endsWith('.unfinished')) ?? '');
      const whole = readFileSync(entry);
      for (let length = 0; length < whole.length; length++) {
        writeFileSync(entry, whole.subarray(0, length));
        const { recover, told } = changesIn(folder.path);
        await recover();
        assert.deepEqual(told, []);
      }
      assert.equal(content('a.ts'), before);
      assert.deepEqual(await changesIn(folder.path).alone('a.ts', undefined, async () => changed), changed);
    });

    it('are read behind no link, and nothing is written behind one', async () => {
      await begin('a.ts', torn);
      die();
      const entry = join(folder.state, 'changes', kept().find((name) => name.endsWith('.unfinished')) ?? '');
      const elsewhere = join(folder.path, relative(folder.path, `${folder.path}-state/elsewhere`));
      renameSync(entry, elsewhere);
      const victim = readFileSync(elsewhere);
      symlinkSync(elsewhere, entry);
      const { recover, alone, told } = changesIn(folder.path);
      await recover();
      assert.match(told.join(), /unfinished is a symbolic link, and no link is followed there/);
      const outcome = await alone('a.ts', undefined, async () => assert.fail());
      assert.match('message' in outcome ? outcome.message : '', /symbolic link/);
      assert.deepEqual([content('a.ts'), readFileSync(elsewhere)], [torn, victim]);
    });

    it('are kept for the user alone, and no message has the file’s text', async () => {
      await begin('a.ts', 'rewritten\n');
      const modes = kept().map((name) => statSync(join(folder.state, 'changes', name)).mode & 0o777);
      assert.deepEqual(modes.toSorted(), [0o600, 0o700]);
      die();
      const { recover, told } = changesIn(folder.path);
      await recover();
      assert.doesNotMatch(told.join(), /one two|rewritten/);
    });
  });
});
