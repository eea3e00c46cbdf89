import type { FileReview } from '../fileReview';
import { groupBy } from '../groupBy';
import { shallowDepth } from '../run/looks';
import type { RunStore } from '../run/store';
import { findingCount } from '../run/summary';
import { counted } from '../text/counted';
import { gathered, gatheredInTime } from '../text/pieces';
import { type CodeReader, codeOf } from './code';
import { findingBlock, findingLine } from './findingText';
import type { Style } from './style';
import { closingText, detailsText } from './summaryText';
import { filesByLooks, partText, printable, sourcesInARow } from './text';

/**
 * The findings and proposed changes of a run for a person at a terminal, in pieces: each with the code around it, or in a
 * line where they are many, then the files that were not reviewed with the reason, who looked at the others, and last what fits on a screen: every file accounted for, the
 * worst findings and what to do next.
 *
 * @param read absent where no code is wanted
 */
export function toText(store: RunStore, style: Style, read?: CodeReader): AsyncGenerator<string> {
  return gatheredInTime(eachPiece(store, style, read));
}

async function* eachPiece(store: RunStore, style: Style, read: CodeReader | undefined): AsyncGenerator<string> {
  yield* findingCount(store.summary()) > mostInFull ? gathered(linesOf(store, style)) : blocksOf(store, style, read);
  const files = [...store.files()];
  yield* listSection('Failed', files, failureText, style.red, style);
  yield* listSection('Skipped', files, skipText, style.dim, style);
  yield* lookersSection(files, style);
  yield detailsText(store, style);
  yield closingText(store, style);
}

/** Of more findings than these each is told in a line: nobody reads the code around thousands. */
const mostInFull = 1_000;

async function* blocksOf(store: RunStore, style: Style, read: CodeReader | undefined): AsyncGenerator<string> {
  for (const { path, findings, textHash } of store.files()) {
    const code = findings.length > 0 ? await codeOf(path, read) : undefined;
    for (const finding of findings) {
      yield `${findingBlock({ path, finding, code, reviewedHash: textHash }, style)}\n`;
    }
  }
}

function* linesOf(store: RunStore, style: Style): Generator<string> {
  const shownSource = sourcesInARow();
  for (const { path, findings } of store.files()) {
    for (const finding of findings) {
      yield findingLine({ path, finding }, style, shownSource(finding));
    }
  }
  yield `\nMore than ${mostInFull} findings: a line for each, without explanation and code.\n\n`;
}

/** Why a file was not reviewed. */
interface Why {
  /** In a word or two. */
  readonly reason: string;
  /** The whole of it. */
  readonly text: string;
}

function* listSection(
  title: string,
  files: readonly FileReview[],
  why: (file: FileReview) => Why | undefined,
  colour: (text: string) => string,
  { bold, fileName, columns }: Style,
): Generator<string> {
  const listed = files.flatMap((file) => {
    const told = why(file);
    return told ? [{ ...told, name: fileName(file.path) }] : [];
  });
  if (listed.length === 0) {
    return;
  }
  yield `${bold(title)}\n`;
  for (const [reason, alike] of groupBy(listed, (one) => one.reason)) {
    const texts = groupBy(alike, ({ text }) => text);
    // Where nearly each has its own numbers, nobody reads hundreds of them.
    const groups = texts.size > mostNamed ? [[`${reason}, each as reports say`, alike] as const] : [...texts];
    for (const [text, group] of groups) {
      const names = group.map(({ name }) => name);
      const rows = names.length > mostNamed ? [someOf(names, columns)] : names;
      for (const row of rows) {
        yield `  ${colour(`${printable(row)}: ${printable(text)}`)}\n`;
      }
    }
  }
  yield '\n';
}

/** Of more files than these, for one and the same reason, so many are named, and the others counted. */
const mostNamed = 5;

/** Of long names fewer, so that a line is enough for them. */
function someOf(names: readonly string[], columns: number): string {
  const lengths = names.slice(0, mostNamed).map((_, index) => names.slice(0, index + 1).join(', ').length);
  const named = Math.max(1, lengths.filter((length) => length <= columns).length);
  return `${names.slice(0, named).join(', ')} and ${names.length - named} others`;
}

/** Who looked at how many files. Those that nobody looked at with rules are counted in what follows. */
function* lookersSection(files: readonly FileReview[], style: Style): Generator<string> {
  const groups = filesByLooks(
    files.filter(({ status }) => !shallowDepth(status)),
    printable,
  );
  if (groups.length > 0) {
    yield `${style.bold('Looked at by')}\n`;
    for (const [looks, group] of groups) {
      yield `  ${style.dim(`${looks}: ${counted(group.length, 'file')}`)}\n`;
    }
    yield '\n';
  }
}

function failureText({ status }: FileReview): Why | undefined {
  const text = status.kind === 'failed' ? `${status.reason}. ${status.message}${partText(status)}` : '';
  // What went wrong with a file is told of each.
  return text === '' ? undefined : { reason: text, text };
}

function skipText({ status }: FileReview): Why | undefined {
  return status.kind === 'skipped'
    ? { reason: status.reason, text: `${status.reason} (${status.message})` }
    : undefined;
}
