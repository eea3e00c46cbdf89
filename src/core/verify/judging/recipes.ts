/** What make runs for a target, line by line; a line that begins with a minus may fail. */
export interface RecipeLine {
  readonly text: string;
  readonly mayFail: boolean;
}

/** Targets of one make, at most. */
const mostTargets = 500;

const rule = /^(?<targets>[\w./%-][\w./% -]*):(?![:=])(?<needs>[^=;#]*)(?:;(?<first>.*))?$/;

/**
 * What make runs by a Makefile for the targets that are named, those that they need first; undefined where it has none of
 * them. Conditions, patterns and what other Makefiles have are not looked into.
 *
 * @param words the words behind `make`
 */
export function recipeOf(makefile: string, words: readonly string[]): readonly RecipeLine[] | undefined {
  const rules = rulesIn(makefile);
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
    lines.push(...(rules.get(target)?.lines ?? []));
  };
  for (const target of wanted) {
    make(target);
  }
  const ignores = rules.has('.IGNORE') || words.some((word) => /^(?:-[a-zA-Z]*i[a-zA-Z]*|--ignore-errors)$/.test(word));
  return wanted.length === 0 || isOther
    ? undefined
    : lines.map((line) => ({ ...line, mayFail: line.mayFail || ignores }));
}

function rulesIn(makefile: string): Map<string, { readonly needs: string[]; readonly lines: RecipeLine[] }> {
  const rules = new Map<string, { readonly needs: string[]; readonly lines: RecipeLine[] }>();
  let current: readonly string[] = [];
  for (const line of makefile.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
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
        known.lines.push({
          text: text.replace(/\$[({](\w+)[)}]/g, '$1').replaceAll('$$', '$'),
          mayFail: marks.includes('-'),
        });
      }
    }
  }
  return rules;
}
