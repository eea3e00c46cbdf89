import type { Signature } from '../signatures';
import { areBuiltTogether, buildConditionOf } from './goBuild';
import { folderOf, type Import, type ImportRules, inside, withFoldersAbove } from './imports';
import { programText } from './programText';

/** `import "a/b"` and `import ( … )`. */
const statements = /^import\s*(?:\(([^()]*)\)|(?:[\w.]+[ \t]+)?"([^"\n]+)")/gm;
const inBlock = /^[ \t]*(?:[\w.]+[ \t]+)?"([^"\n]+)"/gm;

function importsIn(text: string): Import[] {
  return [...programText('go', text).matchAll(statements)]
    .flatMap(([, block, single]) =>
      block === undefined ? [single ?? ''] : [...block.matchAll(inBlock)].map(([, path = '']) => path),
    )
    .map((specifier) => ({ specifier, bindings: [], all: true }));
}

/** The path of the module that a `go.mod` is of. https://go.dev/ref/mod#go-mod-file-module */
export function goModulePath(text: string): string | undefined {
  return /^[ \t]*module[ \t]+"?([^\s"]+)/m.exec(text)?.[1];
}

function isSource(path: string): boolean {
  return !path.endsWith('_test.go');
}

/** Packages of the Go modules in the folder: all files of a package's folder but its tests, and those beside a file. */
export const go: ImportRules = {
  importsIn,
  resolve(from, { specifier, bindings, all }, files) {
    for (const folder of withFoldersAbove(folderOf(from))) {
      const module = files.goModules.get(folder);
      if (module === undefined || (specifier !== module && !specifier.startsWith(`${module}/`))) {
        continue;
      }
      const way = specifier.slice(module.length + 1);
      const sources = files.goFilesIn(way === '' ? folder : inside(folder, way)).filter(isSource);
      return sources.map((path) => ({ path, bindings, all }));
    }
    return [];
  },
  besides(from, files) {
    const others = files.goFilesIn(folderOf(from)).filter((path) => path !== from && isSource(path));
    return others.map((path) => ({ path, bindings: [], all: true, isOfSamePackage: true }));
  },
  conditionOf: buildConditionOf,
  areTogether: areBuiltTogether,
  offeredOf: (definitions) => definitions.map((one) => (isSeen(one) ? withSeenMembers(one) : undefined)),
};

function isSeen({ name }: Signature): boolean {
  return /^\p{Lu}/u.test(name);
}

function withSeenMembers(signature: Signature): Signature {
  const { members = [] } = signature;
  return members.every(isSeen) ? signature : { ...signature, members: members.filter(isSeen) };
}
