/** Folders and names of what an application says, by language, as its frameworks look for it. */
const folder =
  /(?:^|\/)(?:lang|langs|languages|locales?|i18n|l10n|translations?|intl|values-[a-z]{2,3}(?:-r[A-Z]{2})?)\//i;
const name =
  /(?:^|[/._-])(?:messages|strings|locale|translations?|i18n)[._-][a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\.\w+$|(?:^|\/)(?:translations?|i18n)\.\w+$/i;
/** Formats of nothing else: gettext, Flutter, XLIFF, Apple, Fluent. */
const format = /\.(?:po|pot|arb|xlf|xliff|xcstrings|strings|ftl)$/i;
/** A file that is called after a language alone, without those whose code is a word in names of files. */
const languages =
  'ar|bg|bn|ca|cs|da|de|el|en|es|et|eu|fa|fi|fr|gl|he|hi|hr|hu|ja|ko|lt|lv|nb|nl|nn|pl|pt|ro|ru|sk|sl|sr|sv|th|tr|uk|vi|zh';
const language = new RegExp(
  String.raw`(?:^|\/)(?:[a-z]{2}[-_](?:[A-Z]{2}|[A-Z][a-z]{3})|${languages})\.(?:json5?|ya?ml|properties|php|[cm]?[jt]s)$`,
);

/** Whether a file holds what readers see in some language, by its path. */
export function isTranslation(path: string): boolean {
  return [folder, name, format, language].some((pattern) => pattern.test(path));
}
