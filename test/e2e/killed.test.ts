import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addLine, editedOf, keptFiles, textOf } from '../cli/cutShort';
import { isComplete } from '../complete';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { isAlive } from './evaluate';
import {
  clearReview,
  clickRowButton,
  editorButton,
  reviewByRightClick,
  reviewRow,
  showReviews,
  until,
  untilPreview,
  useModel,
} from './review';

/** Durable writes of the extension host: it is killed before so many of them, in the middle of a review or of an edit. */
const points = [
  { when: 'the review', writes: 3 },
  { when: 'the review', writes: 6 },
  { when: 'the review', writes: 11 },
  { when: 'an edit', writes: 1 },
  { when: 'the record of an edit that is made', writes: 1 },
] as const;

/** Of these every time. */
const inShare: readonly number[] = [1, 4];

/** VS Code in a browser writes after so many milliseconds what an extension remembers. */
const writesMs = 1_500;

/** Names that no other folder has, as answers are kept by text, and told by the name of the file. */
const namesOf = (point: number): string[] => ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${letter}${point}.txt`);

describe('an extension host that is killed', () => {
  const workspace = temporaryFolder();
  let model: ModelServer;
  let editor: Editor;

  before(async () => {
    for (const [point] of points.entries()) {
      mkdirSync(path.join(workspace, `p${point}`));
      for (const name of namesOf(point)) writeFileSync(path.join(workspace, `p${point}`, name), textOf(name));
    }
    model = await startModelServer({ reply: addLine });
    editor = await openEditor({ folder: workspace, settings: { 'folderReview.reviewers': ['model'] } });
    await useModel(editor, model.url);
  });
  after(async () => {
    await editor?.close();
    await model?.stop();
  });

  /**
   * Has the extension host kill itself before so many durable writes more, and answers with what waits for that.
   *
   * @param edited only those count at which this file holds an edit
   */
  const killBefore = async (writes: number, edited?: string): Promise<() => Promise<void>> => {
    const host = await editor.evaluateInHost(
      async (_, { count, file }: { count: number; file?: string | undefined }) => {
        const fs = process.getBuiltinModule('node:fs');
        const handle = await fs.promises.open('/dev/null');
        const calls = Object.getPrototypeOf(handle);
        await handle.close();
        const { datasync } = calls;
        let left = count;
        calls.datasync = function () {
          left -= file === undefined || fs.readFileSync(file, 'utf8').includes('added') ? 1 : 0;
          if (left === 0) process.kill(process.pid, 'SIGKILL');
          return datasync.call(this);
        };
        return process.pid;
      },
      { count: writes, file: edited },
    );
    return () => until(() => !isAlive(host), 'the end of the extension host');
  };

  for (const [point, { when, writes }] of points.entries()) {
    if (!isComplete && !inShare.includes(point)) continue;
    it(`before durable write ${writes} of ${when} comes back as it was, and the work goes on`, async () => {
      const { page } = editor;
      const folder = `p${point}`;
      const [first = ''] = namesOf(point);
      const read = (name: string) => readFileSync(path.join(workspace, folder, name), 'utf8');
      const openFirst = async () => {
        await showReviews(page);
        await reviewRow(page, `${first}, 1 finding`).click();
        await reviewRow(page, `info, Add to ${first}`).first().click();
        await untilPreview(page, new RegExp(`^${first}: `), 'added');
      };
      const isReview = when === 'the review';
      const killedReview = isReview ? await killBefore(writes) : undefined;
      await reviewByRightClick(page, folder);
      if (killedReview) {
        await killedReview();
      } else {
        await reviewRow(page, `${folder}, 6 findings, 6/6 reviewed`).waitFor();
        await openFirst();
        await sleep(writesMs);
        const edited = when === 'an edit' ? undefined : path.join(workspace, folder, first);
        const killed = await killBefore(writes, edited);
        await editorButton(page, 'Apply').click();
        await killed();
      }
      const kept = keptFiles(path.join(editor.stateHome, 'folder-review'));
      model.clear();
      // A window of an extension under development does not start it again; a person loads the window again.
      await sleep(writesMs);
      await editor.reload();
      if (isReview) {
        const interrupted = reviewRow(page, new RegExp(`^${folder}, interrupted`));
        const finished = reviewRow(page, `${folder}, 6 findings, 6/6 reviewed`);
        await showReviews(page);
        await interrupted.or(finished).waitFor();
        assert.deepEqual(model.requests, []);
        // Where the last file had come to its end, nothing is left to go on with.
        if (await interrupted.isVisible()) {
          await clickRowButton(interrupted, 'Resume', finished);
        }
        const sent = model.requests.map(({ file }) => file).sort();
        assert.deepEqual(
          sent,
          namesOf(point).filter((name) => !kept.includes(name)),
        );
        await openFirst();
      }
      const isApplied = read(first) === editedOf(first);
      assert.ok(isApplied || read(first) === textOf(first), read(first));
      assert.ok(isApplied || when !== 'the record of an edit that is made');
      if (!isApplied) {
        // In the queue it is where it was.
        await untilPreview(page, new RegExp(`^${first}: `), 'added');
        await editorButton(page, 'Apply').click();
      }
      await showReviews(page);
      const applied = '6 findings, 5 \\w+ open, 1 applied, 6/6 reviewed';
      await reviewRow(page, new RegExp(`^${folder}, ${applied}`)).waitFor();
      assert.equal(read(first), editedOf(first));
      await editor.evaluateInHost(({ commands }) => commands.executeCommand('workbench.action.closeAllEditors'));
      await clearReview(editor);
    });
  }
});
