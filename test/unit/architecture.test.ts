import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, it } from 'mocha';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'src');

/** The rooms of the house, and which others each may import. Files directly in `src` are composition roots. */
const mayImport: Record<string, readonly string[]> = {
  core: ['core'],
  page: ['core', 'page'],
  reviewers: ['core', 'reviewers'],
  endpoints: ['core', 'endpoints'],
  workspace: ['core', 'workspace'],
  store: ['core', 'store'],
  vscode: ['core', 'vscode'],
  cli: ['core', 'reviewers', 'endpoints', 'workspace', 'store', 'compose', 'cli'],
  compose: ['core', 'reviewers', 'endpoints', 'workspace', 'store', 'vscode', 'compose'],
};

const pureCorePackages = new Set([
  ...['jsonc-parser', 'diff', 'get-east-asian-width', 'p-limit', 'valibot', 'tokenx', 'picomatch', 'yaml'],
]);

/** Files outside `vscode` that put the editor's side together. */
const editorRoots = new Set(
  [
    'extension.ts',
    'compose/askBeforeStart.ts',
    'compose/checkSetup.ts',
    'compose/editorData.ts',
    'compose/editorEarlierReviews.ts',
    'compose/editorRuns.ts',
    'compose/editorSession.ts',
    'compose/editorWorkspace.ts',
    'compose/editorWorld.ts',
    'compose/editorOptions.ts',
    'compose/editorVerifier.ts',
    'compose/logEvent.ts',
    'compose/lookingAt.ts',
    'compose/rememberedRuns.ts',
  ].map(normalize),
);

interface Import {
  readonly file: string;
  readonly room: string;
  /** Room of the imported file, or the name of the package. */
  readonly target: string;
  readonly internal: boolean;
  /** The imported file, for one of ours. */
  readonly from: string | undefined;
}

function imports(): Import[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      specifiersOf(readFileSync(join(source, file), 'utf8')).map((specifier) => toImport(file, specifier)),
    );
}

function specifiersOf(text: string): string[] {
  const statements = text.matchAll(/^(?:import\b|export\b[^'"`;]*?\bfrom\b)[^'"`;]*?['"]([^'"\n]+)['"]/gm);
  const calls = text.matchAll(/\b(?:import|require)\(['"]([^'"\n]+)['"]\)/g);
  const specifiers = [...statements, ...calls].map((match) => match[1] ?? '');
  // The version stands in the manifest alone, which belongs to no room.
  return specifiers.filter((specifier) => !specifier.endsWith('/package.json'));
}

function toImport(file: string, specifier: string): Import {
  const internal = specifier.startsWith('.');
  const target = internal
    ? roomOf(relative(source, join(source, dirname(file), specifier)))
    : (/^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[1] ?? specifier);
  const from = internal ? normalize(join(dirname(file), specifier)) : undefined;
  return { file, room: roomOf(file), target, internal, from };
}

function roomOf(file: string): string {
  return file.includes(sep) ? (file.split(sep)[0] ?? '') : '(root)';
}

/** Those that import themselves by way of what they import. */
function circular(imported: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reach = (one: string, seen = new Set<string>()): Set<string> => {
    for (const other of imported.get(one) ?? []) {
      if (!seen.has(other)) {
        reach(other, seen.add(other));
      }
    }
    return seen;
  };
  return [...imported.keys()].filter((one) => reach(one).has(one));
}

describe('the house', () => {
  const all = imports();

  it('has only the rooms that the rules name', () => {
    const rooms = new Set(all.map(({ room }) => room));
    rooms.delete('(root)');
    assert.deepEqual([...rooms].sort(), Object.keys(mayImport).sort());
  });

  it('imports only along the rules', () => {
    const against = all.filter(
      ({ room, target, internal }) => internal && room !== '(root)' && !mayImport[room]?.includes(target),
    );
    assert.deepEqual(against, []);
  });

  it('has no circle between folders', () => {
    const imported = new Map<string, Set<string>>();
    for (const { file, from } of all) {
      const folder = dirname(file);
      if (from !== undefined && dirname(from) !== folder) {
        imported.set(folder, (imported.get(folder) ?? new Set()).add(dirname(from)));
      }
    }
    assert.deepEqual(circular(imported), []);
  });

  it('has no circle between files', () => {
    const imported = new Map<string, Set<string>>();
    for (const { file, from } of all) {
      if (from !== undefined) {
        imported.set(file, (imported.get(file) ?? new Set()).add(`${from}.ts`));
      }
    }
    assert.deepEqual(circular(imported), []);
  });

  it('keeps the core pure', () => {
    const against = all.filter(
      ({ room, target, internal }) => room === 'core' && !internal && !pureCorePackages.has(target),
    );
    assert.deepEqual(against, []);
  });

  it('keeps the vscode API in its room and the extension’s composition', () => {
    const against = all.filter(
      ({ file, room, target }) => target === 'vscode' && room !== 'vscode' && !editorRoots.has(file),
    );
    assert.deepEqual(against, []);
  });

  it('changes files of the user in two places only', () => {
    const callers = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => /\bworkspace\.applyEdit\(/.test(readFileSync(join(source, file), 'utf8')));
    assert.deepEqual(callers, [join('vscode', 'applier.ts')]);
  });

  it('starts processes in a few places only, and the commands of a project in one', () => {
    const starters = all.filter(({ target }) => /^(?:node:)?child_process$|^execa$|^tree-kill$/.test(target));
    assert.deepEqual([...new Set(starters.map(({ file }) => file))].sort(), [
      join('reviewers', 'worker', 'processThreads.ts'),
      join('workspace', 'commands', 'outputPipe.ts'),
      join('workspace', 'commands', 'processTable.ts'),
      join('workspace', 'commands', 'processTree.ts'),
      join('workspace', 'commands', 'startCommand.ts'),
    ]);
  });
});
