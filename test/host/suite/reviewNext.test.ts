import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toElementId } from '../../../src/vscode/elements';
import { reviewNext } from '../../../src/vscode/runs/reviewNext';
import { Sessions } from '../../../src/vscode/sessions';
import { reviewed } from '../../unit/fakes';
import { closeEverything, makeFolder, openIn, until } from '../reviewedFolder';
import { scriptedSession } from '../scriptedSession';

const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];

describe('Prioritize', () => {
  const sessions = new Sessions();
  let order: string[];
  let release = () => {};

  /** A run of one file at a time that stands at its first file until `release` is called. */
  async function startHeld() {
    order = [];
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const folder = makeFolder(Object.fromEntries(names.map((name) => [name, name])));
    const session = scriptedSession({
      folder,
      files: new Map(names.map((name) => [name, name])),
      maxParallelFiles: 1,
      options: { reviewers: ['model'] },
      review: async (file) => {
        order.push(file.path);
        await held;
        return reviewed(file, []);
      },
    });
    sessions.add(session);
    void session.run.start();
    await until(() => order.length === 1, 'the first file');
    const waiting = names.filter((name) => name !== order[0]);
    const element = (path: string) => toElementId({ kind: 'file', run: session.run.store.header.id, path });
    return { session, folder, waiting, element };
  }

  afterEach(async () => {
    release();
    for (const session of [...sessions.all()]) {
      sessions.remove(session);
      await session.run.settled();
    }
    await closeEverything();
  });
  after(() => sessions.dispose());

  it('puts the file of a row before all others that wait', async () => {
    const { session, waiting, element } = await startHeld();
    const last = waiting.at(-1) ?? '';
    assert.equal(await reviewNext(element(last), sessions), `${last} is reviewed next.`);
    release();
    await session.run.settled();
    assert.equal(order[1], last);
    assert.deepEqual(order.toSorted(), names);
  });

  it('takes the file in the editor that has the focus', async () => {
    const { session, folder, waiting } = await startHeld();
    const last = waiting.at(-1) ?? '';
    await vscode.window.showTextDocument(await openIn(folder, last));
    assert.equal(await reviewNext(undefined, sessions), `${last} is reviewed next.`);
    release();
    await session.run.settled();
    assert.equal(order[1], last);
  });

  it('says so when there is nothing to put first', async () => {
    const { folder, element } = await startHeld();
    assert.equal(await reviewNext(element(order[0] ?? ''), sessions), `${order[0]} is under review already.`);
    assert.equal(await reviewNext(element('none.txt'), sessions), 'This file is not part of a review.');
    assert.equal(await reviewNext('nonsense', sessions), 'This file is not part of a review.');
    assert.equal(
      await reviewNext(vscode.Uri.joinPath(folder, '..', 'x.txt'), sessions),
      'This file is not part of a review.',
    );
    assert.equal(order.length, 1);
  });
});
