import type { OpenRun } from '../compose/openRun';
import { printable } from '../core/report/text';
import { counted, firstOf } from '../core/text/counted';
import { tell } from './output';

/** More would make the message too long to be read. */
const mostNamed = 5;

/** Says which of the reviewed files are others by now: the review speaks of them as they were. Behind a look at the files. */
export async function tellEdited(open: OpenRun): Promise<void> {
  const edited = await open.editedFiles();
  if (edited.length === 0) {
    return;
  }
  const were = edited.length === 1 ? 'was' : 'were';
  const list = firstOf(
    edited.map(({ path }) => printable(path)),
    mostNamed,
  );
  const stale = edited.flatMap(({ findings }) =>
    findings.filter(({ proposal }) => proposal?.state.kind === 'stale'),
  ).length;
  tell(
    [
      `${counted(edited.length, 'reviewed file')} ${were} edited since: ${list}. The review speaks of the text before.`,
      ...(stale > 0
        ? [
            `${counted(stale, 'proposal')} there ${stale === 1 ? 'has' : 'have'} no place any more, and ${stale === 1 ? 'is' : 'are'} not verified.`,
          ]
        : []),
    ].join(' '),
  );
}
