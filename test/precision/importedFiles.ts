import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { FileSnapshot } from '../../src/core/types';

type File = Pick<FileSnapshot, 'path' | 'text' | 'language'>;

/**
 * What each import of a file leads to inside the folder, by other means than the product's: paths relative to the folder,
 * several where a package is meant as a whole. Imports that lead elsewhere are left out.
 */
export function importedBy(folder: string, file: File, listed: readonly string[]): string[][] {
  switch (file.language) {
    case 'c':
    case 'cpp':
      return included(folder, file);
    case 'go':
      return ofGo(folder, file, listed);
    case 'python':
      return ofPython(folder, file);
    default:
      return ofScripts(folder, file, listed);
  }
}

/** What a file passes on that it has from others, over several of them. */
export function offeredBy(folder: string, path: string, listed: readonly string[], steps = 4): string[] {
  const key = `${folder}\n${path}`;
  const known = offered.get(key);
  const isHeader = /\.(?:h|hh|hpp|hxx|ipp|inl)$/.test(path);
  if (known || steps === 0 || !(isHeader || /\.(?:[cm]?[jt]sx?|py)$/.test(path))) {
    return known ?? [];
  }
  offered.set(key, []);
  const text = readFileSync(join(folder, path), 'utf8');
  const language = isHeader ? 'cpp' : path.endsWith('.py') ? 'python' : 'typescript';
  const isOffering =
    language !== 'typescript' || /\bexport\b[^;]*\bfrom\b|\bmodule\.exports\s*=\s*require\b/.test(text);
  const direct = isOffering ? importedBy(folder, { path, text, language }, listed).flat() : [];
  const all = [...direct, ...direct.flatMap((one) => offeredBy(folder, one, listed, steps - 1))];
  offered.set(key, all);
  return all;
}
const offered = new Map<string, string[]>();

const traces = new Map<string, ReadonlyMap<string, readonly string[]>>();

function ofScripts(folder: string, { path }: File, listed: readonly string[]): string[][] {
  const trace = traces.get(folder) ?? traceOf(folder, listed);
  traces.set(folder, trace);
  return (trace.get(path) ?? []).map((found) => [found]);
}

/** What TypeScript's compiler says it resolves, by file. */
function traceOf(folder: string, listed: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'folder-review-trace-'));
  const files = listed.filter((path) => /\.[cm]?[jt]sx?$/.test(path)).map((path) => join(folder, path));
  const compilerOptions = {
    allowJs: true,
    noEmit: true,
    noLib: true,
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
  };
  writeFileSync(join(temporary, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const compiler = join(import.meta.dirname, '../../node_modules/.bin/tsc');
  const words = ['-p', temporary, '--traceResolution', '--pretty', 'false'];
  const { stdout } = spawnSync(compiler, words, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  rmSync(temporary, { recursive: true });
  const found = new Map<string, string[]>();
  let from = '';
  for (const line of stdout.split('\n')) {
    from = /^=+ Resolving module '.*' from '(.*)'\. =+$/.exec(line)?.[1] ?? from;
    const to = /^=+ Module name '.*' was successfully resolved to '([^']*)'/.exec(line)?.[1];
    const inside = to && relative(folder, to);
    if (inside && !inside.startsWith('..') && !inside.includes('node_modules')) {
      const path = relative(folder, from);
      found.set(path, [...(found.get(path) ?? []), inside]);
    }
  }
  return found;
}

/** https://docs.python.org/3/library/ast.html */
const listImports = `
import ast, json, sys
try:
    tree = ast.parse(sys.stdin.buffer.read())
except (SyntaxError, ValueError):
    tree = ast.Module(body=[], type_ignores=[])
out = []
for node in ast.walk(tree):
    if isinstance(node, ast.Import):
        out += [[0, alias.name, []] for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        out.append([node.level, node.module or "", [alias.name for alias in node.names]])
print(json.dumps(out))
`;

function ofPython(folder: string, { path, text }: File): string[][] {
  const listed = execFileSync('python3', ['-W', 'ignore', '-c', listImports], { input: text, encoding: 'utf8' });
  const imports = JSON.parse(listed) as [number, string, string[]][];
  return imports.flatMap(([level, name, names]) => {
    const way = name === '' ? [] : name.split('.');
    const above = Array.from({ length: level }, (_, index) => index).reduce((at) => dirname(at), join(folder, path));
    // As with sys.path: the script's own folder, the project's, and those of a source layout.
    const roots = level > 0 ? [above] : [dirname(join(folder, path)), folder, join(folder, 'src'), join(folder, 'lib')];
    for (const root of roots) {
      const base = join(root, ...way);
      const found = [modulesAt(base), ...names.map((one) => modulesAt(join(base, one)))].flat();
      if (found.length > 0) {
        return [found.map((one) => relative(folder, one))];
      }
    }
    return [];
  });
}

function modulesAt(base: string): string[] {
  return [`${base}.py`, join(base, '__init__.py')].filter((path) => existsSync(path));
}

function ofGo(folder: string, { path, text }: File, listed: readonly string[]): string[][] {
  const head = text.slice(0, /^(?:func|type|var|const)\b/m.exec(text)?.index);
  const module = moduleAbove(folder, dirname(join(folder, path)));
  return [...head.matchAll(/"([^"\n]+)"/g)].flatMap(([, imported = '']) => {
    if (!module || (imported !== module.name && !imported.startsWith(`${module.name}/`))) {
      return [];
    }
    const place = relative(folder, join(module.folder, imported.slice(module.name.length)));
    const sources = listed.filter((one) => dirname(one) === (place || '.') && /(?<!_test)\.go$/.test(one));
    return sources.length > 0 ? [sources] : [];
  });
}

function moduleAbove(top: string, folder: string): { readonly folder: string; readonly name: string } | undefined {
  if (existsSync(join(folder, 'go.mod'))) {
    const name = /^module\s+(\S+)/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))?.[1];
    return name === undefined ? undefined : { folder, name };
  }
  return folder === top ? undefined : moduleAbove(top, dirname(folder));
}

function included(folder: string, { path, text }: File): string[][] {
  return [...text.matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)].flatMap(([, name = '']) => {
    const places = [dirname(join(folder, path)), folder, join(folder, 'include'), join(folder, 'src')];
    const found = places.map((place) => join(place, name)).find((one) => existsSync(one) && statSync(one).isFile());
    return found === undefined || relative(folder, found).startsWith('..') ? [] : [[relative(folder, found)]];
  });
}
