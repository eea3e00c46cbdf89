import * as vscode from 'vscode';
import { applyEdits } from '../../core/edits/applyEdits';
import { changeAt, textChanges } from '../../core/edits/textChanges';
import { LineIndex } from '../../core/text/lines';
import { recordedText } from '../../core/text/recorded';
import { textOf } from '../documents';
import { t } from '../l10n';
import { oneLine, withoutFullStop } from '../plainText';
import { rangeOf } from '../problems/problemItems';
import type { Ui } from '../ui';
import type { Previews, Target } from './preview';

/** A preview that a person can write in. */
interface Writable {
  readonly editor: vscode.TextEditor;
  readonly base: string;
  readonly text: string;
}

/** What a person makes of a proposal in its preview, beside typing. All of it can be undone there. */
export class EditWalk {
  readonly #previews: Previews;
  readonly #ui: Ui;

  constructor(previews: Previews, ui: Ui) {
    this.#previews = previews;
    this.#ui = ui;
  }

  /**
   * Leaves one change of the preview out, or all the others: the one at a thread, or else at the cursor.
   *
   * @returns whether the preview has now what is wanted
   */
  async take(target: Target, which: 'alone' | 'others', argument: unknown): Promise<boolean> {
    const writable = this.#writable(target);
    if (!writable) {
      return false;
    }
    const { editor, base, text } = writable;
    const change = changeAt(base, text, lineOf(argument) ?? editor.selection.active.line);
    if (change === undefined || (which === 'others' && change.of === 1)) {
      const none = t('Nothing is changed here any more: type in the right side, or restore the proposed text.');
      this.#ui.problem(change ? t('This is the only change here: skip or dismiss the proposal.') : none);
      return false;
    }
    return this.#write(writable, change[which]);
  }

  /** Makes the proposal again what it was before the person edited it. */
  async restore(target: Target): Promise<void> {
    const { session, entry } = target;
    const writable = this.#previews.isInSight(target) ? this.#writable(target) : undefined;
    const proposed = writable && session.queue.locateProposed(entry, writable.base);
    if (writable && proposed?.kind === 'located') {
      await this.#write(writable, applyEdits(writable.base, proposed.edits));
      return;
    }
    const outcome = await session.queue.forgetEdits(entry.finding.id);
    if (outcome.kind === 'failed') {
      this.#ui.problem(recordedText(outcome.message, t));
    } else {
      this.#ui.status(t('As it was proposed: {0}', oneLine(entry.finding.title)));
    }
  }

  #writable(target: Target): Writable | undefined {
    const editor = this.#previews.editorOf(target);
    const base = editor && this.#previews.baseOf(editor.document.uri);
    if (!editor || base === undefined) {
      this.#ui.problem(t('Open the preview of a proposal first.'));
      return undefined;
    }
    return { editor, base, text: textOf(editor.document) };
  }

  async #write({ editor, text }: Writable, wanted: string): Promise<boolean> {
    const lines = new LineIndex(text);
    const changes = textChanges(text, wanted);
    const isDone = await editor.edit((builder) => {
      for (const { start, end, newText } of changes) {
        builder.replace(rangeOf(lines, { start, end }), newText);
      }
    });
    if (!isDone) {
      this.#ui.problem(t('The editor did not take the change; nothing was done.'));
    }
    return isDone;
  }
}

/** What to say of a proposal whose edits by a person could not be kept. */
export function unkeptMessage({ entry }: Target, message: string): string {
  return t('“{0}” was not applied: {1}.', oneLine(entry.finding.title), withoutFullStop(recordedText(message, t)));
}

/** The line of the thread that a button belongs to, 0-based. */
function lineOf(argument: unknown): number | undefined {
  const range = typeof argument === 'object' && argument !== null && 'range' in argument ? argument.range : undefined;
  return range instanceof vscode.Range ? range.start.line : undefined;
}
