import { styleText } from 'node:util';
import packageJson from '../../package.json';
import type { ApplyResult, QueueEntry } from '../core/queue/queueEntry';
import { toHiddenText } from '../core/report/hiddenText';
import { toMarkdown } from '../core/report/markdown';
import { toResults } from '../core/report/results';
import { toSarif } from '../core/report/sarif';
import { plainStyle, printable, type Style, toText } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { errorMessage } from '../core/text/errorMessage';
import type { Format } from './values';

/** Nobody reads any more, or there is no room. Whoever listens for errors of the stream has told so. */
let isBroken = false;

/** Writes to standard output, as long as it takes anything. */
export function print(text: string): void {
  void written(text);
}

/** Writes a text in pieces to standard output, each when the one before is out. Resolves when no more is to be written. */
export async function printAll(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
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
export function formatted(store: RunStore, format: Format): Iterable<string> {
  switch (format) {
    case 'text':
      return toText(store, styleOfOutput());
    case 'json':
      return toResults(store);
    case 'sarif':
      return toSarif(store, packageJson.version);
    case 'markdown':
      return toMarkdown(store);
  }
}

/** The findings of a run that are in no list, each with the reason. */
export function hiddenFindings(store: RunStore): Iterable<string> {
  return toHiddenText(store, styleOfOutput());
}

function styleOfOutput(): Style {
  return process.stdout.isTTY ? terminalStyle : plainStyle;
}

/** Whether something could be written; if not, standard error says what and why. */
export async function succeeds(what: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const reason = errorMessage(error);
    process.stderr.write(`${what} could not be written: ${printable(reason)}\n`);
    return false;
  }
}

/** Says on standard error what became of a proposal. */
export function tellResult({ file, finding }: QueueEntry, result: ApplyResult): void {
  const detail = 'reason' in result ? `: ${result.reason}` : 'message' in result ? `: ${result.message}` : '';
  process.stderr.write(`${result.kind}${printable(detail)}: ${printable(file.path)}: ${printable(finding.title)}\n`);
}

const terminalStyle: Style = {
  bold: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
  red: (text) => styleText('red', text),
  yellow: (text) => styleText('yellow', text),
  blue: (text) => styleText('blue', text),
  green: (text) => styleText('green', text),
};
