import { dismissalsOf, unreadableDismissals } from '../compose/dismissals';
import { type FolderDismissals, type ListedDismissal, sharedDismissals } from '../core/dismissals/dismissals';
import { placeText } from '../core/findings/placeText';
import { printable } from '../core/report/text';
import { dismissalText } from '../core/run/hiding';
import { ruleIdOf } from '../core/strategy/rules';
import { counted } from '../core/text/counted';
import { errorMessage } from '../core/text/errorMessage';
import { jsonText } from '../core/text/jsonText';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import { stateRoot } from '../store/stateDir';
import type { DismissalsCommand, DismissCommand } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { print, tell } from './output';
import { withPastRun } from './pastRuns';
import { coloursOf } from './terminal';
import { typedPaths } from './typedPaths';

/** Dismisses findings of a run, in it and in later ones of its folder. */
export async function dismiss(command: DismissCommand): Promise<number> {
  return withPastRun(command, async ({ queue, run: { store } }) => {
    const { only, rules, reason, note } = command;
    const files = typedPaths(store, command.files);
    const all = [...store.files()].flatMap((file) => file.findings.map((finding) => ({ path: file.path, finding })));
    const isMeant = ({ path, finding }: (typeof all)[number]) =>
      (files.length > 0 || rules.length > 0) &&
      (files.length === 0 || files.includes(path)) &&
      (rules.length === 0 || rules.includes(ruleIdOf(finding.reviewer, finding)));
    const found = all.filter((one) => only.includes(one.finding.id) || isMeant(one));
    const lost = only.filter((id) => !found.some(({ finding }) => finding.id === id));
    for (const id of lost) {
      tell(`Run ${store.header.id} shows no finding ${id}.`);
    }
    const ids = found.map(({ finding }) => finding.id);
    const outcome = await queue.dismiss(ids, { ...(reason && { reason }), ...(note !== undefined && { note }) });
    if (outcome.kind === 'failed') {
      tell(`Nothing was dismissed: ${outcome.message}.`);
      return false;
    }
    for (const { path, finding } of found) {
      const isApplied = store.finding(finding.id) !== undefined;
      const place = [path, placeText(finding)].filter((part) => part !== undefined).join(', ');
      print(
        `${isApplied ? 'Not dismissed, as it is applied' : 'Dismissed'}: ${printable(`${finding.title} (${place})`)}\n`,
      );
    }
    print(`${outcome.findings} of ${found.length + lost.length} dismissed.\n`);
    return lost.length === 0 && outcome.findings === ids.length;
  });
}

/** Lists what is dismissed in a folder; or takes some of it back, or puts it into the folder's own file. */
export async function dismissals(command: DismissalsCommand): Promise<number> {
  const options = { root: stateRoot(command.stateDir), folder: command.folder, tell: () => {} };
  const known = await dismissalsOf(options).catch((error: unknown) => {
    throw new CommandFailure(`Cannot list dismissed findings: ${printable(errorMessage(error))}.`);
  });
  await known.load().catch((error: unknown) => {
    throw new CommandFailure(printable(unreadableDismissals(error)));
  });
  if (command.undo.length > 0) {
    return undo(known, command.undo);
  }
  if (command.share) {
    const count = await orFailure('Nothing was shared', () => known.share());
    print(`${counted(count, 'dismissed finding')} moved to ${sharedDismissals}.\n`);
    return exitCodes.done;
  }
  const list = known.list();
  if (command.format === 'json') {
    const listed = list.map(({ isShared, ...dismissal }) => ({ ...dismissal, shared: isShared }));
    const document = mapStrings({ version: 1, dismissals: listed }, maskSecrets);
    print(`${jsonText(document, 2)}\n`);
  } else {
    print([...list.map((one) => `${lineOf(one)}\n`), `${counted(list.length, 'finding')} dismissed.\n`].join(''));
  }
  return exitCodes.done;
}

async function undo(known: FolderDismissals, ids: readonly string[]): Promise<number> {
  const undone = await orFailure('Nothing was undone', () => known.undo(ids));
  for (const one of undone) {
    print(`Shown again from now on: ${printable(`${one.title} (${one.path})`)}\n`);
  }
  const lost = ids.filter((id) => !undone.some((one) => one.id === id));
  for (const id of lost) {
    tell(`No dismissed finding of the folder has the id ${id}.`);
  }
  return lost.length === 0 ? exitCodes.done : exitCodes.failures;
}

async function orFailure<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new CommandFailure(`${what}: ${printable(errorMessage(error))}.`, exitCodes.failures);
  }
}

/** "3f1c…  src/a.ts  eslint/no-undef  'x' is not defined  (accepted: a global; 2026-11-22; shared)" */
function lineOf({ id, path, from, source, rule, title, isShared, at, ...why }: ListedDismissal): string {
  const { bold, dim } = coloursOf(process.stdout);
  const { reason, note } = why;
  const said = dismissalText({ ...(reason && { reason }), ...(note !== undefined && { note }) });
  const about = [said, at?.slice(0, 10), from && `in ${from}`, isShared ? 'shared' : ''].filter((part) => part);
  const end = about.length > 0 ? `  ${dim(`(${printable(about.join('; '))})`)}` : '';
  const name = rule === undefined ? source : `${source}/${rule}`;
  return `${dim(id)}  ${bold(printable(path))}  ${printable(`${name}  ${title}`)}${end}`;
}
