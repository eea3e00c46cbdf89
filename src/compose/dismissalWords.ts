import { join } from 'node:path';
import { type DismissalLine, formatDismissals, parseDismissals } from '../core/dismissals/dismissalLines';
import { sharedDismissals } from '../core/dismissals/dismissals';
import type { RunOptions } from '../core/options';
import { printable } from '../core/report/text';
import { dismissalText } from '../core/run/hiding';
import { english } from '../core/text/say';
import type { WordsAnswer } from '../core/wishes/folderSay';
import { waitingCalls } from '../workspace/fileCalls';
import { complaintAbout, readRegularFile } from '../workspace/regularFile';
import { type Approvals, approveOnce, type Speaker, wordsKey } from './folderWords';

/** Bytes; a line is some hundreds. */
const maxSize = 64 * 1024 * 1024;

/** Whether the person lets the folder's own dismissals count, which hide findings, by all that its file says. */
export interface Agreement {
  /** Whether the file is looked at at all. */
  hears(): boolean;
  holds(words: string): boolean;
  /** What is made of words that hold by the person's own doing holds, too. */
  renew(words: string): PromiseLike<void>;
}

/** For whom the folder's own file counts as it is, and what it hides is told: the command line. */
export const agreedToAll: Agreement = { hears: () => true, holds: () => true, renew: async () => {} };

/** What a person has agreed to in a folder (real path), while it is heard. */
export function agreementIn(memory: Approvals['memory'], realPath: string, hears = () => true): Agreement {
  const key = (words: string) => wordsKey(realPath, identityOf(words));
  return {
    hears,
    holds: (words) => words === '' || memory.get(key(words)) === true,
    renew: (words) => memory.update(key(words), true),
  };
}

/** The text of the folder's own file; empty where there is none. Rejects with the reason. */
export async function readShared(folder: string): Promise<string> {
  const read = await readRegularFile(waitingCalls, folder, sharedDismissals, maxSize);
  if (read.kind === 'bytes') {
    return read.bytes.toString();
  }
  if (read.kind === 'failed' && read.reason === 'file deleted') {
    return '';
  }
  throw new Error(`${join(folder, sharedDismissals)}: ${complaintAbout(read)}`);
}

/**
 * Shows what the folder dismisses before it counts, once for each wording. Undefined when the person turns away; what
 * cannot be read counts for nothing, and nothing is asked of it.
 */
export async function approveDismissals(approvals: Approvals & Speaker): Promise<WordsAnswer | undefined> {
  const parsed = parseDismissals(await readShared(approvals.realPath).catch(() => ''));
  const lines = parsed.kind === 'lines' ? parsed.lines : [];
  if (lines.length === 0) {
    return 'use';
  }
  const { t = english } = approvals;
  const question = t(
    '“{0}” dismisses {1, plural, one {# finding} other {# findings}} of its own accord, in {2}: they would be hidden, and counted. Use that?',
    ...[printable(approvals.name), lines.length, sharedDismissals],
  );
  const identity = identityOf(formatDismissals(lines));
  return approveOnce({ question, text: lines.map(lineOf).join('\n'), identity }, approvals, false);
}

/** Options that say that what the folder dismisses is shown. */
export function withoutDismissals(options: RunOptions): RunOptions {
  const { leavesOut = [], notes = [], ...share } = options.folderShare ?? {};
  const note = `What ${sharedDismissals} dismisses is shown: you do not use it.`;
  return { ...options, folderShare: { ...share, leavesOut, notes: [...notes, note] } };
}

function identityOf(words: string): string {
  return JSON.stringify(['dismissals', words]);
}

function lineOf({ dismissal }: DismissalLine): string {
  const { path, source, rule, title, reason, note } = dismissal;
  const why = dismissalText({ ...(reason && { reason }), ...(note !== undefined && { note }) });
  return `${path}: ${title} (${rule === undefined ? source : `${source}/${rule}`})${why === '' ? '' : `, ${why}`}`;
}
