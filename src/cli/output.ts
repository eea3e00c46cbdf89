import { inWords } from '../core/edits/proposalState';
import { reportFormats } from '../core/export/formats';
import type { Workspace } from '../core/ports';
import { type ApplyResult, isSetback, type QueueEntry } from '../core/queue/queueEntry';
import type { CodeReader } from '../core/report/code';
import { locationText } from '../core/report/findingText';
import { toHiddenText } from '../core/report/hiddenText';
import type { PageWorld } from '../core/report/page/html';
import { toText } from '../core/report/runText';
import type { Style } from '../core/report/style';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { errorMessage } from '../core/text/errorMessage';
import { styleOf } from './terminal';
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

/** The results of a run in the form that was asked for; for a person with the code around what was found. */
export function formatted(
  store: RunStore,
  format: Format,
  world: PageWorld,
  workspace: Workspace,
): Iterable<string> | AsyncIterable<string> {
  return format === 'text'
    ? toText(store, styleOfOutput(store.header.folder), codeReader(workspace))
    : reportFormats[format].write(store, world);
}

/** The findings of a run that are in no list, each with the reason. */
export function hiddenFindings(store: RunStore, workspace: Workspace): AsyncIterable<string> {
  return toHiddenText(store, styleOfOutput(store.header.folder), codeReader(workspace));
}

/** Reads what files have in them now. */
export function codeReader({ read }: Workspace): CodeReader {
  return async (path) => {
    const found = await read(path);
    return found.kind === 'text' ? found.snapshot : undefined;
  };
}

/** For whoever reads standard output. @param folder that is reviewed (real path) */
export function styleOfOutput(folder: string): Style {
  return styleOf(process.stdout, folder);
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

/** Says on standard error what became of a proposal. @param folder that is reviewed (real path) */
export function tellResult({ file, finding }: QueueEntry, result: ApplyResult, folder: string): void {
  const style = styleOf(process.stderr, folder);
  const detail = 'reason' in result ? `: ${result.reason}` : 'message' in result ? `: ${result.message}` : '';
  const noted = 'warnings' in result ? result.warnings.map((warning) => ` (${warning})`).join('') : '';
  const kind = style[isSetback(result) ? 'red' : 'green'](`${inWords(result.kind)}:`);
  const place = locationText({ path: file.path, finding }, style);
  process.stderr.write(`${kind} ${place}: ${printable(`${finding.title}${detail}${noted}`)}\n`);
}
