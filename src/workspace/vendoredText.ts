import { roleOf } from '../core/paths/fileRole';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import type { Skip } from './listing';
import { isAmongAssets, isAssetFolder, isCalledAfterLibrary, simple } from './siteLibraries';
import { maybeVendored, vendored } from './vendored';

/*
 * Other people's code by what a file itself says: a banner, a licence, an address.
 */

/** A banner of a published library: what it is called, which version it is, and on what terms it is given away. */
const banner = /^\s*(?:@charset\b[^;\n]*;\s*)?(?:<!--\s*)?\/\*(?:!|\*[\s\S]{0,2000}@(?:license|preserve)\b)/;
/** A release by its first line, whose it is, and its licence, as in FreeRTOS: `FreeRTOS Kernel V11.0.1`. */
const kernel =
  /^\s*\/\*[\s*]*[A-Z][\w+ -]{1,60} [vV]\d+\.\d+\.\d+\b[^\n]*\n[\s\S]{0,400}?\bCopyright\b[\s\S]{0,400}?(?:SPDX-License-Identifier|Permission is hereby granted)/;
const version = /\bv?\d+\.\d+(?:\.\d+)?\b/;
const terms = /\b(?:licen[cs]ed?|copyright|public domain)|\(c\)/i;

/** Modules of Python that are one file, made to be copied, by what each begins with. Their own repositories have them on top. */
const modules: ReadonlyMap<string, RegExp> = new Map([
  ['bottle.py', /\bCopyright \(c\) [\d, -]+,? Marcel Hellkamp\b/i],
  // How Sphinx shows examples of Python.
  ['copybutton.js', /Add a \[>>>\] button on the top-right corner of code samples/],
  ['docopt.py', /\bCopyright \(c\) [\d, -]+ Vladimir Keleshev\b/],
  ['six.py', /\bCopyright \(c\) [\d, -]+ Benjamin Peterson\b/],
]);

/** `// Copied from https://github.com/nodejs/node/blob/…/lib/internal/errors.js`, in the comment that a file begins with. */
const copiedFrom =
  /^(?:#!.*\n)?\s*(?:(?:\/\/|\/?\*+|#|;|--)[^\n]*\n\s*){0,3}?(?:\/\/|\/?\*+|#|;|--)[ \t]*(?:this file (?:is|was) )?(?:copied|vendored|taken)(?: verbatim| directly)? from:?[ \t]+(https?:\/\/(?:www\.)?(?:github|gitlab|bitbucket)\.\w+\/[\w.-]+\/[\w.-]+\/(?:-\/)?(?:blob|raw|src)\/\S{1,200})/i;

/** Not on top of a repository, or where one has its sources. */
function isCopied(path: string): boolean {
  return path.includes('/') && !/^(?:src|lib)\/[^/]*$/.test(path);
}

/**
 * Whether a file in a folder that may be vendored is a library of somebody else's by its own words; among the assets of a
 * web site, by an address, too, and a name that is its own or that of its folder.
 */
export function vendoredByText(path: string, text: string): Skip | undefined {
  const module = modules.get(path.slice(path.lastIndexOf('/') + 1));
  if (module?.test(text.slice(0, 3_000)) && isCopied(path)) {
    return vendored(skipTexts.module);
  }
  const origin = copiedFrom.exec(text.slice(0, 1_000))?.[1];
  if (origin !== undefined) {
    return vendored(english(skipTexts.copiedFrom, origin));
  }
  const comment = text.slice(0, 3_000).split('*/', 1)[0] ?? '';
  const folders = path.split('/').slice(0, -1);
  const isLibrary = banner.test(comment) && version.test(comment) && terms.test(comment);
  if (kernel.test(comment) && roleOf(path) === 'example') {
    return vendored(skipTexts.libraryInExample);
  }
  if (isLibrary && (folders.some((name) => maybeVendored.has(name)) || isAsset(path, comment))) {
    return vendored(skipTexts.library);
  }
  const head = leadingComments.exec(text.slice(0, 3_000))?.[0] ?? '';
  if (ofDocumentation.test(path) && copyrightLine.test(head) && namesOwnRepository(path, head)) {
    return vendored(skipTexts.theme);
  }
  if (isAmongAssets(folders) && terms.test(head) && namesOwnRepository(path, head)) {
    return vendored(skipTexts.libraryOfRepository);
  }
  if (isOnPage(path) && saysOwnVersion(path, head) && terms.test(head)) {
    return vendored(skipTexts.release);
  }
  if (isOnPage(path) && unpacked.test(path) && saysWhose(path, comment)) {
    return vendored(skipTexts.builtElsewhere);
  }
  if (isOnPage(path) && beginsWithRelease(path, text)) {
    return vendored(skipTexts.namedLibrary);
  }
  if (!isOnPage(path) || !isCalledAfterLibrary(path)) {
    return undefined;
  }
  return saysWhose(path, comment)
    ? vendored(skipTexts.saysWhose)
    : ownVersion.test(text)
      ? vendored(skipTexts.saysVersion)
      : undefined;
}

/** `qunit-1.12.0.js` with `QUnit v1.12.0` above. */
function saysOwnVersion(path: string, comment: string): boolean {
  const [, name = '', release = ''] = /([^/]+?)[-._]v?(\d+\.\d+(?:\.\d+)*)(?:[-.]\w+)*\.(?:js|css)$/i.exec(path) ?? [];
  return name !== '' && comment.includes(release) && simple(comment).includes(simple(name));
}

/** `// script.aculo.us effects.js v1.8.3`, and a copyright below. */
function beginsWithRelease(path: string, text: string): boolean {
  const [line = '', ...below] = text.slice(0, 1_000).split('\n');
  const file = path.slice(path.lastIndexOf('/') + 1);
  return (
    /^\s*\/[/*]/.test(line) &&
    line.includes(` ${file} `) &&
    /\bv?\d+\.\d+\.\d+\b/.test(line) &&
    /^\s*(?:\/\/|\*).*(?:\bcopyright\b|\(c\))/im.test(below.join('\n'))
  );
}

/** What a library tells its users: `d3 = { version: "3.5.17" }`, `_.VERSION = '1.8.3'`. */
const ownVersion = /\bversion["']?\s{0,5}[:=]\s{0,5}["']v?\d{1,4}\.\d{1,4}(?:\.\d|["'])/i;

/** Where sites keep scripts and styles. A library's own repository has its source elsewhere. */
function isOnPage(path: string): boolean {
  return /(?:^|\/)(?:js|css|scripts?|javascripts?|stylesheets?|styles?|assets|static|public|www|wwwroot|htdocs)\/(?!(?:.*\/)?src\/)/i.test(
    path,
  );
}

/** A build that was made to be read. */
const unpacked = /[-.](?:uncompressed|unminified)\.(?:js|css)$/i;
/** How pages of documentation look. */
const ofDocumentation = /(?:^|\/)(?:docs?|documentation|doxygen)\/(?:.*\/)?[\w.-]+\.(?:js|css)$/i;
const leadingComments = /^(?:\s|\/\*[\s\S]*?\*\/)*/;
const copyrightLine = /\bcopyright\b|\(c\)/i;

/** Whether a comment has the address of a repository that is called as the file, with the kind of file behind it or not. */
function namesOwnRepository(path: string, comment: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const name = simple(file.replace(/\.\w+$/, ''));
  const repositories = comment.matchAll(/\bhttps?:\/\/(?:github|gitlab|codeberg|bitbucket)\.\w+\/[\w.-]+\/([\w.-]+)/g);
  return [...repositories].some(([, repository = '']) => simple(repository.replace(/[-.](?:js|css)$/, '')) === name);
}

const beginsWithComment = /^\s*(?:@charset\b[^;\n]*;\s*)?;?\s*\/[*/]/;

/** Whether a comment at the beginning has terms, or an address with the name of the file in it. */
function saysWhose(path: string, comment: string): boolean {
  const addresses = comment.match(/\bhttps?:\/\/\S{1,200}/g) ?? [];
  const name = simple(path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  const isFrom = addresses.some((address) => simple(address).includes(name));
  return beginsWithComment.test(comment) && (terms.test(comment) || isFrom);
}

function isAsset(path: string, comment: string): boolean {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  const said = simple(comment);
  const called = [file.replace(/\.\w+$/, ''), folders.at(-1) ?? '', folders.at(-2) ?? ''];
  return (
    isAmongAssets(folders) &&
    /https?:\/\//.test(comment) &&
    called.some((name) => !isAssetFolder(name) && simple(name).length > 3 && said.includes(simple(name)))
  );
}
