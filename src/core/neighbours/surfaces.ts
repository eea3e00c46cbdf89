import type { Workspace } from '../ports';
import type { Signature, SignatureReader } from '../signatures';
import type { Import, ImportRules } from './imports';
import { importRulesOf } from './rules';

/** What a file shows to those who import it. */
export interface Surface {
  readonly signatures: readonly Signature[];
  readonly imports: readonly Import[];
  readonly rules: ImportRules;
}

/** Where surfaces come from. */
export interface SurfaceSources extends SignatureReader {
  readonly read: Workspace['read'];
}

/** UTF-16 code units of what is kept. What is forgotten is read anew: it comes out the same. */
const mostKept = 16 * 1024 * 1024;
/** What an entry takes beside its texts, about. */
const entrySize = 200;

/** Reads the surface of a file once, as long as there is room for it. Undefined for files that nothing is shown of. */
export function createSurfaces({ read, signatures }: SurfaceSources) {
  const kept = new Map<string, { readonly surface: Promise<Surface | undefined>; size: number }>();
  let total = 0;

  async function load(path: string, signal: AbortSignal): Promise<Surface | undefined> {
    const outcome = await read(path);
    const rules = outcome.kind === 'text' ? importRulesOf(outcome.snapshot.language) : undefined;
    if (outcome.kind !== 'text' || !rules) {
      return undefined;
    }
    const found = await signatures(outcome.snapshot, signal);
    return found && { signatures: found, imports: rules.importsIn(outcome.snapshot.text), rules };
  }

  return (path: string, signal: AbortSignal): Promise<Surface | undefined> => {
    const known = kept.get(path);
    if (known) {
      return known.surface;
    }
    const entry = { surface: load(path, signal), size: entrySize };
    kept.set(path, entry);
    total += entry.size;
    void entry.surface.then((surface) => {
      const size = entrySize + (surface ? sizeOf(surface) : 0);
      total += size - entry.size;
      entry.size = size;
      for (const [oldest, { size }] of kept) {
        if (total <= mostKept) {
          break;
        }
        kept.delete(oldest);
        total -= size;
      }
    });
    return entry.surface;
  };
}

function sizeOf({ signatures, imports }: Surface): number {
  const ofSignature = ({ name, text, doc = '', members = [] }: Signature): number =>
    entrySize / 4 + name.length + text.length + doc.length + members.reduce((sum, one) => sum + ofSignature(one), 0);
  return signatures.reduce((sum, one) => sum + ofSignature(one), imports.length * entrySize);
}
