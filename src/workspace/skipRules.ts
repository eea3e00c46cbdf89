import { sharedDismissals } from '../core/dismissals/dismissals';
import type { AlsoReviewable } from '../core/fileReview';
import { languageOf } from '../core/text/language';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import { generatedBy } from './generated';
import type { Skip } from './listing';
import { tooLarge } from './tooLarge';
import { vendoredByText } from './vendoredText';

const lockFiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'Cargo.lock',
  'Gemfile.lock',
  'Podfile.lock',
  'Pipfile.lock',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'composer.lock',
  'go.sum',
  'go.work.sum',
  'flake.lock',
  'mix.lock',
  'pubspec.lock',
  'packages.lock.json',
  'gradle.lockfile',
  '.terraform.lock.hcl',
  'Package.resolved',
]);

const minifiedName = /[.-]min\.(js|mjs|cjs|css|html|json|svg)$/i;
const generatedName =
  /(\.generated\.[^.]+|\.pb\.(go|cc|h|swift|dart)|_pb2(_grpc)?\.pyi?|_pb\.(js|ts|d\.ts|rb)|\.g\.(dart|cs|kt)|\.freezed\.dart|\.designer\.(cs|vb)|\.(js|mjs|cjs|css)\.map|\.snap)$/i;

/** UTF-16 code units. A file is taken as made by a tool, not for people, when its lines are longer on average … */
const longestMeanLine = 500;
/** … or when one is longer than this and long ones hold most of the text: a person may well have a line of data. */
const longestLine = 5000;
const longLine = 1000;
const longShare = 0.7;
/** A longer line is a burden for everything that has to read, show or send it. */
const longestOfAll = 50_000;
/** Where a paragraph is a line. */
const paragraphs = new Set(['markdown', 'mdx', 'latex', 'restructuredtext']);

/** What the person has said about skipping. */
export interface SkipOptions {
  /** Bytes. */
  readonly maxFileSize: number;
  /** Reviewed although nobody writes it by hand. */
  readonly alsoReview?: readonly AlsoReviewable[];
}

/** The first reason that counts. */
export function firstSkip(
  { alsoReview = [] }: Pick<SkipOptions, 'alsoReview'>,
  skips: readonly (Skip | undefined)[],
): Skip | undefined {
  return skips.find((skip) => skip && !alsoReview.some((reason) => reason === skip.reason));
}

/** What a file's name and size say. `path` is relative to the folder, `bytes` its size. */
export function skipByPathAndSize(path: string, bytes: number, options: SkipOptions): Skip | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return firstSkip(options, [
    lockFiles.has(name) ? { reason: 'lock file', message: english(skipTexts.lockFile, name) } : undefined,
    /\.ipynb$/i.test(name) ? notebook : undefined,
    `/${path}`.endsWith(`/${sharedDismissals}`) ? { reason: 'generated', message: skipTexts.dismissals } : undefined,
    minifiedName.test(name) ? minified(skipTexts.minifiedName) : undefined,
    generatedName.test(name) ? { reason: 'generated', message: skipTexts.generatedName } : undefined,
    skipBySize(bytes, options.maxFileSize),
  ]);
}

const notebook: Skip = { reason: 'notebook', message: skipTexts.notebook };

function skipBySize(bytes: number, maxFileSize: number): Skip | undefined {
  if (bytes === 0) {
    return { reason: 'empty', message: skipTexts.noContent };
  }
  return bytes > maxFileSize ? tooLarge(bytes, maxFileSize) : undefined;
}

/** What a file's text (line ends `\n`) says. */
export function skipByText(text: string, path: string, options: Pick<SkipOptions, 'alsoReview'>): Skip | undefined {
  if (text === '') {
    return { reason: 'empty', message: skipTexts.noContent };
  }
  const language = languageOf(path);
  const sign = generatedBy(text, language);
  return firstSkip(options, [
    skipByLines(text, language),
    sign === undefined ? undefined : { reason: 'generated', message: sign },
    vendoredByText(path, text),
  ]);
}

function skipByLines(text: string, language: string): Skip | undefined {
  let [count, longest, long] = [0, 0, 0];
  for (let start = 0; start <= text.length; count++) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const length = end - start;
    longest = Math.max(longest, length);
    long += length > longLine ? length : 0;
    start = end + 1;
  }
  if (longest > longestOfAll) {
    return minified(english(skipTexts.longLine, longest, longestOfAll));
  }
  if (paragraphs.has(language)) {
    return undefined;
  }
  if (longest > longestLine && long > text.length * longShare) {
    const share = Math.floor((100 * long) / text.length);
    return minified(english(skipTexts.mostlyLong, share, longLine));
  }
  // A final line end opens no line that anybody wrote.
  const mean = Math.round(text.length / (text.endsWith('\n') ? count - 1 : count));
  return mean > longestMeanLine ? minified(english(skipTexts.longLines, mean, longestMeanLine)) : undefined;
}

function minified(message: string): Skip {
  return { reason: 'minified', message };
}
