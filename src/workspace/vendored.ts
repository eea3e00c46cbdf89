import { roleOf } from '../core/paths/fileRole';
import type { createCopyLookup } from './copies';
import type { NamesIn } from './folderNames';
import type { Skip } from './listing';
import { createSiteLibraryLookup, isAmongAssets, isAssetFolder, isCalledAfterLibrary, simple } from './siteLibraries';

/** Folders that hold other people's code, by name: package managers and their users call nothing else so. */
const certain = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'third_party',
  'third-party',
  'thirdparty',
  '3rdparty',
  '3rd-party',
  '3rd_party',
  '_vendor',
  'vendored',
  '.venv',
  'venv',
  'site-packages',
  '__pypackages__',
  '.tox',
  '.nox',
  'Pods',
  'Carthage',
  '.yarn',
]);

/**
 * Names that are used for other people's code and for one's own (a shop's vendors, external services): what is in such
 * a folder counts as vendored where something else says so, too.
 */
const possible = new Set(['vendor', 'vendors', 'deps', 'external', 'externals', 'extern']);

/** Package managers that put other people's code into a folder of this name beside their own file. */
const managers: Readonly<Record<string, readonly string[]>> = {
  vendor: ['go.mod', 'composer.json', 'Gemfile', 'glide.yaml', 'Gopkg.toml', 'Godeps'],
  deps: ['mix.exs', 'rebar.config'],
};
/** What a package manager leaves in such a folder. */
const traces = new Set([
  ...['modules.txt', 'autoload.php', 'vendor.json', 'composer', '.vendor-new', 'bundle'],
  // Hosts of Go's packages, whose folders have their names.
  ...['github.com', 'golang.org', 'gopkg.in', 'google.golang.org', 'bitbucket.org', 'k8s.io'],
]);
/** A script or style sheet as it was downloaded: `jquery-1.7.2.js`, `moment.min.js`. */
const download = /[-.]v?\d+\.\d+(?:\.\d+)*(?:[-.]\w+)*\.(?:js|css)$|[-.]min\.(?:js|css)$/i;

/** A licence of its own. */
const licence = /^(?:licen[cs]es?|copying|copyright|unlicense)\b|[-_.]licen[cs]e(?:\.\w+)?$|^licen[cs]e_/i;
/** What was changed from release to release. */
const history = /^(?:changelog|changes|history|news|upgrading)\b/i;
/** A package of its own, with a version. */
const manifests = new Set([
  'package.json',
  'bower.json',
  'component.json',
  'composer.json',
  'Cargo.toml',
  'go.mod',
  'setup.py',
  'pyproject.toml',
  'PKG-INFO',
  'configure.ac',
  'METADATA',
]);

/** The folder that a path (of a file, or of a folder with its final `/`) stands in and whose name says that it is vendored. */
export function vendoredByName(path: string): Skip | undefined {
  const folder = path
    .split('/')
    .slice(0, -1)
    .find((name) => certain.has(name));
  return folder === undefined ? undefined : vendored(`the folder ${folder} holds third-party code`);
}

/** A copy of a release: `googletest-1.16.0`, `bootstrap-4.3.1-dist`. It is vendored when it has a licence of its own. */
const release = /^[A-Za-z][\w.+@-]*-v?\d+(?:\.\d+)+(?:[-.]\w+)?$/;

/**
 * Tells which files belong to other people's code by what lies beside them and above them in the folder.
 */
export function createVendoredLookup(
  namesIn: NamesIn,
  copyOf: ReturnType<typeof createCopyLookup>,
): (path: string) => Promise<Skip | undefined> {
  /**
   * What a folder of such a name is: vendored as a whole, a holder of packages, or perhaps the project's own, as one is
   * that is a package itself.
   *
   * @param folders names on the way to the folder, its own last
   */
  async function holderOf(folders: readonly string[]): Promise<Skip | 'holder' | 'own'> {
    const [folder, above] = [folders.join('/'), folders.slice(0, -1).join('/')];
    const manager = first(managers[folders.at(-1) ?? ''] ?? [], await namesIn(above));
    const names = await namesIn(folder);
    const trace = manager ?? first(traces, names);
    if (trace !== undefined) {
      return vendored(`${folder} holds third-party code: there is ${trace} ${manager ? 'beside' : 'in'} it`);
    }
    const isVendor = folder.endsWith('vendor') || folder.endsWith('vendors');
    const downloaded = isVendor ? [...names].find((name) => download.test(name)) : undefined;
    if (downloaded !== undefined) {
      return vendored(`${folder} holds third-party code: there is ${downloaded} in it`);
    }
    return isVendor && first(manifests, names) === undefined ? 'holder' : 'own';
  }

  async function packageAt(folder: string, signs: Iterable<string>): Promise<Skip | undefined> {
    const names = await namesIn(folder);
    const sign = [...names].find((name) => licence.test(name)) ?? first(signs, names);
    return sign === undefined ? undefined : vendored(`${folder} is third-party code: it has a ${sign} of its own`);
  }

  /** With a licence of its own. In a folder of projects each may be somebody's own, but not what lies in an example. */
  async function copyAt(folder: string): Promise<Skip | undefined> {
    const names = [...(await namesIn(folder))];
    const isLicensed = names.some((name) => licence.test(name));
    const isRelease = isLicensed && names.some((name) => history.test(name)) && (await isWithinExample(folder));
    if (isRelease) {
      return vendored(`${folder} is third-party code: it has a licence and a history of its own within an example`);
    }
    const manifest = isLicensed && (await isProject()) ? await copyOf(folder) : undefined;
    return manifest === undefined
      ? undefined
      : vendored(`${folder} is third-party code: it is called as the repository that its ${manifest} names`);
  }

  /** Below the folder of one example, which has a file or sources of its own, and not that folder itself. */
  async function isWithinExample(folder: string): Promise<boolean> {
    const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const isOneOfMany = roleOf(`${above.slice(0, Math.max(0, above.lastIndexOf('/')))}/a`) === 'example';
    return (
      isOneOfMany &&
      [...(await namesIn(above))].some((name) => /^(?:readme|makefile|cmakelists|src|source|main)\b/i.test(name))
    );
  }

  async function isProject(): Promise<boolean> {
    return [...(await namesIn(''))].some((name) => name === '.git' || /^(?:readme|makefile|licen[cs]e)\b/i.test(name));
  }

  const site = createSiteLibraryLookup(namesIn);
  return async (path) => {
    const folders = path.split('/').slice(0, -1);
    let within: 'holder' | 'own' | undefined;
    for (const [index, name] of folders.entries()) {
      const way = folders.slice(0, index + 1);
      const library = await site.libraryAt(way);
      if (library !== undefined) {
        return vendored(`${way.join('/')} is third-party code: it ${library}`);
      }
      const copied = await copyAt(way.join('/'));
      if (copied) {
        return copied;
      }
      if (within !== undefined || release.test(name)) {
        const found = await packageAt(way.join('/'), within === 'holder' ? manifests : []);
        if (found) {
          return found;
        }
      }
      if (possible.has(name)) {
        const holder = await holderOf(way);
        if (typeof holder !== 'string') {
          return holder;
        }
        within ??= holder;
      }
    }
    const demo = await site.demoAt(path);
    return demo === undefined ? undefined : vendored(`it ${demo}`);
  };
}

/** A banner of a published library: what it is called, which version it is, and on what terms it is given away. */
const banner = /^\s*(?:@charset\b[^;\n]*;\s*)?(?:<!--\s*)?\/\*(?:!|\*[\s\S]{0,2000}@(?:license|preserve)\b)/;
/** A release by its first line, whose it is, and its licence, as in FreeRTOS: `FreeRTOS Kernel V11.0.1`. */
const kernel =
  /^\s*\/\*[\s*]*[A-Z][\w+ -]{1,60} [vV]\d+\.\d+\.\d+\b[^\n]*\n[\s\S]{0,400}?\bCopyright\b[\s\S]{0,400}?(?:SPDX-License-Identifier|Permission is hereby granted)/;
const version = /\bv?\d+\.\d+(?:\.\d+)?\b/;
const terms = /\b(?:licen[cs]ed?|copyright|\(c\)|public domain)/i;

/** Modules of Python that are one file, made to be copied, by what each begins with. Their own repositories have them on top. */
const modules: ReadonlyMap<string, RegExp> = new Map([
  ['bottle.py', /\bCopyright \(c\) [\d, -]+,? Marcel Hellkamp\b/i],
  ['docopt.py', /\bCopyright \(c\) [\d, -]+ Vladimir Keleshev\b/],
  ['six.py', /\bCopyright \(c\) [\d, -]+ Benjamin Peterson\b/],
]);

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
    return vendored('it is a published module: it begins with whose it is');
  }
  const comment = text.slice(0, 3_000).split('*/', 1)[0] ?? '';
  const folders = path.split('/').slice(0, -1);
  const isLibrary = banner.test(comment) && version.test(comment) && terms.test(comment);
  if (kernel.test(comment) && roleOf(path) === 'example') {
    return vendored('it is a published library within an example: it begins with its version and licence');
  }
  if (isLibrary && (folders.some((name) => possible.has(name)) || isAsset(path, comment))) {
    return vendored('it is a published library: it begins with its version and licence');
  }
  const head = leadingComments.exec(text.slice(0, 3_000))?.[0] ?? '';
  if (ofDocumentation.test(path) && copyrightLine.test(head) && namesOwnRepository(path, head)) {
    return vendored('it is a theme of documentation: it begins with whose it is and the address of its repository');
  }
  if (isOnPage(path) && unpacked.test(path) && saysWhose(path, comment)) {
    return vendored('it is called as what was built by somebody else, and begins with whose it is');
  }
  if (!isOnPage(path) || !isCalledAfterLibrary(path)) {
    return undefined;
  }
  return saysWhose(path, comment)
    ? vendored('it is called after a published library, and begins with whose it is')
    : ownVersion.test(text)
      ? vendored('it is called after a published library, and says which version it is')
      : undefined;
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

/** The first of some names that is among others. */
function first(wanted: Iterable<string>, names: ReadonlySet<string>): string | undefined {
  for (const name of wanted) {
    if (names.has(name)) {
      return name;
    }
  }
  return undefined;
}

function vendored(message: string): Skip {
  return { reason: 'vendored', message };
}
