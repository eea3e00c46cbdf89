import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEditsToRaw } from '../../../../src/core/edits/applyEdits';
import type { Change } from '../../../../src/core/run/changes';
import { RunStore } from '../../../../src/core/run/store';
import { toText } from '../../../../src/core/text/lines';
import type { Finding, ProposalState } from '../../../../src/core/types';
import { sha256 } from '../../../../src/store/hash';
import { header } from '../../fakes';

export const run = '20260102-030405-678';

/** One change of a run in a file: of the first place that has some words; without them it is made already. */
export interface Made {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly action?: 'apply' | 'revert';
  readonly finding?: Partial<Finding>;
}

/** What the runs have changed that are killed while they are committed. */
export const crashedChanges: readonly Made[] = [
  { path: 'a.txt', from: 'one', to: 'two' },
  { path: 'sub/b.txt', from: 'one', to: 'two' },
];

/** The store of a run in a folder that has made changes there, one after another; they are made in the files, too, where they are not yet. */
export function storeWith(folder: string, all: readonly Made[]): RunStore {
  const store = new RunStore({ ...header, id: run, folder });
  const paths = [...new Set(all.map(({ path }) => path))];
  const files = paths.map((path) => ({ kind: 'file' as const, path, bytes: 1 }));
  store.apply({ type: 'discovered', files });
  for (const path of paths) {
    const made = all.filter((one) => one.path === path);
    const findings = made.map((one, at) => findingOf(one, at));
    store.apply({ type: 'found', path, findings: [...new Map(findings.map((one) => [one.id, one])).values()] });
    const changes = made.map((one, at) => makeChange(folder, one, findings[at]?.id ?? ''));
    const states = Object.fromEntries(
      changes.map(({ finding, action, textHash, baseHash }, change): [string, ProposalState] => [
        finding,
        action === 'revert' ? { kind: 'reverted' } : { kind: 'applied', receipt: { change, textHash, baseHash } },
      ]),
    );
    store.apply({ type: 'history', path, changes, states });
  }
  return store;
}

function findingOf({ path, finding }: Made, at: number): Finding {
  return {
    id: `${path}#${at}`,
    reviewer: 'model',
    ...{ source: 'a-model:7b', title: `Defect ${at}`, explanation: '', severity: 'warning' },
    ...{ category: 'bug', confidence: 'high' },
    proposal: { edits: [], anchoring: 'exact', flags: [], state: { kind: 'ready' } },
    ...finding,
  } as Finding;
}

function makeChange(folder: string, { path, from, to, action = 'apply' }: Made, finding: string): Change {
  const file = join(folder, path);
  const present = readFileSync(file, 'utf8');
  const raw = present.includes(from) ? present : present.replace(to, from);
  const { text } = toText(raw);
  const start = text.indexOf(from);
  const edits = [{ start, end: start + from.length, newText: to }];
  const edited = applyEditsToRaw(raw, edits);
  writeFileSync(file, edited);
  const [before, after] = [sha256(text), sha256(toText(edited).text)];
  return { finding, action, before, after, textHash: after, pure: true, baseHash: before, edits };
}
