import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { type CommitOptions, commitStore } from '../../../../src/compose/commits';
import { committedText, landingSaid } from '../../../../src/core/commit/committedText';
import { sha256 } from '../../../../src/store/hash';
import { findCommitted } from '../../../../src/workspace/commits/commitRun';
import { commitAll, git, never, put, useFolder } from '../support';
import { type Made, run, storeWith } from './support';

const branch = `folder-review/${run}`;

describe('commits of a run', () => {
  const folder = useFolder();
  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    git(folder.path, 'config', 'user.name', 'Test');
    git(folder.path, 'config', 'user.email', 'test@example.com');
    put(folder.path, 'a.txt', 'one\nlast\n');
    put(folder.path, 'b.txt', 'one\nlast\n');
    commitAll(folder.path);
  });

  const ask = (...words: string[]) => git(folder.path, ...words).trimEnd();
  const commit = (made: readonly Made[], options: Partial<CommitOptions> = {}) =>
    commitStore(
      storeWith(folder.path, made),
      { stateRoot: folder.state },
      { scope: 'run', lands: false, ...options },
      never,
    );
  const first: Made = { path: 'a.txt', from: 'one', to: 'two' };
  const second: Made = { path: 'b.txt', from: 'one', to: 'two' };

  /** Commits, and expects it to be refused for a reason, or so the landing. */
  async function refuses(reason: RegExp, made: readonly Made[], options: Partial<CommitOptions> = {}): Promise<void> {
    const outcome = await commit(made, options);
    const refused = outcome.kind === 'committed' ? outcome.landing : outcome;
    assert.match(refused?.kind === 'refused' ? refused.message : JSON.stringify(outcome), reason);
    assert.equal(existsSync(join(folder.path, '.git/index.lock')), false);
  }

  it('go on from where those before have ended, landed or not', async () => {
    const all: Made[] = [first];
    const store = (made: Made) => {
      // The earlier changes are made already; the store wants to see them one after another.
      for (const { path, from, to } of all.toReversed()) {
        put(folder.path, path, readFileSync(join(folder.path, path), 'utf8').replace(to, from));
      }
      all.push(made);
      return all;
    };
    assert.equal((await commit(all)).kind, 'committed');
    await commit(store({ path: 'a.txt', from: 'last', to: 'end' }));
    assert.equal(ask('log', '--format=%s', `main..${branch}`), 'a.txt: Defect 1\na.txt: Defect 0');
    await commit(store(second), { lands: true });
    assert.equal(ask('rev-list', '--count', 'main'), '4');
    await commit(store({ path: 'b.txt', from: 'last', to: 'end' }));
    assert.equal(ask('log', '--format=%s', `main..${branch}`), 'b.txt: Defect 1');
    assert.equal(ask('merge-base', 'main', branch), ask('rev-parse', 'main'));
    assert.equal(ask('status', '--porcelain'), ' M b.txt');
  });

  it('are not made twice, nor of what is no longer applied', async () => {
    const back: Made = { path: 'a.txt', from: 'two', to: 'one', action: 'revert' };
    const outcome = await commit([first, back]);
    assert.ok(outcome.kind === 'committed' && outcome.commits.length === 0 && outcome.left.length === 0);
    assert.equal(ask('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  });

  it('have what an editor has changed when it saved the file', async () => {
    const store = storeWith(folder.path, [first]);
    const [made] = store.changes('a.txt').all;
    assert.ok(made);
    put(folder.path, 'a.txt', 'two\nlast\nadded\n');
    const state = { kind: 'applied with editor changes' as const };
    const textHash = sha256('two\nlast\nadded\n');
    store.apply({ type: 'intent', ...made });
    store.apply({
      ...{ type: 'proposal', finding: made.finding, textHash },
      state: { ...state, receipt: { change: 1, textHash, baseHash: made.baseHash } },
    });
    const outcome = await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: true }, never);
    assert.equal(outcome.kind === 'committed' && outcome.landing?.kind, 'landed', JSON.stringify(outcome));
    assert.equal(ask('show', 'HEAD:a.txt'), 'two\nlast\nadded');
  });

  it('go on a branch of their own where the first one has gone apart, or has others’ commits; it stays as it is', async () => {
    await commit([first]);
    const where = () => findCommitted(folder.path, run, never);
    assert.deepEqual(await where(), { kind: 'somewhere', branch });
    const tip = ask('rev-parse', branch);
    git(folder.path, 'commit', '--quiet', '--allow-empty', '--message', 'mine');
    put(folder.path, 'a.txt', 'one\nlast\n');
    const again = await commit([first], { lands: true });
    assert.ok(again.kind === 'committed' && again.landing?.kind === 'landed', JSON.stringify(again));
    assert.deepEqual([again.branch, again.passedBranches], [`${branch}-2`, [branch]]);
    assert.match(committedText(again, run), /stays there: it and what is checked out have gone apart\.$/);
    assert.deepEqual([ask('rev-parse', branch), ask('rev-parse', 'main')], [tip, ask('rev-parse', `${branch}-2`)]);
    assert.equal(ask('log', '-2', '--format=%s', 'main').split('\n')[1], 'mine');
    assert.deepEqual(await where(), { kind: 'somewhere', branch: `${branch}-2`, onto: 'main' });
    git(folder.path, 'branch', '--quiet', '-D', `${branch}-2`);
    const theirs = ask('commit-tree', '-p', 'main', '-m', 'theirs', 'main^{tree}');
    git(folder.path, 'branch', '--force', branch, theirs);
    const next = await commit([second]);
    assert.equal(next.kind === 'committed' && next.branch, `${branch}-2`);
    assert.equal(ask('rev-parse', branch), theirs);
  });

  it('are said to stay where they are when the person has committed the same', async () => {
    const store = storeWith(folder.path, [first]);
    await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: false }, never);
    git(folder.path, 'commit', '--quiet', '--all', '--message', 'mine');
    const again = await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: true }, never);
    assert.ok(again.kind === 'committed' && again.landing, JSON.stringify(again));
    const { text } = landingSaid(again.landing, again);
    assert.match(
      text,
      new RegExp(`^Nothing was landed\\. What is on ${branch} stays there: it and what is checked out`),
    );
  });

  it('are refused where the branch is checked out', async () => {
    await commit([first]);
    const tip = ask('rev-parse', branch);
    git(folder.path, 'symbolic-ref', 'HEAD', `refs/heads/${branch}`);
    await refuses(/is checked out/, [second]);
    git(folder.path, 'symbolic-ref', 'HEAD', 'refs/heads/main');
    git(folder.path, 'worktree', 'add', '--quiet', `${folder.path}/.other`, branch);
    await refuses(/is checked out/, [second]);
    git(folder.path, 'worktree', 'remove', '--force', `${folder.path}/.other`);
    assert.deepEqual([ask('rev-parse', branch), ask('rev-list', '--count', 'main')], [tip, '1']);
  });

  it('leave a branch alone that somebody makes or moves in the meantime', async () => {
    const beforeUpdate = async () => void git(folder.path, 'branch', '--force', branch, 'main');
    await refuses(/reference already exists/, [first], { at: { beforeUpdate } });
    assert.equal(ask('rev-parse', branch), ask('rev-parse', 'main'));
    git(folder.path, 'branch', '--quiet', '-D', branch);
    git(folder.path, 'branch', 'folder-review');
    await refuses(/'refs\/heads\/folder-review' exists/, [second]);
  });

  it('move no other branch, where theirs was made to stand for it', async () => {
    const link = (to: string) => void git(folder.path, 'symbolic-ref', `refs/heads/${branch}`, `refs/heads/${to}`);
    git(folder.path, 'branch', 'other');
    link('other');
    await refuses(/is only another name of other/, [first]);
    git(folder.path, 'symbolic-ref', '--delete', `refs/heads/${branch}`);
    await commit([second], { at: { beforeUpdate: async () => link('new') } });
    assert.deepEqual(ask('for-each-ref', '--format=%(refname)', 'refs/heads/new'), '');
    assert.equal(ask('rev-parse', 'other'), ask('rev-parse', 'main'));
  });

  const races: Readonly<Record<string, () => void>> = {
    commits: () => void git(folder.path, 'commit', '--quiet', '--allow-empty', '--message', 'mine'),
    amends: () => void git(folder.path, 'commit', '--quiet', '--amend', '--message', 'mine'),
    'switches to another branch': () => void git(folder.path, 'checkout', '--quiet', '-b', 'mine'),
    'begins a merge': () => void put(folder.path, '.git/MERGE_HEAD', `${ask('rev-parse', 'HEAD')}\n`),
    'stages a path': () => void git(folder.path, 'add', 'a.txt'),
  };
  for (const [what, race] of Object.entries(races)) {
    it(`are not landed when the person ${what} in the meantime, and nothing is lost`, async () => {
      let then: string[] = [];
      const look = () => [ask('rev-parse', 'HEAD', 'main'), ask('symbolic-ref', 'HEAD'), ask('ls-files', '--stage')];
      const at = async (point: string) => {
        if (point === 'looked') {
          race();
          then = look();
        }
      };
      await refuses(/was not moved|no longer checked out|is under way|would be lost/, [first], {
        lands: true,
        at: { at },
      });
      assert.deepEqual(look(), then);
      assert.equal(readFileSync(join(folder.path, 'a.txt'), 'utf8'), 'two\nlast\n');
      assert.equal(ask('show', `${branch}:a.txt`), 'two\nlast');
    });
  }

  it('are not landed where the branch is moved past all locks', async () => {
    const at = async (point: string) => {
      if (point === 'written') {
        const theirs = ask('commit-tree', '-p', 'main', '-m', 'theirs', 'main^{tree}');
        git(folder.path, 'update-ref', 'refs/heads/main', theirs);
      }
    };
    await refuses(/main was not moved: .*but expected/, [first], { lands: true, at: { at } });
    assert.equal(ask('log', '-1', '--format=%s', 'main'), 'theirs');
    assert.equal(ask('status', '--porcelain'), ' M a.txt');
  });

  it('are landed with files that the person has deleted since, and that is said', async () => {
    const store = storeWith(folder.path, [first, second]);
    await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: false }, never);
    rmSync(join(folder.path, 'a.txt'));
    const outcome = await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: true }, never);
    assert.ok(outcome.kind === 'committed' && outcome.landing);
    assert.deepEqual(outcome.landing, { kind: 'landed', branch: 'main', files: 2, missing: ['a.txt'] });
    assert.match(
      landingSaid(outcome.landing, outcome).text,
      /^Landed on main: 2 files\. Not in your folder any more, .*: a\.txt\./,
    );
    assert.equal(ask('status', '--porcelain'), ' D a.txt');
  });

  it('keep others from the index while they are landed', async () => {
    const seen: unknown[] = [];
    const at = async (point: string) => {
      if (point === 'written') {
        seen.push(assert.throws(() => git(folder.path, 'add', 'a.txt'), /index\.lock/));
      }
    };
    const outcome = await commit([first], { lands: true, at: { at } });
    assert.equal(seen.length, 1);
    assert.equal(outcome.kind === 'committed' && outcome.landing?.kind, 'landed');
    assert.equal(ask('status', '--porcelain'), '');
  });

  it('are not said to be landed, nor not to be, where that cannot be told', async () => {
    const file = join(folder.path, '.git/HEAD');
    const head = readFileSync(file);
    const at = async (point: string) => void (point === 'swapped' && rmSync(file));
    const outcome = await commit([first], { lands: true, at: { at } });
    put(folder.path, '.git/HEAD', head.toString());
    const landing = outcome.kind === 'committed' ? outcome.landing : undefined;
    assert.match(landing?.kind === 'unsettled' ? landing.message : '', /cannot be told/, JSON.stringify(outcome));
  });

  it('give the index back where something goes wrong in between', async () => {
    const at = async (point: string) => (point === 'locked' ? Promise.reject(new Error('no room')) : undefined);
    const outcome = await commit([first], { lands: true, at: { at } });
    const landing = outcome.kind === 'committed' ? outcome.landing : undefined;
    assert.deepEqual(landing, { kind: 'refused', message: 'no room' });
    git(folder.path, 'add', 'a.txt');
  });

  it('are not cut short when the branch is moved, and nothing is moved once that is cancelled', async () => {
    const stop = new AbortController();
    const store = storeWith(folder.path, [first]);
    const options: CommitOptions = { scope: 'run', lands: false, at: { beforeUpdate: async () => stop.abort() } };
    const outcome = await commitStore(store, { stateRoot: folder.state }, options, stop.signal);
    assert.deepEqual(outcome, { kind: 'cancelled' });
    assert.equal(ask('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  });

  it('wait for an index that is locked, and never take that lock away', async () => {
    const lock = put(folder.path, '.git/index.lock', 'theirs');
    const outcome = await commit([first], { lands: true, at: { waitMs: 300 } });
    assert.match(
      outcome.kind === 'committed' && outcome.landing?.kind === 'refused' ? outcome.landing.message : '',
      /index\.lock exists\. Somebody else has it for 0\.3 seconds/,
    );
    assert.equal(readFileSync(lock, 'utf8'), 'theirs');
    const gone = setTimeout(() => rmSync(lock), 300);
    const store = storeWith(folder.path, [second]);
    const later = await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: true }, never);
    clearTimeout(gone);
    assert.equal(later.kind === 'committed' && later.landing?.kind, 'landed', JSON.stringify(later));
    assert.equal(ask('status', '--porcelain'), '');
  });

  it('stop where they are told to', async () => {
    const stop = new AbortController();
    const at = async (point: string) => void (point === 'written' && stop.abort());
    const store = storeWith(folder.path, [first]);
    const options: CommitOptions = { scope: 'run', lands: true, at: { at } };
    const outcome = await commitStore(store, { stateRoot: folder.state }, options, stop.signal);
    assert.equal(outcome.kind === 'committed' && outcome.landing?.kind, 'cancelled', JSON.stringify(outcome));
    assert.equal(ask('status', '--porcelain'), ' M a.txt');
    assert.equal(existsSync(join(folder.path, '.git/index.lock')), false);
  });

  it('have what git itself would commit, whatever the line ends are and shall be, and leave nothing to commit', async () => {
    const ends = fc.constantFrom('\n', '\r\n');
    const attribute = fc.constantFrom('', 'a.txt text', 'a.txt -text', 'a.txt text=auto', 'a.txt text eol=crlf');
    const setting = fc.constantFrom('true', 'input', 'false');
    await fc.assert(
      fc.asyncProperty(ends, ends, attribute, setting, setting, async (end, other, rule, before, after) => {
        const work = join(folder.path, 'work');
        rmSync(work, { recursive: true, force: true });
        put(work, '.gitattributes', `${rule}\n`);
        put(work, 'a.txt', `one${end}middle${other}last${end}`);
        git(work, 'init', '--quiet');
        git(work, 'config', 'user.name', 'Test');
        git(work, 'config', 'user.email', 'test@example.com');
        git(work, 'config', 'core.autocrlf', before);
        commitAll(work);
        rmSync(join(work, 'a.txt'));
        git(work, 'checkout', '--quiet', 'a.txt');
        git(work, 'config', 'core.autocrlf', after);
        const isClean = git(work, 'status', '--porcelain') === '';
        const store = storeWith(work, [{ path: 'a.txt', from: 'middle', to: 'new\nlines' }]);
        const outcome = await commitStore(store, { stateRoot: folder.state }, { scope: 'run', lands: true }, never);
        assert.ok(outcome.kind === 'committed');
        if (outcome.left.length > 0) {
          // Git would bring in more than our change.
          git(work, 'add', 'a.txt');
          assert.ok(!isClean || git(work, 'diff', '--cached', '--numstat').trim() !== '2\t1\ta.txt');
          return;
        }
        const id = git(work, 'rev-parse', 'HEAD:a.txt');
        assert.equal(git(work, 'status', '--porcelain'), '');
        // Git is made to look at it again.
        utimesSync(join(work, 'a.txt'), 1, 1);
        git(work, 'add', 'a.txt');
        assert.equal(git(work, 'diff', '--cached', '--numstat'), '');
        assert.equal(git(work, 'rev-parse', ':a.txt'), id);
      }),
      { numRuns: 8 },
    );
  });
});
