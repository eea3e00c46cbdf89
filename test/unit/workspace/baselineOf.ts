import { type BaselineOptions, openFolderBaseline } from '../../../src/workspace/baseline/folderBaseline';
import { commitIn } from '../../../src/workspace/baseline/revision';
import { sha256 } from '../fakes';
import { never } from './support';

/** A folder as a revision has it, of which these files are asked about. */
export async function baselineOf(folder: string, revision: string, files: readonly string[]) {
  const named = await commitIn(folder, revision, never);
  if (named.kind !== 'commit') {
    return named;
  }
  const options: BaselineOptions = {
    ...{ folder, commit: named.id, files, maxFileSize: 1024, hash: sha256 },
    encodingOf: (path) => (path.endsWith('.win') ? 'windows1252' : 'utf8'),
  };
  return openFolderBaseline(options, never);
}
