import { english, type Say } from '../core/text/say';

/** Finds the translation of a message. */
type Translate = (message: string) => string;

/** English, in which messages are written, until the editor says what its language is. */
let translate: Translate = (message) => message;

/** Has messages translated from now on. */
export function translateWith(editor: Translate): void {
  translate = editor;
}

/** Says a message in the editor's language. */
export const t: Say = (message, ...values) => english(translate(message), ...values);
