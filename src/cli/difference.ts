import { structuredPatch } from 'diff';
import type { Workspace } from '../core/ports';
import type { ProposalQueue } from '../core/queue/proposalQueue';
import type { Colours } from '../core/report/style';
import { printable } from '../core/report/text';
import { counted } from '../core/text/counted';
import { maskSecrets } from '../core/text/secrets';
import { coloursOf } from './terminal';

/** Lines of a difference that are shown. */
const mostLines = 40;

/** Shows on standard error what has become of the text that a proposal made, which keeps it from being taken back. */
export async function tellDifference(
  queue: Pick<ProposalQueue, 'entry' | 'textMade'>,
  { read }: Workspace,
  id: string,
): Promise<void> {
  const entry = queue.entry(id);
  const made = entry && (await queue.textMade(entry));
  const now = entry && (await read(entry.file.path));
  if (entry && made !== undefined && now?.kind === 'text') {
    const lines = differenceLines(made, now.snapshot.text);
    const colours = coloursOf(process.stderr);
    process.stderr.write(lines.map((line) => `  ${coloured(printable(line), colours)}\n`).join(''));
  }
}

/** Headers of the files and of a hunk are no changed lines. */
function coloured(line: string, { bold, cyan, red, green }: Colours): string {
  if (/^(?:---|\+\+\+) as it /.test(line)) {
    return bold(line);
  }
  return line.startsWith('@@')
    ? cyan(line)
    : line.startsWith('-')
      ? red(line)
      : line.startsWith('+')
        ? green(line)
        : line;
}

/** The lines of a unified difference, secrets masked; none where the texts are the same. */
function differenceLines(made: string, now: string): string[] {
  const [from, to] = ['as it was applied', 'as it is now'];
  const { hunks } = structuredPatch(from, to, maskSecrets(made), maskSecrets(now), '', '', { context: 2 });
  if (hunks.length === 0) {
    return [];
  }
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: changed }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...changed,
  ]);
  const more = lines.length - mostLines;
  return [
    `--- ${from}`,
    `+++ ${to}`,
    ...lines.slice(0, mostLines),
    ...(more > 0 ? [`… and ${counted(more, 'more line')}`] : []),
  ];
}
