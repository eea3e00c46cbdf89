import type { Condition } from './imports';

type Expression = Condition['holds'];

const systems: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const unix: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);
/** With those that no compiler is for any more: https://github.com/golang/go/blob/master/src/internal/syslist/syslist.go */
const processors: ReadonlySet<string> = new Set([
  ...['386', 'amd64', 'amd64p32', 'arm', 'arm64', 'arm64be', 'armbe', 'loong64', 'mips', 'mips64', 'mips64le'],
  ...['mips64p32', 'mips64p32le', 'mipsle', 'ppc', 'ppc64', 'ppc64le', 'riscv', 'riscv64', 's390', 's390x'],
  ...['sparc', 'sparc64', 'wasm'],
]);
/** Systems for which what is written for another is built, too. */
const alsoBuiltAs: Readonly<Record<string, string>> = { android: 'linux', illumos: 'solaris', ios: 'darwin' };
/** By custom for files that are in no build. */
const neverSet = 'ignore';

/** Builds that are tried to find one that has two files. Where there are more, nobody can tell. */
const mostBuilds = 2_000;
/** Conditions that are kept: the files of a folder share a few. */
const mostConditions = 2_000;

/** Set by each release of Go from that one on. */
const release = /^go1\.(\d+)$/;

/** UTF-16 code units of a line that is read. */
const longestLine = 400;
const mostLines = 10;

/** The condition of a file, in its build lines and by its name, if it has one. https://pkg.go.dev/cmd/go#hdr-Build_constraints */
export function buildConditionOf(path: string, text: string): Condition | undefined {
  const lines = linesBefore(text);
  const [own = oldCondition(lines)] = lines.flatMap((line) => /^\/\/go:build (.+)/.exec(line)?.[1]?.trim() ?? []);
  const conditions = [...nameTags(path), ...(own === '' ? [] : [own])];
  const line = [...new Set(conditions)].map((one, _, all) => (all.length > 1 ? grouped(one, '||') : one)).join(' && ');
  return line === '' ? undefined : conditionOf(line.replace(/\s+/g, ' '));
}

const conditions = new Map<string, Condition>();

/** The same one for the same text, so that what is known of two is known of all that say the same. */
function conditionOf(line: string): Condition {
  const known = conditions.get(line);
  if (known) {
    return known;
  }
  const tags = new Set<string>();
  const condition = { tags, holds: parsed(line, tags), line };
  for (const oldest of conditions.size >= mostConditions ? conditions.keys() : []) {
    conditions.delete(oldest);
    break;
  }
  conditions.set(line, condition);
  return condition;
}

/** Lines of comments before the package, without those in blocks. */
function linesBefore(text: string): string[] {
  const comments = text.matchAll(/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//gy);
  return [...comments].flatMap(([one]) => (one.startsWith('//') ? one.slice(0, longestLine).trim() : []));
}

/** `// +build linux,!cgo darwin`, of which each line has to hold, in today's form; empty where there is none. */
function oldCondition(lines: readonly string[]): string {
  const each = lines
    .flatMap((line) => /^\/\/[ \t]*\+build[ \t]+(.+)/.exec(line)?.[1]?.replace(/[^\w.,! \t]/g, '') ?? [])
    .slice(0, mostLines);
  return each
    .map((line) =>
      line
        .trim()
        .split(/\s+/)
        .map((option) => option.split(',').join(' && ')),
    )
    .map((options) => options.map((one) => (options.length > 1 ? grouped(one, '&&') : one)).join(' || '))
    .map((one, _, all) => (all.length > 1 ? grouped(one, '||') : one))
    .join(' && ');
}

function grouped(expression: string, sign: string): string {
  return expression.includes(sign) ? `(${expression})` : expression;
}

/** `*_GOOS`, `*_GOARCH` and `*_GOOS_GOARCH`. */
function nameTags(path: string): string[] {
  const words = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/(?:_test)?\.go$/, '')
    .split('_')
    .slice(1);
  const [before = '', last = ''] = ['', ...words].slice(-2);
  if (processors.has(last)) {
    return systems.has(before) ? [before, last] : [last];
  }
  return systems.has(last) ? [last] : [];
}

function only(tag: string, tags: Set<string>): Expression {
  tags.add(tag);
  return (isSet) => isSet(tag);
}

/** `a && !(b || c)`; what is not written so is no condition. */
function parsed(line: string, tags: Set<string>): Expression {
  const tokens = line.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  let at = 0;
  const operand = (): Expression => {
    const token = tokens[at++];
    if (token === '!') {
      const negated = operand();
      return (isSet) => !negated(isSet);
    }
    if (token === '(') {
      const inner = either();
      at++;
      return inner;
    }
    return token === undefined ? () => true : only(token, tags);
  };
  const chain = (sign: string, next: () => Expression, join: (all: readonly Expression[]) => Expression) => () => {
    const all = [next()];
    while (tokens[at] === sign) {
      at++;
      all.push(next());
    }
    return join(all);
  };
  const both = chain('&&', operand, (all) => (isSet) => all.every((one) => one(isSet)));
  const either = chain('||', both, (all) => (isSet) => all.some((one) => one(isSet)));
  return either();
}

/** Whether it is run by itself, and so of no package with the files beside it. */
function isByItself({ tags }: Condition): boolean {
  return tags.has(neverSet);
}

const together = new WeakMap<Condition, WeakMap<Condition, { readonly found: boolean | undefined }>>();
/** Of a file that has none. */
const unconditional: Condition = { line: '', tags: new Set(), holds: () => true };

/**
 * Whether any build has both of two files; undefined where there are too many builds to tell.
 *
 * @param isBeside they are of one package by where they lie
 */
export function areBuiltTogether(
  own: Condition = unconditional,
  other: Condition | undefined,
  isBeside: boolean,
): boolean | undefined {
  if (isBeside && isByItself(own)) {
    return false;
  }
  if (!other) {
    return true;
  }
  const known = together.get(own) ?? new WeakMap();
  together.set(own, known);
  const answer = known.get(other) ?? { found: someBuild(own, other) };
  known.set(other, answer);
  return answer.found;
}

/** Whether two conditions hold in one of the builds that differ by their tags. */
function someBuild(own: Condition, other: Condition): boolean | undefined {
  const named = [...new Set([...own.tags, ...other.tags])];
  const isFree = (tag: string) =>
    !systems.has(tag) && !processors.has(tag) && !release.test(tag) && tag !== 'unix' && tag !== neverSet;
  const free = new Map(named.filter(isFree).map((tag, at) => [tag, at]));
  const since = new Map(named.flatMap((tag) => (release.test(tag) ? [[tag, Number(release.exec(tag)?.[1])]] : [])));
  const ofSystem = new Set([...named.filter((tag) => systems.has(tag)), 'linux', 'windows', 'plan9']);
  const ofProcessor = [...named.filter((tag) => processors.has(tag)), ''];
  const versions = [0, ...new Set(since.values())];
  const choices = 2 ** free.size;
  if (ofSystem.size * ofProcessor.length * versions.length * choices > mostBuilds) {
    return undefined;
  }
  for (const system of ofSystem) {
    const always = new Set([system, alsoBuiltAs[system], unix.has(system) && 'unix', isByItself(own) && neverSet]);
    for (const processor of ofProcessor) {
      for (const version of versions) {
        for (let choice = 0; choice < choices; choice++) {
          const isSet = (tag: string) =>
            always.has(tag) ||
            tag === processor ||
            (since.get(tag) ?? Number.POSITIVE_INFINITY) <= version ||
            ((choice >> (free.get(tag) ?? 31)) & 1) === 1;
          if (own.holds(isSet) && other.holds(isSet)) {
            return true;
          }
        }
      }
    }
  }
  return false;
}
