import * as vscode from 'vscode';
import type { FileReview } from '../../core/fileReview';
import { shownLines } from '../../core/findings/placeText';
import type { Hasher } from '../../core/ports';
import { recordedText } from '../../core/text/recorded';
import type { Finding } from '../../core/types';
import { rowsMeant, type TreeElement } from '../elements';
import { presentPlace } from '../facts/findingPlaces';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine, paragraph } from '../plainText';
import { type Sessions, storeOf } from '../sessions';
import { editorUi, type Ui } from '../ui';

/** What the commands on findings need. */
export interface FindingCommandsDependencies {
  readonly sessions: Sessions;
  readonly hash: Hasher;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'status' | 'problem'>;
}

/** The commands on findings that ask for no proposal: to be ignored on their lines, and to be copied. */
export function registerFindingCommands(dependencies: FindingCommandsDependencies): vscode.Disposable {
  const { log } = dependencies;
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.ignoreOnLine, log, (argument, selected) =>
      ignoreOnLines(argument, selected, dependencies),
    ),
    registerGuardedCommand(commandIds.copyFinding, log, (argument, selected) =>
      copyFindings(argument, selected, dependencies),
    ),
  );
}

/** The editor calls without a row while it draws them anew, too. */
const noFinding = t('Nothing was done: choose the row of a finding in the Folder Review view, or choose it again.');

/** Has comments in the files silence findings, one after another, and says what came of it. */
export async function ignoreOnLines(
  argument: unknown,
  selected: unknown,
  { sessions, hash, ui = editorUi }: FindingCommandsDependencies,
): Promise<void> {
  const rows = rowsMeant(argument, selected).filter(({ kind }) => kind === 'finding');
  const comments: string[] = [];
  const problems: string[] = [];
  for (const row of rows) {
    const session = sessions.byRun(row.run);
    const found = row.kind === 'finding' ? session?.run.store.finding(row.finding) : undefined;
    if (!session || !found) {
      problems.push(t('This finding is no longer part of the review.'));
      continue;
    }
    const { finding, file } = found;
    const outcome = await session.queue.ignore(finding.id, (one, text) =>
      presentPlace(one.file, one.finding, text, hash),
    );
    await session.look(file.path);
    void session.save();
    if (outcome.kind === 'ignored') {
      comments.push(outcome.comment);
    } else {
      problems.push(
        t(
          '“{0}” ({1}) is not ignored: {2}',
          oneLine(finding.title),
          oneLine(file.path),
          recordedText(outcome.message, t),
        ),
      );
    }
  }
  const [problem = rows.length === 0 ? noFinding : undefined] = problems;
  if (problem !== undefined) {
    ui.problem(problems.length > 1 ? t('{0} And {1} more.', problem, problems.length - 1) : problem);
  } else {
    ui.status(
      comments.length === 1
        ? t('Ignored on its line: {0}', oneLine(comments[0] ?? ''))
        : t('{0, plural, one {# finding} other {# findings}} ignored on their lines.', comments.length),
    );
  }
}

async function copyFindings(
  argument: unknown,
  selected: unknown,
  { sessions, ui = editorUi }: FindingCommandsDependencies,
): Promise<void> {
  const found = rowsMeant(argument, selected).flatMap((row) => placedOf(row, sessions));
  if (found.length === 0) {
    ui.problem(noFinding);
  } else {
    await vscode.env.clipboard.writeText(found.map(copiedText).join('\n\n'));
    ui.status(t('{0, plural, one {Copied the finding.} other {Copied # findings.}}', found.length));
  }
}

interface PlacedFinding {
  readonly file: FileReview;
  readonly finding: Finding;
}

function placedOf(row: TreeElement, sessions: Sessions): PlacedFinding[] {
  const shown = sessions.shownByRun(row.run);
  if (!shown || row.kind === 'run' || row.kind === 'folder' || row.kind === 'more') {
    return [];
  }
  const store = storeOf(shown);
  if (row.kind === 'finding') {
    return [store.finding(row.finding) ?? []].flat();
  }
  const file = store.file(row.path);
  return file ? file.findings.map((finding) => ({ file, finding })) : [];
}

/** Title, place, kind and explanation, as plain text. */
export function copiedText({ file, finding }: PlacedFinding): string {
  const { title, explanation, severity, source, rule, place } = finding;
  const lines = shownLines(finding);
  const column = place?.startColumn === undefined ? '' : `:${place.startColumn + 1}`;
  const where = `${oneLine(file.path)}${lines ? `:${lines.startLine}${place ? column : ''}` : ''}`;
  const kind = `${severity}, ${oneLine(rule === undefined ? source : `${source}/${rule}`)}`;
  return [oneLine(title), `${where} (${kind})`, ...(explanation === '' ? [] : [paragraph(explanation)])].join('\n');
}
