import type { Workspace } from '../ports';
import { mostMembers, mostSignatures, onlyIf, type Signature, type SignatureReader } from '../signatures';
import type { FileSnapshot } from '../types';
import type { Condition, Import, ImportRules, Offered } from './imports';
import { importRulesOf } from './rules';

/** What a file shows to those who import it. */
export interface Surface {
  readonly signatures: Offered;
  /** The same with what only files of its own package see. */
  readonly withHidden: readonly Signature[];
  /** Those and what it exports by names. */
  readonly imports: readonly Import[];
  readonly rules: ImportRules;
  /** What it offers to who takes all of it, where it lists that. */
  readonly namesForAll: ReadonlySet<string> | undefined;
  /** When it is part of a program; undefined for always. */
  readonly condition: Condition | undefined;
  /** It has more than was looked at. */
  readonly isCut: boolean;
}

/** What a look at a file came to. */
export interface Look {
  /** Of what stood there; null where that was no text. */
  readonly textHash: string | null;
  /** Undefined for files that nothing is shown of. */
  readonly surface: Surface | undefined;
}

/** Where surfaces come from. */
export interface SurfaceSources extends SignatureReader {
  readonly read: Workspace['read'];
  readonly importsOf: FindImports;
}

/** Finds what a file imports, in its order; undefined where paths alone do not tell what an import leads to. */
export type FindImports = (file: FileSnapshot) => readonly Import[] | undefined;

/** Files of which is remembered what they import. */
const mostFiles = 2_000;

/** Looks for the imports of a file once, be it the one that is under review or one that it imports. */
export function createImportFinder(): FindImports {
  const known = new Map<string, { readonly textHash: string; readonly imports: readonly Import[] | undefined }>();
  return ({ path, language, text, textHash }) => {
    const before = known.get(path);
    if (before?.textHash === textHash) {
      return before.imports;
    }
    const imports = importRulesOf(language)?.importsIn(text);
    known.set(path, { textHash, imports });
    for (const oldest of known.size > mostFiles ? known.keys() : []) {
      known.delete(oldest);
      break;
    }
    return imports;
  };
}

/** UTF-16 code units of what is kept. What is forgotten is read anew: it comes out the same. */
const mostKept = 16 * 1024 * 1024;
/** What an entry takes beside its texts, about. */
const entrySize = 200;

/**
 * Reads the surface of a file once, as long as there is room for it.
 *
 * @param most UTF-16 code units of what is kept, about
 */
export function createSurfaces({ read, signatures, importsOf }: SurfaceSources, most = mostKept) {
  const kept = new Map<string, { readonly look: Promise<Look>; size: number }>();
  let total = 0;

  async function load(path: string, signal: AbortSignal): Promise<Look> {
    const outcome = await read(path);
    const rules = outcome.kind === 'text' ? importRulesOf(outcome.snapshot.language) : undefined;
    if (outcome.kind !== 'text' || !rules) {
      return { textHash: outcome.kind === 'text' ? outcome.snapshot.textHash : null, surface: undefined };
    }
    const { textHash, text } = outcome.snapshot;
    const condition = rules.conditionOf?.(path, text);
    const all = await signatures(outcome.snapshot, signal);
    const line = condition?.line;
    const definitions = all?.filter(({ exportOf }) => exportOf === undefined);
    const found = line === undefined ? definitions : definitions?.map((one) => onlyIf(one, line));
    const imports = [...(importsOf(outcome.snapshot) ?? []), ...exportsIn(all ?? [])];
    const surface = found && {
      signatures: rules.offeredOf?.(found, imports, path) ?? found,
      withHidden: found,
      ...{ imports, rules, condition, namesForAll: rules.namesForAll?.(text) },
      isCut: hasMore(all ?? []) || found.some(({ members }) => members && members.length >= mostMembers),
    };
    return { textHash, surface };
  }

  return (path: string, signal: AbortSignal): Promise<Look> => {
    const known = kept.get(path);
    if (known) {
      return known.look;
    }
    const entry = { look: load(path, signal), size: entrySize };
    kept.set(path, entry);
    total += entry.size;
    void entry.look.then(({ surface }) => {
      // Forgotten while it was read, it takes no room.
      if (kept.get(path) !== entry) {
        return;
      }
      const size = entrySize + (surface ? sizeOf(surface) : 0);
      total += size - entry.size;
      entry.size = size;
      for (const [oldest, { size }] of kept) {
        if (total <= most) {
          break;
        }
        kept.delete(oldest);
        total -= size;
      }
    });
    return entry.look;
  };
}

/** Whether a file may have more definitions, or names that it exports, than were looked at. */
function hasMore(found: readonly Signature[]): boolean {
  const names = found.filter(({ exportOf }) => exportOf !== undefined).length;
  return Math.max(names, found.length - names) >= mostSignatures;
}

/** The names under which a file exports what it has, as an import of its own. */
function exportsIn(found: readonly Signature[]): Import[] {
  const bindings = found.flatMap(({ name, exportOf }) =>
    exportOf === undefined ? [] : [{ imported: exportOf, local: name }],
  );
  return bindings.length > 0 ? [{ specifier: '', bindings, all: false, offered: true }] : [];
}

function sizeOf({ withHidden, imports }: Surface): number {
  const ofSignature = ({ name, text, doc = '', members = [], fields = [] }: Signature): number =>
    [name, text, doc, ...fields].reduce((sum, one) => sum + one.length, entrySize / 4) +
    members.reduce((sum, one) => sum + ofSignature(one), 0);
  return withHidden.reduce((sum, one) => sum + ofSignature(one), imports.length * entrySize);
}
