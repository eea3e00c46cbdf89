import type { Signature } from '../signatures';
import type { Binding, FolderFiles, Import, Target } from './imports';
import { definitionIndex, importIndex } from './surfaceIndex';
import type { Surface } from './surfaces';

/** A definition of another file that a file uses. */
export interface Used {
  readonly signature: Signature;
  /** The words by which it is used: what it is called there. */
  readonly by: readonly string[];
}

/** What a file uses of another file of the folder, in the order of the other's lines. */
export interface UsedFile {
  readonly path: string;
  readonly used: readonly Used[];
}

/** A file that offers what another has leads on to that, so often at most. */
const mostSteps = 5;
/** And for one file so many in all: where each of a hundred files offers all that the others have, there are a million. */
const mostLeads = 500;

/** What is used of a list of definitions: their positions, and by which words. */
interface FoundIn {
  readonly signatures: readonly Signature[];
  readonly by: Map<number, Set<string>>;
}

type Lead = Pick<Import, 'specifier' | 'bindings' | 'all'>;

/** Looks for what one file uses of those that it imports, and of those that these have it from. */
export class Search {
  readonly #path: string;
  readonly #words: ReadonlySet<string>;
  readonly #files: FolderFiles;
  readonly #surfaceOf: (path: string) => Promise<Surface | undefined>;
  readonly #found = new Map<string, FoundIn>();
  /** Which questions were asked: files may lead to each other in a circle. */
  readonly #asked = new Set<string>();
  #leads = 0;

  /** @param words those of the file */
  constructor(
    path: string,
    words: ReadonlySet<string>,
    files: FolderFiles,
    surfaceOf: (path: string) => Promise<Surface | undefined>,
  ) {
    this.#path = path;
    this.#words = words;
    this.#files = files;
    this.#surfaceOf = surfaceOf;
  }

  async collect({ path, bindings, all, isOfSamePackage }: Target, steps = 0): Promise<void> {
    const surface = await this.#surfaceAfter(steps, path);
    if (!surface) {
      return;
    }
    for (const binding of bindings) {
      if (this.#words.has(binding.local) && this.#isNew(`${path}\n${binding.imported}\n${binding.local}`)) {
        await this.#collectNamed(path, surface, binding, steps);
      }
    }
    if (all && this.#isNew(path)) {
      const isUsed = this.#collectAll(path, isOfSamePackage ? surface.withHidden : surface.signatures);
      const { offered, leading } = importIndex(surface.imports);
      for (const { specifier, bindings, all } of isUsed ? offered : leading) {
        const named = bindings.filter(({ local }) => this.#words.has(local));
        await this.#lead(path, surface, { specifier, bindings: named, all }, steps);
      }
    }
  }

  /**
   * Collects all that a file has of which nothing is used, as it is passed on; of one that does nothing else itself, what
   * the files have that it has it from.
   *
   * @param by the words with which it is passed on
   */
  async passOn(path: string, by: readonly string[], steps = 0): Promise<void> {
    const surface = await this.#surfaceAfter(steps, path);
    if (!surface || this.#found.has(path) || !this.#isNew(`${path}\nall`)) {
      return;
    }
    for (const at of surface.signatures.keys()) {
      this.#add(path, surface.signatures, at, by);
    }
    const whole = surface.signatures.length > 0 ? [] : importIndex(surface.imports).whole;
    for (const { specifier } of whole) {
      for (const target of this.#targetsOf(path, surface, { specifier, bindings: [], all: true })) {
        await this.passOn(target.path, by, steps + 1);
      }
    }
  }

  found(): UsedFile[] {
    return [...this.#found].map(([path, { signatures, by }]) => ({
      path,
      used: [...by]
        .sort(([one], [other]) => one - other)
        .flatMap(([at, words]) => {
          const signature = signatures[at];
          return signature ? [{ signature, by: [...words] }] : [];
        }),
    }));
  }

  async #surfaceAfter(steps: number, path: string): Promise<Surface | undefined> {
    return path === this.#path || steps > mostSteps ? undefined : this.#surfaceOf(path);
  }

  /** Whether anything of it is used. */
  #collectAll(path: string, signatures: readonly Signature[]): boolean {
    for (const [at, { name, isOpen, members = [] }] of signatures.entries()) {
      if (this.#words.has(name)) {
        this.#add(path, signatures, at, [name]);
      }
      for (const member of isOpen ? members : []) {
        if (this.#words.has(member.name)) {
          this.#add(path, signatures, at, [member.name]);
        }
      }
    }
    return this.#found.has(path);
  }

  async #collectNamed(path: string, surface: Surface, { imported, local }: Binding, steps: number): Promise<void> {
    const { byName, defaults } = definitionIndex(surface.signatures);
    const own = imported === 'default' ? defaults : (byName.get(imported) ?? []);
    for (const at of own) {
      this.#add(path, surface.signatures, at, [local]);
    }
    if (own.length > 0) {
      return;
    }
    const { named, whole } = importIndex(surface.imports);
    const known = named.get(imported);
    for (const lead of known ?? whole.map(({ specifier }) => ({ specifier, imported }))) {
      const bindings = [{ imported: lead.imported, local }];
      await this.#lead(path, surface, { specifier: lead.specifier, bindings, all: false }, steps);
    }
  }

  async #lead(from: string, surface: Surface, imported: Lead, steps: number): Promise<void> {
    for (const target of this.#targetsOf(from, surface, imported)) {
      await this.collect(target, steps + 1);
    }
  }

  #targetsOf(from: string, { rules }: Surface, imported: Lead): readonly Target[] {
    this.#leads += 1;
    return this.#leads > mostLeads ? [] : rules.resolve(from, imported, this.#files);
  }

  #add(path: string, signatures: readonly Signature[], at: number, words: readonly string[]): void {
    if (words.length === 0) {
      return;
    }
    const found = this.#found.get(path) ?? { signatures, by: new Map<number, Set<string>>() };
    this.#found.set(path, found);
    const by = found.by.get(at) ?? new Set();
    found.by.set(at, by);
    for (const word of words) {
      by.add(word);
    }
  }

  #isNew(question: string): boolean {
    const isNew = !this.#asked.has(question);
    this.#asked.add(question);
    return isNew;
  }
}
