import { roleOf } from '../core/paths/fileRole';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import type { createCopyLookup } from './copies';
import type { NamesIn } from './folderNames';
import type { Skip } from './listing';
import { createSiteLibraryLookup, isKnown } from './siteLibraries';

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
export const maybeVendored: ReadonlySet<string> = new Set([
  'vendor',
  'vendors',
  'deps',
  'external',
  'externals',
  'extern',
]);

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
  return folder === undefined ? undefined : vendored(english(skipTexts.holdsOthers, folder));
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
      return vendored(english(manager ? skipTexts.besideIt : skipTexts.inIt, folder, trace));
    }
    const isVendor = folder.endsWith('vendor') || folder.endsWith('vendors');
    const downloaded = isVendor ? [...names].find((name) => download.test(name)) : undefined;
    if (downloaded !== undefined) {
      return vendored(english(skipTexts.inIt, folder, downloaded));
    }
    return isVendor && first(manifests, names) === undefined ? 'holder' : 'own';
  }

  async function packageAt(folder: string, signs: Iterable<string>): Promise<Skip | undefined> {
    const names = await namesIn(folder);
    const sign = [...names].find((name) => licence.test(name)) ?? first(signs, names);
    return sign === undefined ? undefined : vendored(english(skipTexts.hasSign, folder, sign));
  }

  /** With a licence of its own. In a folder of projects each may be somebody's own, but not what lies in an example. */
  async function copyAt(folder: string): Promise<Skip | undefined> {
    const names = [...(await namesIn(folder))];
    const isLicensed = names.some((name) => licence.test(name));
    if (isLicensed && ofDocumentation.test(folder) && names.some((name) => history.test(name))) {
      return vendored(english(skipTexts.withinDocumentation, folder));
    }
    const isRelease = isLicensed && names.some((name) => history.test(name)) && (await isWithinExample(folder));
    if (isRelease) {
      return vendored(english(skipTexts.withinExample, folder));
    }
    const isOfLibrary = isKnown(folder.slice(folder.lastIndexOf('/') + 1)) && names.some((name) => history.test(name));
    if (isLicensed && isOfLibrary && first(manifests, new Set(names)) === undefined) {
      return vendored(english(skipTexts.calledAfterLibrary, folder));
    }
    if (isLicensed && isPartOfSite(folder) && first(manifests, new Set(names)) === undefined) {
      return vendored(english(skipTexts.amongScripts, folder));
    }
    const manifest = isLicensed && (await isProject()) ? await copyOf(folder) : undefined;
    return manifest === undefined ? undefined : vendored(english(skipTexts.calledAsRepository, folder, manifest));
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
        return vendored(library);
      }
      const downloads = shelf.test(way.join('/'))
        ? [...(await namesIn(way.join('/')))].filter((one) => download.test(one))
        : [];
      if (downloads.length >= downloadsOnShelf) {
        return vendored(english(skipTexts.inIt, way.join('/'), downloads[0] ?? ''));
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
      if (maybeVendored.has(name)) {
        const holder = await holderOf(way);
        if (typeof holder !== 'string') {
          return holder;
        }
        within ??= holder;
      }
    }
    const demo = await site.demoAt(path);
    return demo === undefined ? undefined : vendored(demo);
  };
}

/** Where documentation keeps how it looks, and what its generator can do. */
const ofDocumentation =
  /(?:^|\/)(?:docs?|documentation|website)\/(?:[^/]+\/)*(?:themes|plugins|extensions|_extensions)\/[^/]+$/i;

/** Where sites keep what they use. */
const shelf =
  /(?:^|\/)(?:js|css|scripts|javascripts?|assets|static|public|www|wwwroot|webroot|htdocs)\/(?:.*\/)?(?:libs?|library|libraries)$/i;
/** So many downloads beside each other say what such a folder is for. */
const downloadsOnShelf = 3;

/** Below the folder of a site's scripts or styles. */
function isPartOfSite(folder: string): boolean {
  return /(?:^|\/)(?:js|css|scripts|javascripts?|stylesheets|webroot|wwwroot|htdocs)\/./i.test(folder);
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

/** What is said of such a file, in words that follow its path. */
export function vendored(message: string): Skip {
  return { reason: 'vendored', message };
}
