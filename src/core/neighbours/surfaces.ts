import type { Workspace } from '../ports';
import type { Signature, SignatureReader } from '../signatures';
import type { FileSnapshot } from '../types';
import type { Import, ImportRules } from './imports';
import { importRulesOf } from './rules';

/** What a file shows to those who import it. */
export interface Surface {
  readonly signatures: readonly Signature[];
  /** The same with what only files of its own package see. */
  readonly withHidden: readonly Signature[];
  readonly imports: readonly Import[];
  readonly rules: ImportRules;
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
    const { textHash } = outcome.snapshot;
    const found = await signatures(outcome.snapshot, signal);
    const surface = found && {
      signatures: offeredOf(found, rules),
      withHidden: found,
      imports: importsOf(outcome.snapshot) ?? [],
      rules,
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

/** Without what only files of the same package can use. */
function offeredOf(signatures: readonly Signature[], { isOffered }: ImportRules): readonly Signature[] {
  if (!isOffered) {
    return signatures;
  }
  const isSeen = ({ name }: Signature) => isOffered(name);
  return signatures.filter(isSeen).map((signature) => {
    const { members = [] } = signature;
    return members.every(isSeen) ? signature : { ...signature, members: members.filter(isSeen) };
  });
}

function sizeOf({ withHidden, imports }: Surface): number {
  const ofSignature = ({ name, text, doc = '', members = [] }: Signature): number =>
    entrySize / 4 + name.length + text.length + doc.length + members.reduce((sum, one) => sum + ofSignature(one), 0);
  return withHidden.reduce((sum, one) => sum + ofSignature(one), imports.length * entrySize);
}
