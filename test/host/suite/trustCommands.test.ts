import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunOptions } from '../../../src/core/options';
import { toElementId } from '../../../src/vscode/elements';
import { registerGuardedCommand } from '../../../src/vscode/guardedCommand';
import { commandIds } from '../../../src/vscode/ids';
import { Previews } from '../../../src/vscode/queue/preview';
import { QueueWalk } from '../../../src/vscode/queue/queueWalk';
import { RunCommands } from '../../../src/vscode/runs/runCommands';
import { editorRunUi } from '../../../src/vscode/runs/runUi';
import { Sessions } from '../../../src/vscode/sessions';
import { whereTrusted } from '../../../src/vscode/trust';
import { reviewed } from '../../unit/fakes';
import { recordingUi } from '../reviewedFolder';
import { type ScriptedSession, scriptedSession } from '../scriptedSession';

const log = { info: () => {}, error: () => {}, show: () => {} };
const folder = vscode.Uri.file('/nowhere');

/** A review that was interrupted before its only file came to its end. */
async function interrupted(options: Partial<RunOptions>): Promise<ScriptedSession & { readonly reviews: string[] }> {
  const reviews: string[] = [];
  const files = new Map([['a.ts', 'a']]);
  const session = scriptedSession({
    ...{ folder, files, options },
    review: async (file, { signal }) => {
      reviews.push(file.path);
      if (reviews.length === 1) {
        session.run.interrupt();
      }
      return signal.aborted ? { kind: 'cancelled' } : reviewed(file, []);
    },
  });
  await session.run.start();
  assert.equal(session.run.store.state.kind, 'interrupted');
  return { ...session, reviews };
}

describe('commands in a window that is not trusted', () => {
  let sessions: Sessions;
  beforeEach(() => {
    sessions = new Sessions();
  });
  afterEach(() => sessions.dispose());

  it('do nothing where they need trust, whoever calls them, and what they do where they do not', async () => {
    const called: string[] = [];
    // Their own ids are taken by the extension itself.
    for (const [command, taken] of [
      [commandIds.verify, false],
      [commandIds.showLog, true],
    ] as const) {
      const { registerCommand } = vscode.commands;
      let run: (() => unknown) | undefined;
      Object.assign(vscode.commands, {
        registerCommand: (_: string, handler: () => unknown) => {
          run = handler;
          return { dispose: () => {} };
        },
      });
      try {
        registerGuardedCommand(command, log, () => void called.push(command));
      } finally {
        Object.assign(vscode.commands, { registerCommand });
      }
      await run?.();
      assert.equal(called.includes(command), taken, command);
    }
  });

  it('go on with no review that began in trust, neither asked nor offered, and say why; but with one that did not', async () => {
    const told: string[] = [];
    const ui = { ...editorRunUi, tell: async (_: string, message: string) => void told.push(message) };
    const start = async () => assert.fail('It was started.');
    const turnedDown = { has: () => false, set: async () => {} };
    const [trusted, untrusted] = [await interrupted({}), await interrupted({ untrusted: true })];
    sessions.add(trusted);
    const [restored, branchesOf] = [Promise.resolve(), async () => []];
    const commands = new RunCommands({ ...{ sessions, log, start, restored, turnedDown, branchesOf }, ui });
    const row = (session: ScriptedSession) => toElementId({ kind: 'run', run: session.run.store.header.id });
    await restored;
    await commands.resume(row(trusted));
    await commands.retries.retry(row(trusted));
    await trusted.run.settled();
    const why = 'Not available in Restricted Mode: this review began in a trusted folder and goes on only in one.';
    assert.deepEqual(told, [why, why]);
    assert.deepEqual([trusted.reviews, trusted.run.store.state.kind], [['a.ts'], 'interrupted']);
    sessions.add(untrusted);
    await commands.resume(row(untrusted));
    await untrusted.run.settled();
    assert.deepEqual([untrusted.reviews, untrusted.run.store.state.kind], [['a.ts', 'a.ts'], 'finished']);
    commands.dispose();
  });

  it('ask no git whether the folder is what was tested, whichever applies what is verified', async () => {
    const session = {
      ...(await interrupted({ untrusted: true })),
      verifier: { verify: fails, provenNow: fails, checkTree: fails, output: fails },
    };
    sessions.add(session);
    const walk = new QueueWalk({ sessions, previews: new Previews(sessions), ui: recordingUi().ui });
    await walk.bulk.applyAllVerified(toElementId({ kind: 'run', run: session.run.store.header.id }));
  });

  it('take no step of a review that began in trust', async () => {
    const taken: string[] = [];
    const step = async (name: string) => {
      taken.push(name);
      return { kind: 'done' } as const;
    };
    const refused = await whereTrusted({}, step)('trusted');
    const done = await whereTrusted({ untrusted: true }, step)('untrusted');
    assert.deepEqual([refused.kind, done.kind, taken], ['failed', 'done', ['untrusted']]);
  });
});

async function fails(): Promise<never> {
  assert.fail('Git or a command would have been asked.');
}
