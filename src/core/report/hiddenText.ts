import { hidingReason } from '../run/hiding';
import type { RunStore } from '../run/store';
import { treatments } from '../strategy/treatment';
import { gathered } from '../text/pieces';
import type { HiddenFinding } from '../types';
import { confirmationLine, findingHead, indent, printable, type Style } from './text';

/**
 * The findings of a run that are in no list, for a person at a terminal, in pieces: grouped by file, each with why it is
 * hidden, then how many they are.
 */
export function toHiddenText(store: RunStore, style: Style): Generator<string> {
  return gathered(eachPiece(store, style));
}

function* eachPiece(store: RunStore, style: Style): Generator<string> {
  const treatmentOf = treatments(store.header.options);
  for (const file of store.files()) {
    const { path, hidden = [] } = file;
    if (hidden.length === 0) {
      continue;
    }
    const { profile } = treatmentOf(file);
    yield `${style.bold(printable(path))}\n`;
    for (const finding of hidden) {
      yield `${findingHead(finding, style)}\n${indent}${style.dim(`hidden ${printable(reasonOf(finding, profile.name))}`)}\n`;
      yield confirmationLine(finding, style);
    }
    yield '\n';
  }
  const { hidden } = store.summary();
  const count = hidden === 1 ? '1 finding is hidden.' : `${hidden === 0 ? 'No' : hidden} findings are hidden.`;
  yield `${style.bold(count)}\n`;
}

/** @param profile the name of the one that its file was reviewed under */
function reasonOf({ hiddenBy, severity, confidence }: HiddenFinding, profile: string): string {
  const reason = hidingReason(hiddenBy, profile);
  return hiddenBy.kind === 'bounds' ? `${reason}: severity ${severity}, confidence ${confidence}` : reason;
}
