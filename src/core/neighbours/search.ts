import type { LeftOut } from '../parts';
import { mostSignatures, type Signature } from '../signatures';
import type { Binding, Condition, FolderFiles, Import, Offered, Target } from './imports';
import { definitionIndex, importIndex, isOneName } from './surfaceIndex';
import type { Surface } from './surfaces';

/** A definition of another file that a file uses. */
export interface Used {
  readonly signature: Signature;
  /** The words by which it is used: what it is called there. */
  readonly by: readonly string[];
  /** Those of them that are other names than its own. */
  readonly as?: readonly string[];
}

/** What a file uses of another file of the folder, in the order of the other's lines. */
export interface UsedFile {
  readonly path: string;
  readonly used: readonly Used[];
}

/** What a file uses of others, in the order in which it imports them, and what it may use besides. */
export interface Uses {
  readonly files: readonly UsedFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * A file that offers what others have leads on to these, so often at most for one file: where each of a hundred files offers
 * all that the others have, there are a million ways.
 */
const mostLeads = 500;

/** How a definition is used, see `Used`. */
interface Use {
  readonly signature: Signature;
  readonly by: Set<string>;
  readonly as: Set<string>;
}

type Lead = Pick<Import, 'specifier' | 'bindings' | 'all' | 'offered'>;

/** Looks for what one file uses of those that it imports, and of those that these have it from. */
export class Search {
  readonly #path: string;
  readonly #words: ReadonlySet<string>;
  readonly #files: FolderFiles;
  readonly #condition: Condition | undefined;
  readonly #surfaceOf: (path: string) => Promise<Surface | undefined>;
  readonly #found = new Map<string, Map<number, Use>>();
  /** Which questions were asked: files may lead to each other in a circle. */
  readonly #asked = new Set<string>();
  /** Files with more than was looked at, of which something more may be used. */
  readonly #cut = new Set<string>();
  /** Files that may be of no program that has this one. */
  readonly #unclear = new Set<string>();
  #leads = 0;
  #isUnfollowed = false;

  /**
   * @param words those of the file
   * @param condition when the file is part of a program
   */
  constructor(
    path: string,
    words: ReadonlySet<string>,
    files: FolderFiles,
    surfaceOf: (path: string) => Promise<Surface | undefined>,
    condition?: Condition,
  ) {
    this.#condition = condition;
    this.#path = path;
    this.#words = words;
    this.#files = files;
    this.#surfaceOf = surfaceOf;
  }

  async collect(target: Target): Promise<void> {
    const { path, isOfSamePackage } = target;
    const surface = await this.#surfaceAt(path, isOfSamePackage);
    if (!surface) {
      return;
    }
    const { bindings, all } = target.isStar ? takenByStar(target, surface) : target;
    const known = isOfSamePackage ? surface.withHidden : surface.signatures;
    const signatures = target.isStar ? known.map((one) => (one?.name.startsWith('_') ? undefined : one)) : known;
    const used = bindings.filter(({ local }) => this.#words.has(local));
    for (const binding of used) {
      const isNamed = binding.imported !== '*';
      const question = `${path}\n${isOfSamePackage ? 'own' : ''}\n${binding.imported}\n${binding.local}`;
      if (isNamed && this.#isNew(question)) {
        await this.#collectNamed(path, surface, binding, Boolean(isOfSamePackage));
      }
    }
    if ((all || isOneName(used)) && this.#isNew(path)) {
      this.#noteCut(path, surface);
      const isUsed = this.#collectAll(path, signatures);
      const { offered, leading } = importIndex(surface.imports);
      for (const { bindings, all, ...from } of isUsed ? offered : leading) {
        const named = bindings.filter(({ local }) => local !== 'default' && this.#words.has(local));
        const isWhole = all && (!isOneName(bindings) || isOneName(named));
        if (isWhole || named.length > 0) {
          await this.#lead(path, surface, { ...from, bindings: named, all: isWhole });
        }
      }
    }
  }

  /**
   * Collects all that a file has of which nothing is used, as it is passed on; of one that does nothing else itself, what
   * the files have that it has it from.
   *
   * @param by the words with which it is passed on
   */
  async passOn(path: string, by: readonly string[]): Promise<void> {
    const surface = await this.#surfaceAt(path);
    if (!surface || this.#found.has(path) || !this.#isNew(`${path}\nall`)) {
      return;
    }
    const { exported, whole } = importIndex(surface.imports);
    if (by.length > 0) {
      this.#addAll(path, surface, by, [...exported.values()].flat());
    }
    for (const { specifier } of surface.signatures.some(Boolean) || exported.size > 0 ? [] : whole) {
      for (const target of this.#targetsOf(path, surface, { specifier, bindings: [], all: true })) {
        await this.passOn(target.path, by);
      }
    }
  }

  found(): Uses {
    const cut = [...this.#cut].map((path) => ({ kind: 'definitions', path, looked: mostSignatures }) as const);
    const unclear = this.#unclear.size > 0 ? [{ kind: 'builds', files: this.#unclear.size } as const] : [];
    const unfollowed = this.#isUnfollowed ? [{ kind: 'leads' } as const] : [];
    return { files: this.#usedFiles(), leftOut: [...cut, ...unclear, ...unfollowed] };
  }

  #usedFiles(): UsedFile[] {
    return [...this.#found].map(([path, uses]) => ({
      path,
      used: [...uses]
        .sort(([one], [other]) => one - other)
        .map(([, { signature, by, as }]) => ({ signature, by: [...by], ...(as.size > 0 && { as: [...as] }) })),
    }));
  }

  async #surfaceAt(path: string, isBeside = false): Promise<Surface | undefined> {
    const surface = path === this.#path ? undefined : await this.#surfaceOf(path);
    const { areTogether } = surface?.rules ?? {};
    const isSeen = areTogether ? areTogether(this.#condition, surface?.condition, isBeside) : true;
    if (isSeen === undefined) {
      this.#unclear.add(path);
    }
    return isSeen ? surface : undefined;
  }

  #noteCut(path: string, { isCut }: Surface): void {
    if (isCut) {
      this.#cut.add(path);
    }
  }

  /** Whether anything of it is used. */
  #collectAll(path: string, signatures: Offered): boolean {
    for (const [at, signature] of signatures.entries()) {
      const { name = '', isOpen, members = [] } = signature ?? {};
      if (signature && this.#words.has(name)) {
        this.#add(path, at, signature, [name]);
      }
      for (const member of isOpen ? members : []) {
        if (signature && this.#words.has(member.name)) {
          this.#add(path, at, signature, [member.name]);
        }
      }
    }
    return this.#found.has(path);
  }

  /** @param bindings what it exports by names */
  #addAll(path: string, surface: Surface, by: readonly string[], bindings: readonly Binding[]): void {
    for (const [at, signature] of surface.signatures.entries()) {
      if (signature && (surface.namesForAll?.has(signature.name) ?? true)) {
        this.#add(path, at, signature, by);
      }
    }
    for (const { imported, local } of bindings) {
      for (const at of definitionIndex(surface.withHidden).byName.get(imported) ?? []) {
        this.#addAs(path, surface.withHidden, at, local, by);
      }
    }
  }

  /** @param isWithin it is asked for by the file itself, which knows what it does not export, and by what name */
  async #collectNamed(path: string, surface: Surface, { imported, local }: Binding, isWithin: boolean): Promise<void> {
    const signatures = isWithin ? surface.withHidden : surface.signatures;
    const { exported, named, whole } = importIndex(surface.imports);
    const exportedBy = isWithin ? undefined : exported.get(imported);
    for (const { imported } of exportedBy ?? []) {
      await this.#lead(path, surface, { specifier: '', bindings: [{ imported, local }], all: false });
    }
    const { byName, defaults } = definitionIndex(signatures);
    const own = exportedBy ? [] : imported === 'default' ? defaults : (byName.get(imported) ?? []);
    for (const at of own) {
      this.#addAs(path, signatures, at, local, [local]);
    }
    if (exportedBy || own.length > 0) {
      return;
    }
    this.#noteCut(path, surface);
    const known = named.get(imported);
    const members = known ? [] : wholesWith(imported, surface);
    for (const at of members) {
      this.#addAs(path, surface.withHidden, at, '', [local]);
    }
    if (members.length > 0) {
      return;
    }
    for (const lead of known ?? whole.map(({ specifier }) => ({ specifier, imported }))) {
      const bindings = [{ imported: lead.imported, local }];
      await this.#lead(path, surface, { specifier: lead.specifier, bindings, all: false });
    }
  }

  async #lead(from: string, surface: Surface, imported: Lead): Promise<void> {
    for (const target of this.#targetsOf(from, surface, imported)) {
      await this.collect(target);
    }
  }

  #targetsOf(from: string, { rules }: Surface, imported: Lead): readonly Target[] {
    this.#leads += 1;
    this.#isUnfollowed ||= this.#leads > mostLeads;
    return this.#leads > mostLeads ? [] : rules.resolve(from, imported, this.#files);
  }

  /** @param local what it is called there; empty where that is a member of it */
  #addAs(path: string, signatures: Offered, at: number, local: string, by: readonly string[]): void {
    const signature = signatures[at];
    const use = signature && this.#add(path, at, signature, by);
    if (use && ![local, ''].includes(signature.name) && !['', 'default'].includes(local)) {
      use.as.add(local);
    }
  }

  #add(path: string, at: number, signature: Signature, words: readonly string[]): Use {
    const found = this.#found.get(path) ?? new Map<number, Use>();
    this.#found.set(path, found);
    const use = found.get(at) ?? { signature, by: new Set(), as: new Set() };
    found.set(at, use);
    for (const word of words) {
      use.by.add(word);
    }
    return use;
  }

  #isNew(question: string): boolean {
    const isNew = !this.#asked.has(question);
    this.#asked.add(question);
    return isNew;
  }
}

/** The names that who takes all of a file takes, where it lists these. */
function takenByStar({ bindings, all }: Target, { namesForAll }: Surface): Pick<Target, 'bindings' | 'all'> {
  const listed = [...(namesForAll ?? [])].map((name) => ({ imported: name, local: name }));
  return namesForAll ? { bindings: [...bindings, ...listed], all: false } : { bindings, all };
}

/** Where those definitions are that a file exports as a whole and that have a member, as objects of JavaScript do. */
function wholesWith(member: string, { withHidden, imports }: Surface): number[] {
  const { byName, defaults } = definitionIndex(withHidden);
  const own = importIndex(imports).exported.get('default') ?? [];
  const wholes = [...defaults, ...own.flatMap(({ imported }) => byName.get(imported) ?? [])];
  return wholes.filter((at) => withHidden[at]?.members?.some(({ name }) => name === member));
}
