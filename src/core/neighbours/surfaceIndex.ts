import type { Binding, Import, Offered } from './imports';

/** Where in a list of definitions those are that somebody asks for. */
export interface DefinitionIndex {
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly defaults: readonly number[];
}

/** What of a file's imports leads on to other files. */
export interface ImportIndex {
  /** What has a name in the file, and where it is from. */
  readonly named: ReadonlyMap<string, readonly { readonly specifier: string; readonly imported: string }[]>;
  /** Offered with all names that there are. */
  readonly whole: readonly Import[];
  /** What is exported by its name in the file, by that under which it is exported. */
  readonly exported: ReadonlyMap<string, readonly Binding[]>;
  readonly offered: readonly Import[];
  /** Those and what leads on where nothing of the file is used. */
  readonly leading: readonly Import[];
}

/** Makes what indexes each list once: many files ask for what is in the same. */
function remembering<List extends object, Index>(index: (list: List) => Index): (list: List) => Index {
  const known = new WeakMap<List, Index>();
  return (list) => {
    const found = known.get(list) ?? index(list);
    known.set(list, found);
    return found;
  };
}

export const definitionIndex = remembering((signatures: Offered): DefinitionIndex => {
  const byName = new Map<string, number[]>();
  const defaults: number[] = [];
  for (const [at, signature] of signatures.entries()) {
    if (signature) {
      append(byName, signature.name, at);
    }
    if (signature?.isDefault) {
      defaults.push(at);
    }
  }
  return { byName, defaults };
});

export const importIndex = remembering((imports: readonly Import[]): ImportIndex => {
  const named = new Map<string, { specifier: string; imported: string }[]>();
  const exported = new Map<string, Binding[]>();
  for (const { specifier, bindings } of imports) {
    for (const binding of bindings) {
      const { imported, local } = binding;
      if (specifier === '') {
        append(exported, local, binding);
      } else {
        append(named, local, { specifier, imported });
      }
    }
  }
  const offered = imports.filter((one) => one.offered);
  return {
    ...{ named, exported, offered },
    whole: offered.filter(({ all, bindings }) => all && !isOneName(bindings)),
    leading: imports.filter((one) => one.offered || one.leadsOn),
  };
});

/** Whether a module as a whole has one name: `* as a`. */
export function isOneName(bindings: readonly Binding[]): boolean {
  return bindings.some(({ imported }) => imported === '*');
}

function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list) {
    list.push(value);
  } else {
    lists.set(name, [value]);
  }
}
