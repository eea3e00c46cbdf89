import { isRecord } from '../../isRecord';
import { type Severity, severities } from '../../types';
import type { Entry } from './entries';
import { severityOf } from './levels';
import { names, saidUnder } from './names';
import { maxParts } from './readEdits';

/** An entry of a reply, which may stand there several times. */
interface Weighed {
  readonly entry: Entry;
  /** Its first place in the reply, from 0. */
  readonly index: number;
  /** How often it stands there, word for word. */
  readonly times: number;
}

interface Heaviest {
  readonly heaviest: readonly Weighed[];
  /** How many more there are that differ. */
  readonly others: number;
}

/**
 * As many entries as there may be, each once and in the order of the reply: those that say they weigh the most. What is no
 * object weighs nothing.
 */
export function heaviestOf(entries: readonly Entry[], most: number): Heaviest {
  const different = eachOnce(entries);
  if (different.length <= most) {
    return { heaviest: different, others: 0 };
  }
  const byWeight = [...severities, undefined].flatMap((level) =>
    different.filter(({ entry }) => claimedSeverity(entry) === level),
  );
  const heaviest = byWeight.slice(0, most).sort((a, b) => a.index - b.index);
  return { heaviest, others: different.length - most };
}

/** What can be read in two ways may differ where it looks the same. */
function eachOnce(entries: readonly Entry[]): readonly Weighed[] {
  const ids = new Map<unknown, number>();
  const idOf = (object: unknown) => {
    const id = ids.get(object) ?? ids.size;
    ids.set(object, id);
    return id;
  };
  const known = new Map<unknown, { entry: Entry; index: number; times: number }>();
  for (const [index, entry] of entries.entries()) {
    const { said, within, file, severity, around } = entry;
    const isPlain = within.unclear.size + within.doubtful.size === 0;
    const key = isPlain ? JSON.stringify([idOf(within), idOf(around.at(-1)), file, severity, said]) : entry;
    const same = known.get(key);
    if (same) {
      same.times += 1;
    } else {
      known.set(key, { entry, index, times: 1 });
    }
  }
  return [...known.values()];
}

/** What an entry weighs by its own words, as far as those need no reading. */
function claimedSeverity({ said, severity }: Entry): Severity | undefined {
  if (!isRecord(said) || Object.keys(said).length > maxParts) {
    return undefined;
  }
  const [own] = saidUnder(said, names.severity);
  return severityOf(own) ?? severity ?? 'warning';
}
