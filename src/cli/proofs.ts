import { textHashesOf } from '../compose/presentRun';
import { keptOutputs } from '../compose/runFiles';
import { stateWords } from '../core/edits/proposalState';
import type { Workspace } from '../core/ports';
import { hasProposal, type QueueEntry } from '../core/queue/queueEntry';
import { locationText } from '../core/report/findingText';
import type { Style } from '../core/report/style';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { isProofOld, proofText } from '../core/verify/proofText';
import { program } from './calledAs';
import type { ProofsCommand } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { printAll, styleOfOutput } from './output';
import { presentRun } from './pastRuns';
import { proofAdvice, unprovenOf } from './proofAdvice';
import { lookUp } from './whichRun';
import { worldOf } from './world';

/** Prints what commands say of the proposals of a run; of one with all that the command printed. */
export async function showProofs(command: ProofsCommand): Promise<number> {
  const runFolder = await lookUp(command);
  const store = await presentRun(runFolder, command.stateDir);
  const { only } = command;
  const { folder, options } = store.header;
  const { workspace } = worldOf(folder, options, 1);
  if (only === undefined) {
    const lines = await proofLines(store, workspace);
    await printAll(
      lines.length > 0
        ? [...lines, ...adviceLines(store)]
        : [
            `No proposal of run ${store.header.id} was verified yet. To do so: ${program} verify ${store.header.id} --verify "npm test"\n`,
          ],
    );
    return exitCodes.done;
  }
  const found = store.finding(only);
  if (!found || !hasProposal(found.finding)) {
    throw new CommandFailure(
      `Run ${store.header.id} has no proposal ${printable(only)}. \`--proof\` alone lists them.`,
    );
  }
  const { output } = found.finding.proposal.proof ?? {};
  const printed = output === undefined ? undefined : await keptOutputs(runFolder).recall(output);
  await printAll([
    proofLine(
      { file: found.file, finding: found.finding },
      await textHashesOf([found.file], workspace),
      styleOfOutput(folder),
    ),
    printed === undefined
      ? 'There is no command output for it.\n'
      : `${printed.replace(/\n$/, '').split('\n').map(printable).join('\n')}\n`,
    ...proofAdvice(store.header.id, unprovenOf(only, found.finding.proposal.proof)).map((line) => `${line}\n`),
  ]);
  return exitCodes.done;
}

function adviceLines(store: RunStore): readonly string[] {
  const unproven = [...store.files()].flatMap(({ findings }) =>
    findings.flatMap(({ id, proposal }) => (proposal?.state.kind === 'ready' ? unprovenOf(id, proposal.proof) : [])),
  );
  return proofAdvice(store.header.id, unproven).map((line) => `${line}\n`);
}

/** A line or two for each proposal that commands have said something of. */
export async function proofLines(store: RunStore, workspace: Workspace): Promise<readonly string[]> {
  const entries = [...store.files()].flatMap((file) =>
    file.findings.flatMap((finding) => (hasProposal(finding) && finding.proposal.proof ? [{ file, finding }] : [])),
  );
  const hashes = await textHashesOf([...new Set(entries.map(({ file }) => file))], workspace);
  const style = styleOfOutput(store.header.folder);
  return entries.map((entry) => proofLine(entry, hashes, style));
}

function proofLine({ file, finding }: QueueEntry, hashes: ReadonlyMap<string, string>, style: Style): string {
  const { state, proof } = finding.proposal;
  const { bold, dim } = style;
  const head = `${dim(finding.id)}  ${locationText({ path: file.path, finding }, style)}: ${bold(printable(finding.title))}`;
  const known = proof ? proofText(proof) : 'Not verified yet';
  const isOld = isProofOld(finding.proposal, hashes.get(file.path));
  const now =
    state.kind === 'ready'
      ? isOld
        ? ' (of the file as it was: it has changed since)'
        : ''
      : ` (${stateWords(state)} since)`;
  const colour =
    style[proof?.result.kind === 'verified' ? 'green' : proof?.result.kind === 'failed' ? 'red' : 'yellow'];
  return `${head}\n    ${colour(printable(known))}${now}\n`;
}
