import type { ReadText } from '../projectFile';
import type { Cost, Suggestion } from './suggestion';

/** What is suggested of a tool whose file has fixed words for what there is to do. */
const fixed: readonly { readonly file: string; readonly commands: readonly (readonly [Cost, string])[] }[] = [
  {
    file: 'Cargo.toml',
    commands: [
      ['types', 'cargo check --all-targets'],
      ['test', 'cargo test'],
    ],
  },
  {
    file: 'go.mod',
    commands: [
      ['types', 'go vet ./...'],
      ['build', 'go build ./...'],
      ['test', 'go test ./...'],
    ],
  },
];

export function suggestFixed(names: ReadonlySet<string>): Suggestion[] {
  return fixed.flatMap(({ file, commands }) =>
    names.has(file) ? commands.map(([cost, command]) => ({ role: 'check' as const, command, from: file, cost })) : [],
  );
}

/** In the order in which GNU make looks for them. */
const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];
const targets: readonly (readonly [Cost, string])[] = [
  ['lint', 'lint'],
  ['test', 'check'],
  ['test', 'test'],
];

export async function suggestForMake(read: ReadText, names: ReadonlySet<string>): Promise<Suggestion[]> {
  const file = makefiles.find((name) => names.has(name));
  const text = file === undefined ? undefined : await read(file);
  if (file === undefined || text === undefined) {
    return [];
  }
  // Names before a colon that begins no assignment, at the beginning of a line.
  const rules = text.split('\n').flatMap((line) => /^([^\s:#=][^:#=]*)::?(?![:=])/.exec(line)?.[1]?.split(/\s+/) ?? []);
  const known = new Set(rules);
  return targets.flatMap(([cost, name]) =>
    known.has(name) ? [{ role: 'check', command: `make ${name}`, from: `${file}, ${name}`, cost }] : [],
  );
}

export async function suggestForCmake(read: ReadText, names: ReadonlySet<string>): Promise<Suggestion[]> {
  const from = 'CMakeLists.txt';
  const text = names.has(from) ? await read(from) : undefined;
  if (text === undefined || !/^\s*project\s*\(/im.test(text)) {
    return [];
  }
  const build = 'cmake -S . -B build && cmake --build build';
  const hasTests = /^\s*(?:enable_testing\s*\(|include\s*\(\s*CTest\b)/im.test(text);
  return [
    { role: 'check', command: build, from, cost: 'build' },
    ...(hasTests
      ? [
          {
            role: 'check',
            command: `${build} && ctest --test-dir build --output-on-failure`,
            from,
            cost: 'test',
          } as const,
        ]
      : []),
  ];
}

/** By the project's own wrapper where it has one. Gradle leaves a process behind unless told not to. */
export function suggestForJvm(names: ReadonlySet<string>): Suggestion[] {
  const isWindows = process.platform === 'win32';
  const wrapped = (wrapper: string, script: string, tool: string) =>
    names.has(isWindows ? script : wrapper) ? (isWindows ? `.\\${script}` : `./${wrapper}`) : tool;
  const gradleFile = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'].find((name) =>
    names.has(name),
  );
  const maven = wrapped('mvnw', 'mvnw.cmd', 'mvn');
  const gradle = wrapped('gradlew', 'gradlew.bat', 'gradle');
  const of = (from: string, rows: readonly (readonly [Cost, string])[]): Suggestion[] =>
    rows.map(([cost, command]) => ({ role: 'check', command, from, cost }));
  return [
    ...(names.has('pom.xml')
      ? of('pom.xml', [
          ['build', `${maven} -B test-compile`],
          ['test', `${maven} -B test`],
        ])
      : []),
    ...(gradleFile === undefined
      ? []
      : of(gradleFile, [
          ['build', `${gradle} --no-daemon testClasses`],
          ['test', `${gradle} --no-daemon test`],
        ])),
  ];
}
