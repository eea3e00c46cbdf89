import { calledMakefile, recipeOf } from './recipes';

/** What a command is made of in the project, as far as it tells how it goes on behind a failure. */
export interface CommandTexts {
  /** Scripts that it may call, by their names: those of package.json. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Scripts of shells that it may call, by their paths, relative to where it runs. */
  readonly shells: ReadonlyMap<string, string>;
  /** Makefiles that it may call, by their paths. */
  readonly makefiles: ReadonlyMap<string, string>;
  /** Texts of the files that it is made of: scripts of shells, the configuration of tools. */
  readonly files: readonly string[];
}

/** Of a command of which nothing is known. */
export const noTexts: CommandTexts = { scripts: new Map(), shells: new Map(), makefiles: new Map(), files: [] };

/** One of the commands that a command runs. */
export interface Step {
  /** Without what runs it as it is, such as `npx`. */
  readonly text: string;
  /** What stands behind it: `&&`, `;` …; empty at the end. */
  readonly sign: string;
  /** Why the command does not fail when it does: the sign behind which its exit code is lost. Absent where that counts. */
  readonly lost?: string;
  /** Where it stands, to be said behind "in"; absent where it was typed. */
  readonly place?: string;
  /** Whether a package manager says that it begins. */
  readonly isAnnounced: boolean;
}

/** What is looked into: scripts of package.json alone, or scripts of shells, too. */
type Depth = 'scripts' | 'all';

/** Steps of one command, and texts that it calls, at most: scripts may call each other in more ways than can be gone. */
const mostSteps = 300;
const mostTexts = 1000;
/** Characters of a script of a shell or a Makefile that is looked into. */
const longestText = 20_000;

/** Called in front of another command, which they run as it is. */
const wrappers =
  /^(?:(?:npx|bunx|env|time|nice|cross-env|command|exec|c8|nyc|xvfb-run|dotenv)\s+(?:-{1,2}[\w-]+(?:=\S+)?\s+(?:\d+\s+)?)*|timeout\s+\S+\s+|(?:uv|poetry|pipenv|hatch|pdm|rye|bundle)\s+(?:run|exec)\s+|(?:pnpm|yarn|npm|bun)\s+(?:exec|dlx|x)\s+(?:--\s+)?|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S)*\s+)/;

const script =
  /^(?:npm|pnpm|yarn|bun)\s+(?:(?:-s|--silent)\s+)?(?:run(?:-script)?\s+(?:(?:-s|--silent)\s+)?)?(?<name>[\w:.@/-]+)(?<rest>.*)$/;

/** Options of package managers, before the name of a script: those that choose where it is, and others. */
const options =
  /^((?:npm|pnpm|yarn|bun)\s+(?:run\s+|test\s+)?)(?:workspace\s+\S+\s+|(?:-w|-C|-F|--(?:workspace|prefix|dir|cwd|filter))(?:=|\s+)\S+\s*|-\S+\s*)+/;

/** A file that a shell reads, or words that it is given. */
const inShell =
  /^(?:(?<shell>(?:\S*\/)?(?:sh|bash|dash|zsh|ksh))\s+(?<options>(?:[-+]\w+\s+(?:pipefail\s+)?)*)(?:<\s*)?|(?:source|\.)\s+)?(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[\w@%+:,./-]+))/s;

/** Ends and joins of commands, quoted ones left alone. */
const signs = /"(?:[^"\\]|\\.)*"|'[^']*'|\\.|(?<sign>&&|\|\||;;|[;&|\n]|`|\$\()/gs;

/** What runs one behind the other, wrappers taken away and what is called put in. */
export function stepsOf(command: string, texts: CommandTexts, depth: Depth = 'all'): readonly Step[] {
  return stepsIn({ text: command, options: '', inside: new Set() }, texts, { depth, left: mostTexts });
}

interface Text {
  readonly text: string;
  /** Those of the shell that reads it. */
  readonly options: string;
  readonly place?: string;
  /** Whether a package manager says that it runs it. */
  readonly isAnnounced?: true;
  /** Whether whoever calls it goes on when it fails. */
  readonly mayFail?: true;
  /** The scripts that it is called by. */
  readonly inside: ReadonlySet<string>;
}

/** How far a search goes, and how many texts it may look into yet. */
interface Search {
  readonly depth: Depth;
  left: number;
}

function stepsIn(from: Text, texts: CommandTexts, search: Search): readonly Step[] {
  const steps: Step[] = [];
  const pieces = piecesOf(from.text);
  for (const [index, { text, sign }] of pieces.entries()) {
    const below = search.left-- > 0 ? calledBy(unwrapped(text), from, texts, search.depth) : undefined;
    const lost = lostBehind(pieces, index, from);
    if (below === undefined) {
      steps.push({
        ...{ text: unwrapped(text), sign, isAnnounced: false },
        ...(lost !== undefined && { lost }),
        ...(from.place !== undefined && { place: from.place }),
      });
    }
    for (const [at, called] of (below ?? []).entries()) {
      const inner = stepsIn(called, texts, search);
      const isLast = at === (below?.length ?? 0) - 1;
      steps.push(
        ...inner.map((step, place) => ({
          ...step,
          isAnnounced: step.isAnnounced || (place === 0 && called.isAnnounced === true),
          ...(step.lost === undefined && (lost !== undefined || called.mayFail) && { lost: lost ?? '-' }),
          ...(place === inner.length - 1 && { sign: isLast ? sign : '&&' }),
        })),
      );
    }
    if (steps.length > mostSteps) {
      break;
    }
  }
  return steps;
}

/** The texts that a step has run, in their order; undefined where it is no more than itself. */
function calledBy(
  step: string,
  { inside, place: from }: Text,
  { scripts, shells, makefiles }: CommandTexts,
  depth: Depth,
): readonly Text[] | undefined {
  const called = (depth === 'all' ? script.exec(step.replace(options, '$1')) : script.exec(step))?.groups;
  const name = called?.name === 't' ? 'test' : (called?.name ?? '');
  if (called && scripts.has(name) && !inside.has(name)) {
    const within = new Set([...inside, name]);
    return [`pre${name}`, name, `post${name}`].flatMap((each) => {
      const rest = each === name ? (called.rest ?? '') : '';
      // Those of several packages that have one name stand on a line each.
      const found = scripts.get(each)?.split('\n') ?? [];
      const shared = { options: '', place: `the script “${each}”`, isAnnounced: true, inside: within } as const;
      return found.map((text) => ({ ...shared, text: text + rest }));
    });
  }
  const made = depth === 'all' ? /^(?:\S*\/)?g?make(?:\s+(?<words>.*))?$/.exec(step) : null;
  if (made) {
    const folder = from !== undefined && makefiles.has(from) ? from.slice(0, from.lastIndexOf('/') + 1) : '';
    return calledByMake(made.groups?.words?.trim() ?? '', folder, inside, makefiles);
  }
  const read = depth === 'all' ? inShell.exec(step)?.groups : undefined;
  const words = read?.double ?? read?.single ?? read?.bare ?? '';
  const given = read?.options ?? '';
  if (/-\w*c\s/.test(given)) {
    return inside.size < 10
      ? [
          {
            text: words,
            options: given,
            ...(from !== undefined && { place: from }),
            inside: new Set([...inside, words]),
          },
        ]
      : undefined;
  }
  const path = words.replace(/^(?:\.\/)+/, '');
  const [file, text] = [...shells].find(([each]) => each === path || each.endsWith(`/${path}`)) ?? [];
  return file === undefined || text === undefined || text.length > longestText || path === '' || inside.has(`\0${file}`)
    ? undefined
    : [
        {
          text: scriptText(text),
          options: read?.shell === undefined ? optionsIn(text) : given,
          place: file,
          inside: new Set([...inside, `\0${file}`]),
        },
      ];
}

function calledByMake(
  words: string,
  folder: string,
  inside: Text['inside'],
  makefiles: CommandTexts['makefiles'],
): readonly Text[] | undefined {
  const file = calledMakefile(makefiles, folder, words.split(/\s+/).filter(Boolean));
  const key = `\0make ${file?.path} ${file?.words.join(' ')}`;
  const lines =
    file && file.text.length <= longestText && !inside.has(key) ? recipeOf(file.text, file.words) : undefined;
  return file === undefined || lines === undefined || lines.length === 0
    ? undefined
    : lines.map(({ text, options, mayFail }) => ({
        ...{ text, options, place: file.path, inside: new Set([...inside, key]) },
        ...(mayFail && { mayFail }),
      }));
}

/** The options of its first line, which count for who calls it by itself alone: not for `sh ci.sh`. */
function optionsIn(text: string): string {
  return /^#!\s*\S+(?:\s+(?:-S\s+)?(?:ba|da|z|k)?sh)?((?:\s+-\w+)*)/.exec(text)?.[1]?.concat(' ') ?? '';
}

/** Without comments and texts that are only given to a command. */
function scriptText(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\\\n/g, ' ')
    .replace(/<<-?\s*["']?(\w+)["']?(.*)\n[\s\S]*?\n\s*\1[ \t]*(?=\n|$)/g, '$2')
    .replace(/(^|\s)#[^\n"'`]*$/gm, '$1');
}

interface Piece {
  readonly text: string;
  readonly sign: string;
}

function piecesOf(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (const { index, 0: all, groups } of text.matchAll(signs)) {
    const sign = groups?.sign;
    // Of `2>&1`, `>&2` and `&>`.
    const isRedirection = sign === '&' && (text[index - 1] === '>' || text[index + 1] === '>');
    if (sign !== undefined && !isRedirection) {
      found.push({ text: text.slice(start, index).trim(), sign: sign === '$(' ? '$(…)' : sign });
      start = index + all.length;
    }
  }
  const pieces = [...found, { text: text.slice(start).trim(), sign: '' }].filter((piece) => piece.text !== '');
  const last = pieces.at(-1);
  return last && /^[;\n]/.test(last.sign) ? [...pieces.slice(0, -1), { ...last, sign: '' }] : pieces;
}

/** What ends a command of several commands; its exit code is that of the last of them. */
const closer = /^(?:fi|esac|\}|\))$/;
const asks = /^(?:if|elif|while|until|!)\s/;
/** Has what reads the text fail. */
const fails = /(?:^|\s)(?:(?:exit|return)(?:\s+["']?(?:[1-9]|\$)|$)|false\b)/;

/** The sign behind which a failure of one of the pieces is lost to whoever runs them; undefined where it is not. */
function lostBehind(pieces: readonly Piece[], index: number, { text, options }: Text): string | undefined {
  const isStrict = isStrictAt(pieces, index, options);
  const keepsPipes = /\bpipefail\b/.test(text + options);
  const [piece, before] = [pieces[index], pieces[index - 1]];
  let [at, sign, isAlone] = [index, piece?.sign ?? '', true];
  if (before?.sign === '$(…)' || before?.sign === '`') {
    return before.sign;
  }
  if (asks.test(piece?.text ?? '')) {
    return fails.test(pieces.map((each) => each.text).join('\n')) ? undefined : 'if';
  }
  if (sign === '&' || (sign === '|' && !keepsPipes)) {
    return sign;
  }
  for (; sign === '&&' || sign === '|'; sign = pieces[at]?.sign ?? '') {
    at++;
    isAlone &&= sign === '|';
  }
  while (/^[;\n]/.test(sign) && closer.test(pieces[at + 1]?.text ?? '')) {
    at++;
    sign = pieces[at]?.sign ?? '';
  }
  const next = pieces[at + 1]?.text ?? '';
  if (sign === '||') {
    const end = pieces.findIndex((each, place) => place > at && /[)}]$/.test(each.text));
    const group = /^[{(]/.test(next) ? pieces.slice(at + 1, end + 1) : [{ text: next }];
    return group.some((each) => fails.test(each.text.replace(/^[{(]\s*/, ''))) ? undefined : sign;
  }
  const isKept = !/^[;\n]/.test(sign) || /^(?:else|elif)\b|^exit$|\$\?/.test(next) || (isStrict && isAlone);
  return isKept ? undefined : sign;
}

/** Whether what reads the text ends there when something fails. */
function isStrictAt(pieces: readonly Piece[], index: number, options: string): boolean {
  const said = pieces
    .slice(0, index)
    .findLast(({ text }) => /^(?:set|trap)\s.*(?:[-+]\w*e|errexit|\bERR\b)/.test(text));
  const isSaid = said ? !/^set\s.*\+(?:\w*e|o\s+errexit)/.test(said.text) : /-\w*e/.test(options);
  return isSaid && !isInAsked(pieces, index);
}

const beginOfFunction = /^(?:function\s+)?([\w-]+)\s*\(\)|^function\s+([\w-]+)/;

/**
 * Whether one of the pieces is in a function that is called where its failing is asked for: shells go on behind what
 * fails in it then, whatever they were told (POSIX, Shell Command Language, `set -e`).
 */
function isInAsked(pieces: readonly Piece[], index: number): boolean {
  const begin = pieces.findLastIndex(({ text }, at) => at <= index && beginOfFunction.test(text));
  const [, one, other] = beginOfFunction.exec(pieces[begin]?.text ?? '') ?? [];
  const name = one ?? other;
  const end = pieces.findIndex(({ text }, at) => at > begin && text === '}');
  const calls = ({ text }: Piece) => text.replace(asks, '').split(/\s/)[0] === name;
  return (
    name !== undefined &&
    (end === -1 || index < end) &&
    pieces.some((piece) => calls(piece) && (asks.test(piece.text) || /^(?:\|\||&&)$/.test(piece.sign)))
  );
}

function unwrapped(step: string): string {
  let rest = step.replace(/^(?:(?:if|elif|while|until|then|else|do|!|\{|\()(?:\s+|(?<=\())|\()+/, '');
  rest = rest.includes('(') ? rest : rest.replace(/\s*\)+$/, '');
  for (let found = wrappers.exec(rest); found; found = wrappers.exec(rest)) {
    rest = rest.slice(found[0].length).trimStart();
  }
  return rest;
}
