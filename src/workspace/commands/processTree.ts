import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { groupBy } from '../../core/groupBy';
import { codeOf } from '../errors';
import { listProcesses, type Marks, type ProcessEntry, windowsFile } from './processTable';

/** What a command has started, however far it went from us. */
export interface ProcessTree extends Marks {
  /** Id of the process that we started, which leads a group and a session of its own. Unknown after a crash of ours. */
  readonly leader?: number;
}

/** Milliseconds between looks at what is left. */
const pause = 50;

/** Milliseconds in which the system ends what was killed. */
const lastWait = 1500;

/**
 * Ends all processes of a tree: they are asked to end (SIGTERM), and killed if they have not after the grace. Those
 * that left the group by `setsid` are found as children, those that left their parents by their tag or by where they
 * work. Found once, one stays found, whoever its parent is by then. On Windows nothing can be asked, and what has left its parents is not found.
 *
 * @param grace milliseconds
 * @returns Ids of those that are left nevertheless: the system does not end what waits for a device.
 */
export async function endTree(tree: ProcessTree, grace: number): Promise<number[]> {
  const killFrom = performance.now() + grace;
  const known = new Set<string>();
  for (;;) {
    const all = await listProcesses(tree).catch(() => undefined);
    if (all === undefined) {
      return endBlindly(tree);
    }
    const left = membersOf(all, tree, known);
    const now = performance.now();
    if (left.length === 0 || now > killFrom + lastWait) {
      return left.map(({ pid }) => pid);
    }
    const isFirst = known.size === 0;
    for (const entry of left) {
      known.add(nameOf(entry));
    }
    if (now >= killFrom || process.platform === 'win32') {
      await endAll(left, tree, 'SIGKILL');
    } else if (isFirst) {
      // Once: what they start to clean up with is let be until the grace is over.
      await endAll(left, tree, 'SIGTERM');
    }
    await delay(pause);
  }
}

/** Where the system does not tell which processes there are: the group, or what `taskkill` takes for the tree. */
async function endBlindly({ leader }: ProcessTree): Promise<number[]> {
  if (leader === undefined) {
    return [];
  }
  if (process.platform === 'win32') {
    await killOnWindows(leader);
    return [];
  }
  send(-leader, 'SIGKILL');
  await delay(pause);
  return send(-leader, 0) ? [leader] : [];
}

function nameOf({ pid, startTime }: ProcessEntry): string {
  return `${pid} ${startTime}`;
}

/** @param known names of those that were found before */
function membersOf(all: readonly ProcessEntry[], { leader }: ProcessTree, known: ReadonlySet<string>): ProcessEntry[] {
  const children = groupBy(all, ({ parent }) => parent);
  const found = new Map<number, ProcessEntry>();
  const add = (entry: ProcessEntry) => {
    if (!found.has(entry.pid)) {
      found.set(entry.pid, entry);
      children.get(entry.pid)?.forEach(add);
    }
  };
  const isLed = ({ pid, group, session }: ProcessEntry) => [pid, group, session].includes(leader ?? -1);
  all.filter((entry) => entry.isTagged || isLed(entry) || known.has(nameOf(entry))).forEach(add);
  // On Windows also of a leader that has ended.
  children.get(leader ?? -1)?.forEach(add);
  return [...found.values()];
}

/** The group gets a signal as one, so that nothing in it forks its way past, and nobody gets it twice. */
async function endAll(entries: readonly ProcessEntry[], { leader }: ProcessTree, signal: 'SIGTERM' | 'SIGKILL') {
  if (process.platform === 'win32') {
    await Promise.all(entries.map(({ pid }) => killOnWindows(pid)));
    return;
  }
  if (leader !== undefined && entries.some(({ group }) => group === leader)) {
    send(-leader, signal);
  }
  for (const { pid } of entries.filter(({ group }) => group !== leader)) {
    send(pid, signal);
  }
}

/** @returns whether there was somebody to get it */
function send(target: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    // It has ended, or has become another user's, which the next look tells.
    if (!['ESRCH', 'EPERM'].includes(codeOf(error) ?? '')) {
      throw error;
    }
    return false;
  }
}

function killOnWindows(pid: number): Promise<void> {
  return new Promise((resolve) => {
    // That it has ended meanwhile is no failure, and the next look tells of any other.
    execFile(windowsFile('taskkill.exe'), ['/T', '/F', '/PID', String(pid)], { windowsHide: true }, () => resolve());
  });
}
