import { hidingReason } from '../run/hiding';
import type { RunStore } from '../run/store';
import { treatments } from '../strategy/treatment';
import { gatheredInTime } from '../text/pieces';
import type { HiddenFinding } from '../types';
import type { CodeReader } from './code';
import { codeOf } from './code';
import { hiddenBlock } from './findingText';
import type { Style } from './style';

/**
 * The findings of a run that are in no list, for a person at a terminal, in pieces: each with why it is hidden and
 * the code around it, then how many they are.
 *
 * @param read absent where no code is wanted
 */
export function toHiddenText(store: RunStore, style: Style, read?: CodeReader): AsyncGenerator<string> {
  return gatheredInTime(eachPiece(store, style, read));
}

async function* eachPiece(store: RunStore, style: Style, read: CodeReader | undefined): AsyncGenerator<string> {
  const treatmentOf = treatments(store.header.options);
  for (const file of store.files()) {
    const { path, textHash, hidden = [] } = file;
    if (hidden.length === 0) {
      continue;
    }
    const { profile } = treatmentOf(file);
    const code = await codeOf(path, read);
    for (const finding of hidden) {
      const one = { path, finding, code, reviewedHash: textHash };
      yield `${hiddenBlock(one, reasonOf(finding, profile.name), style)}\n`;
    }
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
