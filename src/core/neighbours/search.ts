import type { Signature } from '../signatures';
import type { Binding, FolderFiles, Import, Target } from './imports';
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

type Lead = Pick<Import, 'specifier' | 'bindings' | 'all'>;

/** Looks for what one file uses of those that it imports, and of those that these have it from. */
export class Search {
  readonly #path: string;
  readonly #words: ReadonlySet<string>;
  readonly #files: FolderFiles;
  readonly #surfaceOf: (path: string) => Promise<Surface | undefined>;
  readonly #found = new Map<string, Map<Signature, Set<string>>>();
  readonly #order = new Map<string, readonly Signature[]>();
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
      if (this.#words.has(binding.local) && this.#isNew(path, binding.imported, binding.local)) {
        await this.#collectNamed(path, surface, binding, steps);
      }
    }
    if (all && this.#isNew(path)) {
      const isUsed = this.#collectAll(path, isOfSamePackage ? surface.withHidden : surface.signatures);
      const leads = surface.imports.filter(({ offered, leadsOn }) => offered || (leadsOn && !isUsed));
      for (const { specifier, bindings, all } of leads) {
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
    if (!surface || this.#found.has(path) || !this.#isNew(path, 'all')) {
      return;
    }
    for (const signature of surface.signatures) {
      this.#add(path, surface.signatures, signature, by);
    }
    const whole = surface.signatures.length > 0 ? [] : surface.imports.filter(({ all, offered }) => all && offered);
    for (const { specifier } of whole) {
      for (const target of this.#targetsOf(path, surface, { specifier, bindings: [], all: true })) {
        await this.passOn(target.path, by, steps + 1);
      }
    }
  }

  found(): UsedFile[] {
    return [...this.#found].map(([path, used]) => ({
      path,
      used: (this.#order.get(path) ?? []).flatMap((signature) => {
        const by = used.get(signature);
        return by ? [{ signature, by: [...by] }] : [];
      }),
    }));
  }

  async #surfaceAfter(steps: number, path: string): Promise<Surface | undefined> {
    return path === this.#path || steps > mostSteps ? undefined : this.#surfaceOf(path);
  }

  /** Whether anything of it is used. */
  #collectAll(path: string, signatures: readonly Signature[]): boolean {
    for (const signature of signatures) {
      const names = [signature.name, ...(signature.isOpen ? (signature.members ?? []).map(({ name }) => name) : [])];
      this.#add(
        path,
        signatures,
        signature,
        names.filter((name) => this.#words.has(name)),
      );
    }
    return this.#found.has(path);
  }

  async #collectNamed(path: string, surface: Surface, { imported, local }: Binding, steps: number): Promise<void> {
    const isIt = ({ name, isDefault }: Signature) => (imported === 'default' ? isDefault : name === imported);
    const own = surface.signatures.filter(isIt);
    for (const signature of own) {
      this.#add(path, surface.signatures, signature, [local]);
    }
    if (own.length > 0) {
      return;
    }
    const named = surface.imports.flatMap(({ specifier, bindings }) =>
      bindings
        .filter((binding) => binding.local === imported)
        .map((binding) => ({ specifier, bindings: [{ imported: binding.imported, local }], all: false })),
    );
    const whole = surface.imports
      .filter(({ all, offered }) => all && offered)
      .map(({ specifier }) => ({ specifier, bindings: [{ imported, local }], all: false }));
    for (const lead of named.length > 0 ? named : whole) {
      await this.#lead(path, surface, lead, steps);
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

  #add(path: string, signatures: readonly Signature[], signature: Signature, by: readonly string[]): void {
    if (by.length === 0) {
      return;
    }
    const used = this.#found.get(path) ?? new Map<Signature, Set<string>>();
    this.#found.set(path, used);
    this.#order.set(path, signatures);
    const words = used.get(signature) ?? new Set();
    used.set(signature, words);
    for (const word of by) {
      words.add(word);
    }
  }

  #isNew(...question: readonly string[]): boolean {
    const key = question.join('\n');
    const isNew = !this.#asked.has(key);
    this.#asked.add(key);
    return isNew;
  }
}
