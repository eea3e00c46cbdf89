import { maskSpans } from './maskSpans';
import { assignedSecrets } from './secretKinds/assigned';
import { issuedKinds } from './secretKinds/issued';
import { findKinds, type Secret } from './secretKinds/kind';
import { namedKinds } from './secretKinds/named';
import { privateKeys } from './secretKinds/privateKeys';
import { splitSecrets } from './secretKinds/split';

const kinds = [...issuedKinds, ...namedKinds];

/** In a short text every credential has a long word, or one of these words with it. Most titles and messages do not. */
const worthALook = /[\w+/=.:~*-]{16}|:\/\/|pass|mysql|mariadb|pwd|secret|token|credential|key|curl|auth/i;
/** In UTF-16 code units. */
const shortText = 1_000;

/** Finds credentials in order. They do not overlap. Precise rather than complete: a placeholder is not a secret. */
export function findSecrets(text: string): Secret[] {
  if (text.length < shortText && !worthALook.test(text)) {
    return [];
  }
  const lower = text.toLowerCase();
  const found = [
    ...findKinds(text, lower, kinds),
    ...privateKeys(text),
    ...assignedSecrets(text, lower),
    ...splitSecrets(text),
  ];
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
  return maskSpans(text, findSecrets(text));
}
