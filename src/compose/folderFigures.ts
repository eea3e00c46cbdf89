import { runFigures } from '../core/figures/runFigures';
import type { FolderFigures } from '../core/report/figuresText';
import { readTimeline } from '../core/report/page/timeline';
import type { RunStore } from '../core/run/store';
import { folderOutcomes } from './folderOutcomes';
import { eventsOf } from './reportWorld';

/**
 * The figures of a folder.
 *
 * @param store the run that is told of, as it is now
 * @param directory its own folder
 */
export async function folderFigures(store: RunStore, directory: string): Promise<FolderFigures> {
  const { timeline, bars } = await readTimeline(eventsOf(directory));
  const isLogged = bars.length + timeline.verifying.length > 0;
  return {
    folder: store.header.folder,
    run: runFigures(store, isLogged ? timeline : undefined),
    ...(await folderOutcomes(store, directory)),
  };
}
