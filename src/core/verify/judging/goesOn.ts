/** What a command is made of in the project, as far as it tells how it goes on behind a failure. */
export interface CommandTexts {
  /** Scripts that it may call, by their names: those of package.json. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Texts of the files that it is made of: scripts of shells, the configuration of tools. */
  readonly files: readonly string[];
}

/** Called in front of another command, which they run as it is. */
const wrappers =
  /^(?:(?:npx|bunx|env|time|nice|cross-env|command|exec|c8|nyc|xvfb-run|dotenv)\s+(?:-{1,2}[\w-]+(?:=\S+)?\s+(?:\d+\s+)?)*|timeout\s+\S+\s+|(?:uv|poetry|pipenv|hatch|pdm|rye|bundle)\s+(?:run|exec)\s+|(?:pnpm|yarn|npm|bun)\s+(?:exec|dlx|x)\s+(?:--\s+)?|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S)*\s+)/;

/** Test runners, that run all they find and say in the end how many failed. */
const runner =
  /^(?:\S*\/)?(?:node\s(?:.*\s)?--test\b|mocha\b|_mocha\b|jest\b|vitest\b|pytest\b|py\.test\b|ctest\b|(?:python[\d.]*|py)\s(?:.*\s)?(?:-m\s*(?:pytest|unittest)|(?:\S*\/)?manage\.py\s+test)\b|go\s+test\b|cargo\s+(?:\+\S+\s+)?test\b)/;

/** What comes to nothing that a test runner could have printed. */
const quiet =
  /^(?:cd|export|set\s+[-+]|echo|mkdir|rm|cp|mv|true$|:$|clear|tsc|esbuild|eslint|prettier|biome|rollup|babel|swc|ruff|black|isort|flake8|mypy|(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install)\b|pip3?\s+install|uv\s+sync|go\s+(?:vet|build|mod)|cargo\s+(?:build|check|clippy|fmt)|gofmt)(?:\s|$)/;

const script =
  /^(?:npm|pnpm|yarn|bun)\s+(?:(?:-s|--silent)\s+)?(?:run(?:-script)?\s+(?:(?:-s|--silent)\s+)?)?(?<name>[\w:.@/-]+)(?<rest>.*)$/;

/** Ends and joins of commands, quoted ones left alone. */
const parts = /"(?:[^"\\]|\\.)*"|'[^']*'|\\.|(?<join>&&|\|\||[;&|\n]|`|\$\()/gs;

/** Options and settings by which test runners end at the first failure, or run what failed before alone. */
const stopWords: readonly RegExp[] = [
  /(?<![\w-])-{1,2}(?:test\.)?(?:fail-?fast|bail|exitfirst|maxfail|stepwise(?:-skip)?|sw|lf|last-failed|stop-on-(?:failure|error|defect)|onlyFailures|onlyChanged|changed(?:Since)?)\b(?!=(?:0|false)\b|\s+(?:0|false)\b)/i,
  /\b(?:bail|fail_?fast|stop_?on_?(?:failure|first|error|fail)\w*)\b["']?\s*[:=(](?!\s*(?:0\b|false\b|null\b|none\b|,|\)))/i,
  /(?:pytest|py\.test|ADDOPTS)\b[^\n]{0,300}?(?<![\w-])-(?!r)[a-wyzA-Z]*x[a-zA-Z]*\b/,
  /\baddopts\b[^\]]{0,300}?(?<![\w-])-(?!r)[a-wyzA-Z]*x[a-zA-Z]*\b/,
  /\bmaxfail\s*=\s*[1-9]/,
  /\bunittest\b[^\n]{0,300}?(?<![\w-])-[a-eg-zA-Z]*f[a-zA-Z]*\b/,
  /\b(?:mocha|jest)\b[^\n]{0,300}?(?<![\w-])-[ac-zA-Z]*[bo][a-zA-Z]*\b/,
];

/**
 * Why a command that fails may have left out what it would have run behind the failure, to be said behind the command;
 * undefined where it is one test runner and nothing else, which nothing tells to stop.
 */
export function endsEarly(command: string, { scripts, files }: CommandTexts): string | undefined {
  const steps = stepsOf(command, scripts, new Set());
  if (typeof steps === 'string') {
    return steps;
  }
  const last = steps.at(-1) ?? '';
  const loud = steps.slice(0, -1).find((step) => !quiet.test(step));
  if (loud !== undefined) {
    return `runs something behind “${loud}”, which never runs when that fails`;
  }
  if (!runner.test(last)) {
    return `runs “${last}”, and what that leaves out when something fails is not known`;
  }
  const texts = [command, ...scripts.values(), ...files];
  const stop = texts.map((text) => wordIn(text)).find((word) => word !== undefined);
  return stop === undefined ? undefined : `may stop at the first failure (“${stop}”)`;
}

/** What checks nothing by itself: it goes somewhere, sets something, or makes room. */
const errand =
  /^(?:cd|export|set|unset|echo|printf|mkdir|rm|cp|mv|true|:|clear|source|\.|(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install)|pip3?\s+install|uv\s+sync)(?:\s|$)/;

/** What looks at files by itself and says by its exit code what came of that: compilers, linters, checks of types. */
const checker =
  /^(?:\S*\/)?(?:tsc|vue-tsc|eslint|biome|oxlint|stylelint|prettier\s(?:.*\s)?(?:-c|--check)|ruff|black|flake8|pylint|mypy|pyright|go\s+(?:vet|build)|cargo\s+(?:\+\S+\s+)?(?:build|check|clippy)|golangci-lint|staticcheck|node\s+(?:-c|--check)|rustc|javac|(?:gcc|g\+\+|clang|clang\+\+|cc|c\+\+))\b/;

/** Whether a command is made of test runners and checkers alone, each of which makes it fail: what they name is at fault. */
export function failsWithEach(command: string, { scripts }: CommandTexts): boolean {
  const steps = stepsOf(command, scripts, new Set());
  const known = [runner, checker, errand, quiet];
  return (
    typeof steps !== 'string' &&
    ![command, ...scripts.values()].some((text) => /[;\n]/.test(text)) &&
    steps.every((step) => known.some((pattern) => pattern.test(step))) &&
    steps.some((step) => runner.test(step) || checker.test(step))
  );
}

/**
 * What a person has to know of a command that has several steps, to be said behind it; undefined for most. A control tells of
 * the whole command whether it looks at a file, and a linter that does vouches for tests that do not.
 */
export function stepsHint(command: string): string | undefined {
  const parts = split(command);
  const isJoined = parts.every((part) => typeof part === 'string');
  const steps = parts.filter((part) => typeof part === 'string' && !errand.test(part));
  return !isJoined || steps.length < 2
    ? undefined
    : `which of its ${steps.length} steps look at a file is not told apart: give each as a command of its own`;
}

function wordIn(text: string): string | undefined {
  return stopWords
    .map((pattern) => pattern.exec(text)?.[0])
    .find((word) => word !== undefined)
    ?.trim()
    .slice(-40);
}

/** What runs one behind the other, wrappers taken away and scripts put in; or why that is not known. */
function stepsOf(text: string, scripts: CommandTexts['scripts'], inside: ReadonlySet<string>): string[] | string {
  const steps: string[] = [];
  for (const part of split(text)) {
    if (typeof part !== 'string') {
      return `has a “${part.join}”, behind which a failure may be lost`;
    }
    const step = unwrapped(part);
    const called = script.exec(step)?.groups;
    const name = called?.name === 't' ? 'test' : (called?.name ?? '');
    if (!called || !scripts.has(name) || inside.has(name)) {
      steps.push(step);
      continue;
    }
    const within = new Set([...inside, name]);
    for (const [each, rest] of [
      [`pre${name}`, ''],
      [name, called.rest ?? ''],
      [`post${name}`, ''],
    ] as const) {
      const found = scripts.get(each);
      const below = found === undefined ? [] : stepsOf(found + rest, scripts, within);
      if (typeof below === 'string') {
        return below;
      }
      steps.push(...below);
    }
  }
  return steps;
}

function split(text: string): (string | { readonly join: string })[] {
  const found: (string | { readonly join: string })[] = [];
  let [start, end] = [0, 0];
  for (const { index, 0: all, groups } of text.matchAll(parts)) {
    const join = groups?.join;
    end = index + all.length;
    if (join === undefined) {
      continue;
    }
    // Of `2>&1` and `>&2`.
    if (join === '&' && text[index - 1] === '>') {
      continue;
    }
    found.push(text.slice(start, index));
    if (join !== '&&' && join !== ';' && join !== '\n') {
      found.push({ join: join === '$(' ? '$(…)' : join });
    }
    start = end;
  }
  found.push(text.slice(start));
  return found.flatMap((part) => (typeof part !== 'string' ? part : part.trim() === '' ? [] : part.trim()));
}

function unwrapped(step: string): string {
  let rest = step;
  for (let found = wrappers.exec(rest); found; found = wrappers.exec(rest)) {
    rest = rest.slice(found[0].length).trimStart();
  }
  return rest;
}
