/** Folders and names of what an application says, by language, as its frameworks look for it. */
const folder = /(?:^|\/)(?:lang|langs|languages|locales?|i18n|l10n|translations?|intl)\//i;
const name = /(?:^|[/._-])(?:messages|strings|locale|translations?|i18n)[._-][a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\.\w+$/i;

/** Whether a file holds what readers see in some language, by its path. */
export function isTranslation(path: string): boolean {
  return folder.test(path) || name.test(path);
}
