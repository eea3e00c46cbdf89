import { type CommandTexts, type Step, stepsOf } from './steps';

/** Test runners, that run all they find and say in the end how many failed. */
const runner =
  /^(?:\S*\/)?(?:node\s(?:.*\s)?--test\b|mocha\b|_mocha\b|jest\b|vitest\b|pytest\b|py\.test\b|ctest\b|(?:python[\d.]*|py)\s(?:.*\s)?(?:-m\s*(?:pytest|unittest)|(?:\S*\/)?manage\.py\s+test)\b|go\s+test\b|cargo\s+(?:\+\S+\s+)?test\b)/;

/** What comes to nothing that a test runner could have printed. */
const quiet =
  /^(?:cd|export|set\s+[-+]|echo|mkdir|rm|cp|mv|true$|:$|clear|tsc|esbuild|eslint|prettier|biome|rollup|babel|swc|ruff|black|isort|flake8|mypy|(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install)\b|pip3?\s+install|uv\s+sync|go\s+(?:vet|build|mod)|cargo\s+(?:build|check|clippy|fmt)|gofmt)(?:\s|$)/;

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
export function endsEarly(command: string, given: CommandTexts): string | undefined {
  const { scripts, files } = given;
  const steps = stepsOf(command, given, 'scripts');
  const odd = steps.find((step) => !isSequence(step));
  if (odd) {
    return `has a “${odd.sign}”, behind which a failure may be lost`;
  }
  const last = steps.at(-1)?.text ?? '';
  const loud = steps.slice(0, -1).find(({ text }) => !quiet.test(text));
  if (loud !== undefined) {
    return `runs something behind “${loud.text}”, which never runs when that fails`;
  }
  if (!runner.test(last)) {
    return `runs “${last}”, and what that leaves out when something fails is not known`;
  }
  const texts = [command, ...scripts.values(), ...files];
  const stop = texts.map((text) => wordIn(text)).find((word) => word !== undefined);
  return stop === undefined ? undefined : `may stop at the first failure (“${stop}”)`;
}

/** Whether it is the end, or what stands behind it runs next. */
function isSequence({ sign }: Step): boolean {
  return /^(?:&&|[;\n]|;;|)$/.test(sign);
}

/** What checks nothing by itself: it goes somewhere, sets something, or makes room. */
const errand =
  /^(?:cd|export|set|unset|echo|printf|mkdir|rm|cp|mv|true|:|clear|source|\.|(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install)|pip3?\s+install|uv\s+sync)(?:\s|$)/;

/** What looks at files by itself and says by its exit code what came of that: compilers, linters, checks of types. */
const checker =
  /^(?:\S*\/)?(?:tsc|vue-tsc|eslint|biome|oxlint|stylelint|prettier\s(?:.*\s)?(?:-c|--check)|ruff|black|flake8|pylint|mypy|pyright|go\s+(?:vet|build)|cargo\s+(?:\+\S+\s+)?(?:build|check|clippy)|golangci-lint|staticcheck|node\s+(?:-c|--check)|rustc|javac|(?:gcc|g\+\+|clang|clang\+\+|cc|c\+\+))\b/;

/** What neither prints nor checks anything: the grammar of shells, and what goes with it. */
const silent =
  /^(?:(?:cd|export|set|unset|mkdir|rm|cp|mv|true|:|clear|source|\.|pushd|popd|local|readonly|declare|shift|return|exit|break|continue|wait|kill|sleep|trap|chmod|touch|test|\[|\[\[|for|case|fi|esac|done|do|else|then|function|ulimit|umask|[}{)])(?:\s|$)|[A-Za-z_]\w*=\S*$|\w+\s*\(\))/;

/** Prints, and fails for nothing that is to be judged. */
const filter = /^(?:echo|printf|cat|dirname|basename|pwd|tee|head|tail|date|ls|which|tput|sort|uniq|wc)(?:\s|$)/;

function isCheck({ text }: Step): boolean {
  return !errand.test(text) && !silent.test(text) && !filter.test(text);
}

/** Whether a command is made of test runners and checkers alone, each of which makes it fail: what they name is at fault. */
export function failsWithEach(command: string, texts: CommandTexts): boolean {
  const steps = stepsOf(command, texts, 'scripts');
  const known = [runner, checker, errand, quiet];
  return (
    steps.every((step) => isSequence(step) && !(isCheck(step) && step.lost !== undefined)) &&
    steps.every(({ text }) => known.some((pattern) => pattern.test(text))) &&
    steps.some(({ text }) => runner.test(text) || checker.test(text))
  );
}

/** The first step of a command whose failing does not make it fail, to be said of it; undefined where all of them count. */
export function lostStep(command: string, texts: CommandTexts): string | undefined {
  const step = stepsOf(command, texts).find((each) => isCheck(each) && each.lost !== undefined);
  const place = step?.place === undefined ? '' : ` in ${step.place}`;
  const behind = step?.lost === '\n' ? ' on the next line' : ` behind “${step?.lost}”`;
  return step && `the exit code of “${step.text}”${place} is lost${behind}`;
}

/**
 * What a person has to know of a command that has several steps, to be said behind it; undefined for most. A control tells of
 * the whole command whether it looks at a file, and a linter that does vouches for tests that do not.
 */
export function stepsHint(command: string, texts: CommandTexts): string | undefined {
  const lost = lostStep(command, texts);
  if (lost !== undefined) {
    return `${lost}, and with it what fails there: give that as a command of its own`;
  }
  const { length } = stepsOf(command, texts).filter(isCheck);
  return length < 2
    ? undefined
    : `which of its ${length} steps look at a file is not told apart: give each as a command of its own`;
}

/** One program, which prints nothing more when it has ended. */
const program =
  /^(?:(?:\S*\/)?(?:node|nodejs|python[\d.]*|py|ruby|perl|php|deno|bun|tsx|ts-node)\s|(?:go|cargo)\s+run\s|\.{0,2}\/\S)/;

/** By what a program starts others. */
const starter =
  /\bchild_process\b|\b(?:spawn|fork|exec(?:File)?)(?:Sync)?\s*\(|\bsubprocess\b|\bos\.system\b|\bWorker\s*\(|\b(?:execa|zx)\b/;

/** What is known of the places in an output at which one step of a command ends and the next begins. */
export interface Seams {
  /** Whether something may print behind a step that has ended before its end, with nothing counted that shows it. */
  readonly isLong: boolean;
  /** The lines that come first of what a step prints; absent where they are not known of each step behind another. */
  readonly starts?: { readonly count: number; is(line: string): boolean };
}

/** Where the output of a command may have its seams. */
export function seamsOf(command: string, texts: CommandTexts): Seams {
  const steps = stepsOf(command, texts).filter(({ text }) => !silent.test(text));
  const isKnown = ({ text }: Step) => [runner, checker, program, filter, quiet].some((pattern) => pattern.test(text));
  const isStarter = steps.some(({ text }) => program.test(text)) && texts.files.some((text) => starter.test(text));
  const isLong = (steps.length > 1 || !steps.every(isKnown) || isStarter) && !failsWithEach(command, texts);
  const echoed = steps.slice(1).map(({ text, isAnnounced }) => (isAnnounced ? '' : echoedBy(text)));
  if (!steps.every(isKnown) || isStarter || echoed.some((line) => line === undefined)) {
    return { isLong };
  }
  // As npm, pnpm and yarn say what they run.
  const is = (line: string) => /^[>$] \S/.test(line) || (line !== '' && echoed.includes(line));
  return { isLong, starts: { count: echoed.length, is } };
}

/** What a step prints that does nothing else. */
function echoedBy(step: string): string | undefined {
  const words = /^echo\s+(?:"([^"$`\\]+)"|'([^']+)'|([^"'$`\\*?<>|-][^"'$`\\*?<>|]*))$/.exec(step);
  return (words?.[1] ?? words?.[2] ?? words?.[3])?.trim();
}

function wordIn(text: string): string | undefined {
  return stopWords
    .map((pattern) => pattern.exec(text)?.[0])
    .find((word) => word !== undefined)
    ?.trim()
    .slice(-40);
}
