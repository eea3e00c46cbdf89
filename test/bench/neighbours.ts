import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { report, review, round, startServer } from './support';
import { treeLanguages } from './trees';

/** How the files of a language are called and import each other. */
interface Importing {
  readonly path: (n: number) => string;
  readonly imports: (n: number, names: readonly string[]) => string;
  readonly use: (names: readonly string[]) => string;
}

const plain = (extension: string) => (n: number) => `lib/file${n}.${extension}`;
const call = (names: readonly string[]) => `\nvoid use(void)\n{\n    (void)(${names.join(' + ')});\n}\n`;
const script: Importing = {
  path: plain('ts'),
  imports: (n, names) => `import { ${names.join(', ')} } from './file${n}.js';\n`,
  use: (names) => `\nexport const used = [${names.join(', ')}];\n`,
};

const languages: Readonly<Record<string, Importing>> = {
  javascript: { ...script, path: plain('js') },
  typescript: script,
  python: {
    path: plain('py'),
    imports: (n, names) => `from .file${n} import ${names.join(', ')}\n`,
    use: (names) => `\n\nused = [${names.join(', ')}]\n`,
  },
  go: {
    path: (n) => `p${n}/file.go`,
    imports: (n) => `import p${n} "example.com/app/p${n}"\n`,
    use: (names) => `\nvar used = []any{${names.map((name) => `lib.${name}`).join(', ')}}\n`,
  },
  c: { path: plain('h'), imports: (n) => `#include "file${n}.h"\n`, use: call },
  cpp: { path: plain('hpp'), imports: (n) => `#include "file${n}.hpp"\n`, use: call },
};

const [importsEach, latencyMs, limit, rounds] = [3, 5, 16, 3];
const sizes = [200, 2_000] as const;

const profiles = ['none', 'signatures'] as const;
type ProfileName = (typeof profiles)[number];
const configuration = `profiles:\n${profiles.map((name) => `  ${name}:\n    focus: Anything.\n    context: ${name}\n`).join('')}`;

/**
 * What it costs to show what files import: processor time of the whole review, the parser's processes included, with and
 * without, in turns. What a file costs is told by two sizes of folder, as a parser has to be started for either. The worst
 * that can be: each file imports three, so that each of them is imported.
 */
export async function neighbours(folder: string): Promise<void> {
  const server = await startServer(['--latency', latencyMs]);
  await server.rules([{ findings: [] }]);
  for (const [name, importing] of Object.entries(languages)) {
    const [small, large] = [
      await measure(join(folder, `${name}-small`), name, importing, sizes[0], server.url),
      await measure(join(folder, name), name, importing, sizes[1], server.url),
    ];
    const perFile = (profile: ProfileName) => (large[profile] - small[profile]) / (sizes[1] - sizes[0]);
    report(`neighbours, ${name}`, {
      ...{ sizes, importsEach, shownWith: large.shown },
      ...{ without: round(perFile('none'), 2), with: round(perFile('signatures'), 2) },
      ...{ startMs: round(small.signatures - small.none - sizes[0] * (perFile('signatures') - perFile('none')), 0) },
      ...{ moreMsPerFile: round(perFile('signatures') - perFile('none'), 2), permittedMsPerFile: 1 },
    });
  }
  server.stop();
}

/** Processor time of the whole review, in milliseconds: the least of some rounds, as others are at work on a machine, too. */
async function measure(folder: string, name: string, importing: Importing, files: number, url: string) {
  generate(join(folder, 'reviewed'), name, importing, files);
  const least: Record<ProfileName, number> = { none: Number.POSITIVE_INFINITY, signatures: Number.POSITIVE_INFINITY };
  let shown = 0;
  for (let round = 0; round < rounds; round++) {
    for (const profile of profiles) {
      const flags = ['--reviewers', 'model', '--max-parallel-files', limit, '--profile', profile, '--trust-config'];
      const done = await review(folder, { flags: [...flags, '--endpoint', `openai=${url}/v1,model=scripted:latest`] });
      least[profile] = Math.min(least[profile], done.cpuMs);
      shown = Object.values(done.files).filter((file) => 'context' in file).length;
    }
  }
  return { ...least, shown };
}

function generate(folder: string, name: string, { path, imports, use }: Importing, files: number): void {
  const { head, part } = treeLanguages[name] ?? { head: '', part: () => '' };
  const textOf = (n: number) => Array.from({ length: 1 + (n % 4) }, (_, index) => part(10 * n + index)).join('');
  const namesIn = (text: string) =>
    [...text.matchAll(/^(?:export )?(?:async )?(?:function|class|def|func|struct|int|void) \*?(\w+)/gm)].map(
      ([, found = '']) => found,
    );
  for (let n = 0; n < files; n++) {
    const others = Array.from({ length: importsEach }, (_, index) => (n + 1 + index * 7) % files);
    const named = others.map((other) => ({ other, names: namesIn(textOf(other)).slice(0, 3) }));
    const heading = named.map(({ other, names }) => imports(other, names)).join('');
    const text = head + heading + textOf(n) + use(named.flatMap(({ names }) => names));
    mkdirSync(dirname(join(folder, path(n))), { recursive: true });
    writeFileSync(join(folder, path(n)), text);
  }
  writeFileSync(join(folder, 'folder-review.yaml'), configuration);
  writeFileSync(join(folder, 'go.mod'), 'module example.com/app\n');
}
