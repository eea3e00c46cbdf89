import { maskSpans } from '../text/maskSpans';
import { findSecrets } from '../text/secrets';
import { TextSecrets } from '../text/textSecrets';
import type { FileSnapshot, Span } from '../types';
import { emptyAnswers } from './echo';

/** A text as a model gets to see it: same length, same line breaks, `*` for what is masked. */
export interface ShownText {
  readonly shown: string;
  /** In order. */
  readonly masked: readonly Span[];
}

/**
 * Masks what a model must not see: secrets, unless the text stays on this machine, and always what it could copy as the
 * answer that nothing was found.
 */
export function shownText(text: string, staysHere: boolean): ShownText {
  const secrets = staysHere ? [] : findSecrets(text);
  const withoutSecrets = maskSpans(text, secrets);
  const answers = emptyAnswers(withoutSecrets);
  const masked = [...secrets, ...answers].sort((a, b) => a.start - b.start);
  return { shown: maskSpans(withoutSecrets, answers), masked };
}

/** A file as a model gets to see it. */
export interface ShownFile extends ShownText {
  /** Its name and its text are the shown ones. */
  readonly file: FileSnapshot;
  /** Masks words that go along with it, as what other files define: the file's own secrets, too, which others may not tell. */
  readonly along: (words: string) => string;
}

/** Masks a file, in its name too, once, in however many parts it is reviewed. */
export function showingFiles(staysHere: boolean): (file: FileSnapshot) => ShownFile {
  const known = new WeakMap<FileSnapshot, ShownFile>();
  return (file) => {
    const before = known.get(file);
    if (before) {
      return before;
    }
    const text = shownText(file.text, staysHere);
    const path = shownText(file.path, staysHere).shown;
    const hasSecrets = text.masked.length > 0 || path !== file.path;
    const own = hasSecrets && !staysHere ? new TextSecrets(file.text, file.path) : undefined;
    const along = (words: string) => shownText(own?.mask(words) ?? words, staysHere).shown;
    const made = { ...text, along, file: { ...file, path, text: text.shown } };
    known.set(file, made);
    return made;
  };
}
