import { writeFileSync } from 'node:fs';
import { bundleFile, editorMessages, languages, readBundle } from './bundles';

/*
 * `npm run l10n`: brings the bundles in line with the sources. What is new stands in the translations as an empty text, which
 * `npm run check` does not let pass; what nobody says any more is gone.
 */

const messages = editorMessages();
const write = (language: string | undefined, textOf: (message: string) => string) =>
  writeFileSync(
    bundleFile(language),
    `${JSON.stringify(Object.fromEntries(messages.map((message) => [message, textOf(message)])), undefined, 2)}\n`,
  );

write(undefined, (message) => message);
for (const language of languages) {
  const translations = readBundle(language);
  const missing = messages.filter((message) => !translations[message]);
  write(language, (message) => translations[message] ?? '');
  console.log(missing.length === 0 ? `${language}: all is translated.` : `${language}:\n${missing.join('\n')}`);
}
