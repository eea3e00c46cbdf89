import type { FolderOutcomes } from '../../figures/outcomes';
import { runFigures } from '../../figures/runFigures';
import type { RunStore } from '../../run/store';
import { figureLines, makerCells, makerColumns, makerName, overRuns } from '../figuresText';
import type { PageFigures } from './pageData';
import type { DrawnTimeline } from './timeline';

/** The figures of a run and of its folder, as the page shows them. */
export function figuresBlock(
  store: RunStore,
  { timeline, bars }: DrawnTimeline,
  outcomes: FolderOutcomes,
): PageFigures {
  const isLogged = bars.length + timeline.verifying.length > 0;
  return {
    lines: figureLines(runFigures(store, isLogged ? timeline : undefined)),
    over: overRuns(outcomes),
    columns: ['Rule', ...makerColumns],
    makers: outcomes.makers.map((maker) => ({
      cells: [makerName(maker), ...makerCells(maker)],
      ...(maker.isUnwanted && { unwanted: makerName(maker) }),
    })),
  };
}
