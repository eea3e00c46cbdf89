import { maskSpans } from './maskSpans';
import { assignedHints, assignedSecrets } from './secretKinds/assigned';
import { issuedKinds } from './secretKinds/issued';
import { createHintSearch, createKindFinder, type Secret } from './secretKinds/kind';
import { namedKinds } from './secretKinds/named';
import { privateKeys } from './secretKinds/privateKeys';
import { splitSecrets } from './secretKinds/split';

const kinds = [...issuedKinds, ...namedKinds];
const findHints = createHintSearch([...kinds, { hints: assignedHints }]);
const findKinds = createKindFinder(kinds);

/** In a short text every credential has a long word, or one of these words with it. Most titles and messages do not. */
const worthALook =
  /(?<![\w+/=.:~*-])[\w+/=.:~*-]{16}|:\/\/|pass|mysql|mariadb|pwd|secret|token|credential|key|curl|auth/i;
/** In UTF-16 code units. */
const shortText = 1_000;

/** So many are remembered, and as many from before. */
const mostRemembered = 4_000;
/** Short texts without a secret: what is found is masked for the journal and for each report. Those asked for last, and before. */
let harmless = new Set<string>();
let harmlessBefore = new Set<string>();

/** Finds credentials in order. They do not overlap. Precise rather than complete: a placeholder is not a secret. */
export function findSecrets(text: string): Secret[] {
  if (text.length >= shortText) {
    return secretsIn(text);
  }
  if (harmless.has(text)) {
    return [];
  }
  const found = harmlessBefore.has(text) || !worthALook.test(text) ? [] : secretsIn(text);
  if (found.length === 0) {
    harmless.add(text);
    if (harmless.size >= mostRemembered) {
      harmlessBefore = harmless;
      harmless = new Set();
    }
  }
  return found;
}

function secretsIn(text: string): Secret[] {
  const hinted = findHints(text.toLowerCase());
  // Most texts that are worth a look have no hint, every longer path among them.
  const isHinted = hinted.size > 0;
  const found = [
    ...(isHinted ? findKinds(text, hinted) : []),
    ...privateKeys(text),
    ...(isHinted ? assignedSecrets(text, hinted) : []),
    ...splitSecrets(text, hinted),
  ];
  if (found.length === 0) {
    return found;
  }
  found.sort((a, b) => a.start - b.start || Number(b.isReported) - Number(a.isReported) || b.end - a.end);
  const kept: Secret[] = [];
  for (const secret of found) {
    const last = kept.at(-1);
    if (last === undefined || secret.start >= last.end) {
      kept.push(secret);
    } else {
      kept[kept.length - 1] = together(last, secret);
    }
  }
  return kept;
}

/** Two that overlap as one, which is what the first of them that is reported is. */
function together(first: Secret, second: Secret): Secret {
  const { kind, isReported } = second.isReported && !first.isReported ? second : first;
  return { kind, isReported, start: first.start, end: Math.max(first.end, second.end) };
}

/** The text with every character of a secret replaced by `*`: same length, same line breaks. */
export function maskSecrets(text: string): string {
  const found = findSecrets(text);
  return found.length === 0 ? text : maskSpans(text, found);
}
