import { styleText } from 'node:util';
import { reportFormats } from '../core/export/formats';
import type { ApplyResult, QueueEntry } from '../core/queue/queueEntry';
import { toHiddenText } from '../core/report/hiddenText';
import type { PageWorld } from '../core/report/page/html';
import { plainStyle, printable, type Style, toText } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { errorMessage } from '../core/text/errorMessage';
import { program } from './calledAs';
import type { Format } from './values';

/** Nobody reads any more, or there is no room. Whoever listens for errors of the stream has told so. */
let isBroken = false;

/** Writes to standard output, as long as it takes anything. */
export function print(text: string): void {
  void written(text);
}

/** Writes a text in pieces to standard output, each when the one before is out. Resolves when no more is to be written. */
export async function printAll(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    if (isBroken) {
      return;
    }
    await written(piece);
  }
}

function written(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (isBroken) {
      resolve();
      return;
    }
    process.stdout.write(text, (error) => {
      isBroken ||= error instanceof Error;
      resolve();
    });
  });
}

/** The results of a run in the form that was asked for; in colours where a person reads them. */
export function formatted(store: RunStore, format: Format, world: PageWorld): Iterable<string> | AsyncIterable<string> {
  return format === 'text' ? toText(store, styleOfOutput()) : reportFormats[format].write(store, world);
}

/** The findings of a run that are in no list, each with the reason. */
export function hiddenFindings(store: RunStore): Iterable<string> {
  return toHiddenText(store, styleOfOutput());
}

/** Colours where a person reads them. */
export function styleOfOutput(): Style {
  return { ...(process.stdout.isTTY ? terminalStyle : plainStyle), program };
}

/** Whether something could be written; if not, standard error says what and why. */
export async function succeeds(what: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const reason = errorMessage(error);
    tell(`${what} could not be written: ${reason}`);
    return false;
  }
}

/** Says something to the person on standard error, on lines of its own. */
export function tell(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Says on standard error what became of a proposal. */
export function tellResult({ file, finding }: QueueEntry, result: ApplyResult): void {
  const detail = 'reason' in result ? `: ${result.reason}` : 'message' in result ? `: ${result.message}` : '';
  tell(`${result.kind}: ${file.path}: ${finding.title}${detail}`);
}

const terminalStyle: Omit<Style, 'program'> = {
  bold: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
  red: (text) => styleText('red', text),
  yellow: (text) => styleText('yellow', text),
  blue: (text) => styleText('blue', text),
  green: (text) => styleText('green', text),
};
