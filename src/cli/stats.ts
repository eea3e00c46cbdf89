import { folderFigures } from '../compose/folderFigures';
import { toFiguresJson, toFiguresText } from '../core/report/figuresText';
import type { StatsCommand } from './command';
import { exitCodes } from './exitCode';
import { printAll, styleOfOutput } from './output';
import { presentRun } from './pastRuns';
import { lookUp } from './whichRun';

/** Prints the figures of a run, and what became of findings over all runs of its folder. */
export async function showStats({ format, ...which }: StatsCommand): Promise<number> {
  const runFolder = await lookUp(which);
  const store = await presentRun(runFolder, which.stateDir);
  const figures = await folderFigures(store, runFolder.path);
  await printAll(
    format === 'json' ? [toFiguresJson(figures)] : toFiguresText(figures, styleOfOutput(store.header.folder)),
  );
  return exitCodes.done;
}
