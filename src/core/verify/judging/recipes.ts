/** What make has a shell run for a target, line by line, or as one text; what begins with a minus may fail. */
export interface RecipeLine {
  readonly text: string;
  readonly mayFail: boolean;
  /** Options of the shell that reads it. */
  readonly options: string;
}

/** Targets of one make, at most. */
const mostTargets = 500;

interface Rule {
  readonly needs: string[];
  readonly lines: { readonly text: string; readonly mayFail: boolean }[];
}

const assignment = /^(?:(?:override|export)\s+)*(?<name>\.?\w[\w.-]*)\s*(?<sign>:{0,3}|\?|\+)=\s*(?<value>.*)$/;
const rule = /^(?<targets>[\w./%-][\w./% -]*)::?(?![:=])(?<needs>[^=;#]*)(?:;(?<first>.*))?$/;

/**
 * What make runs by a Makefile for the targets that are named, those that they need first; undefined where it has none of
 * them. Conditions, patterns and what other Makefiles have are not looked into.
 *
 * @param words the words behind `make`
 */
export function recipeOf(makefile: string, words: readonly string[]): readonly RecipeLine[] | undefined {
  // What is given behind `make` counts for more than what the Makefile says.
  const given = words.filter((word) => assignment.test(word)).join('\n');
  const variables = variablesIn(`${makefile}\n${given}`);
  const rules = rulesIn(makefile, variables);
  const [first] = [...rules.keys()].filter((target) => !target.startsWith('.') && !target.includes('%'));
  const named = words.filter((word) => rules.has(word));
  const isOther = words.some((word, index) => !/^-|=/.test(word) && !rules.has(word) && words[index - 1] !== '-j');
  const wanted = named.length > 0 || isOther || first === undefined ? named : [first];
  const done = new Set<string>();
  const lines: RecipeLine[] = [];
  const make = (target: string) => {
    if (done.has(target) || done.size === mostTargets) {
      return;
    }
    done.add(target);
    for (const need of rules.get(target)?.needs ?? []) {
      make(need);
    }
    const own = rules.get(target)?.lines ?? [];
    const isOneText = rules.has('.ONESHELL') && own.length > 0;
    const text = own.map((line) => line.text).join('\n');
    const whole = isOneText ? [{ text, mayFail: own[0]?.mayFail === true }] : own;
    lines.push(...whole.map((line) => ({ ...line, options: `${variables.get('.SHELLFLAGS') ?? ''} ` })));
  };
  for (const target of wanted) {
    make(target);
  }
  const ignores = rules.has('.IGNORE') || words.some((word) => /^(?:-[a-zA-Z]*i[a-zA-Z]*|--ignore-errors)$/.test(word));
  return wanted.length === 0 || isOther
    ? undefined
    : lines.map((line) => ({ ...line, mayFail: line.mayFail || ignores }));
}

/** What the variables of a Makefile stand for, by their names: those that are given as they are. */
function variablesIn(makefile: string): ReadonlyMap<string, string> {
  const variables = new Map([['MAKE', 'make']]);
  for (const line of linesIn(makefile)) {
    const { name = '', sign, value = '' } = assignment.exec(line)?.groups ?? {};
    const earlier = variables.get(name);
    if (name !== '' && !(sign === '?' && earlier !== undefined)) {
      variables.set(name, sign === '+' && earlier !== undefined ? `${earlier} ${value}` : value);
    }
  }
  return variables;
}

/** Variables may stand for others, in so many steps; what is not known of them is their name. */
function expanded(line: string, variables: ReadonlyMap<string, string>): string {
  let text = line;
  for (let step = 0; step < 3; step++) {
    let left = longestLine;
    text = text.replace(reference, (_, name: string) => {
      const value = variables.get(name) ?? name;
      left -= value.length;
      return left > 0 ? value : '';
    });
  }
  return text.replace(reference, '$1');
}

const reference = /(?<!\$)\$[({]([\w.-]+)[)}]/g;

/** What variables may make of one line; UTF-16 code units. */
const longestLine = 10_000;

function linesIn(makefile: string): readonly string[] {
  return makefile.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
}

function rulesIn(makefile: string, variables: ReadonlyMap<string, string>): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  let current: readonly string[] = [];
  for (const raw of linesIn(makefile)) {
    const line = expanded(raw, variables);
    const found = rule.exec(line)?.groups;
    if (found) {
      current = (found.targets ?? '').trim().split(/\s+/);
    } else if (/^\S/.test(line) && !line.startsWith('#')) {
      current = [];
    }
    const recipe = found ? found.first : /^\t(.*)/.exec(line)?.[1];
    for (const target of current) {
      const known = rules.get(target) ?? { needs: [], lines: [] };
      rules.set(target, known);
      known.needs.push(...(found?.needs ?? '').split(/\s+/).filter((need) => need !== '' && need !== '|'));
      const [, marks = '', text = ''] = /^\s*([@+-]*)\s*(.*)$/.exec(recipe ?? '') ?? [];
      if (text !== '') {
        known.lines.push({ text: text.replaceAll('$$', '$'), mayFail: marks.includes('-') });
      }
    }
  }
  return rules;
}

/** Names that make looks for, in its order. */
const standardNames = ['GNUmakefile', 'makefile', 'Makefile'];

/** A Makefile with those that it includes in their places. */
export interface Called {
  readonly path: string;
  readonly text: string;
  /** The words behind `make` but for those that choose it. */
  readonly words: readonly string[];
}

/**
 * The Makefile that make reads; undefined where none of those that are known is.
 *
 * @param makefiles texts by their paths
 * @param folder where make is called, relative, as paths begin with it: empty, or with a `/` at its end
 * @param words the words behind `make`
 */
export function calledMakefile(
  makefiles: ReadonlyMap<string, string>,
  folder: string,
  words: readonly string[],
): Called | undefined {
  const line = words.join(' ');
  const directory = /(?:^|\s)(?:-C\s*|--directory[= ])(\S+)/.exec(line)?.[1];
  const file = /(?:^|\s)(?:-f\s*|--(?:make)?file[= ])(\S+)/.exec(line)?.[1];
  const place = directory === undefined ? folder : `${within(folder, directory)}/`.replace(/^\/$/, '');
  const [sole] = makefiles.size === 1 ? makefiles.keys() : [];
  const names = file === undefined ? standardNames : [file];
  const path = names.map((name) => within(place, name)).find((name) => makefiles.has(name)) ?? sole;
  const left = line.replace(/(?:^|\s)(?:-[Cf]\s*|--(?:directory|(?:make)?file)[= ])\S+/g, ' ');
  return path === undefined
    ? undefined
    : { path, text: withIncluded(makefiles, path), words: left.split(/\s+/).filter((word) => word !== '') };
}

/** Each of them once. */
function withIncluded(makefiles: ReadonlyMap<string, string>, path: string, done = new Set([path])): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (makefiles.get(path) ?? '').replace(/^[-s]?include[ \t]+(.*)$/gm, (_, names: string) =>
    names
      .split(/\s+/)
      .map((name) => within(folder, name))
      .map((name) => {
        const isNew = makefiles.has(name) && !done.has(name);
        done.add(name);
        return isNew ? withIncluded(makefiles, name, done) : '';
      })
      .join('\n'),
  );
}

/** Relative to where the command runs: `.` and `..` are gone. */
function within(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}
