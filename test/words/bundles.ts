import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesIn } from './messagesIn';

const root = join(import.meta.dirname, '../..');

/** The folder that `l10n` of package.json names. */
export const bundleFile = (language?: string): string =>
  join(root, 'l10n', language === undefined ? 'bundle.l10n.json' : `bundle.l10n.${language}.json`);

/** The languages that there are beside English. */
export const languages: readonly string[] = readdirSync(join(root, 'l10n')).flatMap(
  (file) => /^bundle\.l10n\.([\w-]+)\.json$/.exec(file)?.[1] ?? [],
);

/** Translations by the English messages. */
export const readBundle = (language?: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(bundleFile(language), 'utf8'));

type Source = { readonly file: string } & ReturnType<typeof messagesIn>;

const read = (folder: string, file: string): Source => ({
  file,
  ...messagesIn(readFileSync(join(root, folder, file), 'utf8')),
});

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

const sourcesIn = (folder: string): readonly Source[] => filesIn(folder).map((file) => read(folder, file));

/** The sources of the editor's side, relative to `src/vscode`, with what they say. */
export const editorSources = (): readonly Source[] => sourcesIn('src/vscode');

/** The sources of the product, but for those of the command line, by their files relative to `src`. */
export const allSources = (): ReadonlyMap<string, string> =>
  new Map(
    filesIn('src')
      .filter((file) => !file.startsWith('cli'))
      .map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]),
  );

/** Every message once that can be translated, in the order of the sources: of the editor's side, and of what it shares. */
export const editorMessages = (): readonly string[] => [
  ...new Set(
    [
      ...editorSources(),
      read('src', 'extension.ts'),
      ...['src/compose', 'src/core', 'src/endpoints'].flatMap(sourcesIn),
    ].flatMap(({ translated }) => translated.map(({ text }) => text)),
  ),
];
