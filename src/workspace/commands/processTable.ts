import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isInside } from '../paths';

/** A process that is at work; one that has ended and waits for its parent to notice is none. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Of the leader; 0 where the system has none. */
  readonly group: number;
  readonly session: number;
  /** With the id, what no other process has: ids are used again. */
  readonly startTime: string;
  /**
   * Whether it carries the tag, in its environment or in the name of what it prints to; on Linux also of one that its
   * parents have left, if it works in the place and can be ours.
   */
  readonly isTagged: boolean;
}

/** What a process is known by, whoever its parents are. */
export interface Marks {
  /** In the environment of all of them, also as the beginning of something longer. Nobody else has it. */
  readonly tag: string;
  /** Folders (real paths) in which commands of ours are at work, since a time in the system's ticks. */
  readonly place?: { readonly folders: readonly string[]; readonly since: number };
}

const run = promisify(execFile);
const longOutput = { maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' as const, windowsHide: true };

/** Processes looked at before others have their turn on the thread: some milliseconds. */
const atOnce = 100;

/** All processes of this machine that can be seen, but not this one. Rejects when the system does not tell. */
export async function listProcesses(marks: Marks): Promise<ProcessEntry[]> {
  const all = await (process.platform === 'linux'
    ? listLinux(marks)
    : process.platform === 'win32'
      ? listWindows()
      : listOthers(marks.tag));
  return all.filter(({ pid }) => pid !== process.pid);
}

/** See proc_pid_stat(5) and proc_pid_environ(5). */
async function listLinux(marks: Marks): Promise<ProcessEntry[]> {
  const entries: ProcessEntry[] = [];
  const adopter = marks.place ? await findAdopter().catch(() => 1) : 1;
  let looked = 0;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) && linuxProcess(Number(name));
    if (stat) {
      const isTagged = isSince(stat, marks) && (isLinuxTagged(stat.pid, marks.tag) || worksIn(stat, adopter, marks));
      entries.push({ ...stat, isTagged });
    }
    looked++;
    if (looked % atOnce === 0) {
      await turn();
    }
  }
  return entries;
}

function linuxProcess(pid: number): LinuxProcess | undefined {
  try {
    const { state, ...stat } = statOf(pid);
    return /[ZX]/.test(state) ? undefined : stat;
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

type LinuxProcess = Omit<ProcessEntry, 'isTagged'>;

/** Throws the system's error when there is none. */
function statOf(pid: number): LinuxProcess & { readonly state: string } {
  // In this encoding it is read at once, whatever the name in it is.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold anything, blanks and brackets too.
  const [state = '', parent, group, session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    ...{ pid, state, parent: Number(parent), group: Number(group), session: Number(session) },
    startTime: rest[15] ?? '',
  };
}

/** When a process was started that nobody has waited for yet, in the system's ticks; undefined but on Linux. */
export function startedAt(pid: number): number | undefined {
  try {
    return process.platform === 'linux' ? Number(statOf(pid).startTime) : undefined;
  } catch {
    return undefined;
  }
}

/** What was there before has been given no tag, and is where it is for reasons of its own. */
function isSince({ startTime }: LinuxProcess, { place }: Marks): boolean {
  return place === undefined || Number(startTime) >= place.since;
}

function isLinuxTagged(pid: number, tag: string): boolean {
  return (
    tells(() => readFileSync(`/proc/${pid}/environ`, 'latin1').includes(tag)) ||
    [1, 2].some((descriptor) => tells(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`).includes(tag)))
  );
}

/** What tells a process that its parents have left and that a command of ours has started from one of the person's. */
export interface Origin {
  /** When the leader of its session was started, in the system's ticks; undefined where that has ended. */
  readonly sessionSince: number | undefined;
  /** Desktops and service managers give each program that a person starts a control group of its own. */
  readonly controlGroup: string | undefined;
}

/**
 * Whether it can be ours: in a session that is not older than the command, which leads its own. So a job of the shell
 * that we were started from is none, nor what a person starts from there meanwhile.
 *
 * @param ours since when the command runs, and our own control group
 */
export function canBeOurs(
  { sessionSince, controlGroup }: Origin,
  ours: { readonly since: number; readonly controlGroup: string | undefined },
): boolean {
  return (sessionSince === undefined || sessionSince >= ours.since) && controlGroup === ours.controlGroup;
}

/**
 * Whether a process has its working directory, root, program or an open file in the place, and can be ours. One of a
 * session that began outside of what can be seen (0) cannot.
 */
function worksIn({ pid, parent, session }: LinuxProcess, adopter: number, { place }: Marks): boolean {
  if (place === undefined || parent !== adopter || session === 0) {
    return false;
  }
  const origin = { sessionSince: startedAt(session), controlGroup: controlGroupOf(pid) };
  if (!canBeOurs(origin, { since: place.since, controlGroup: controlGroupOf('self') })) {
    return false;
  }
  const leadsThere = (name: string) =>
    tells(() => {
      const path = readlinkSync(`/proc/${pid}/${name}`).replace(/ \(deleted\)$/, '');
      return place.folders.some((folder) => isAbsolute(path) && isInside(folder, path));
    });
  return (
    ['cwd', 'root', 'exe'].some(leadsThere) ||
    tells(() => readdirSync(`/proc/${pid}/fd`).some((descriptor) => leadsThere(`fd/${descriptor}`)))
  );
}

function controlGroupOf(pid: number | 'self'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1');
  } catch {
    return undefined;
  }
}

let knownAdopter: { readonly pid: number; readonly startTime: string } | undefined;

/**
 * Who becomes the parent of what our commands leave: the first process, or one above us that has asked for it
 * (PR_SET_CHILD_SUBREAPER). The system does not tell who has, so an orphan is made, and looked at.
 */
async function findAdopter(): Promise<number> {
  if (knownAdopter === undefined || linuxProcess(knownAdopter.pid)?.startTime !== knownAdopter.startTime) {
    const { stdout } = await run('/bin/sh', ['-c', 'sleep 60 > /dev/null 2>&1 & echo $!'], longOutput);
    const [orphan] = /^\d+$/m.exec(stdout) ?? [];
    if (orphan === undefined) {
      return 1;
    }
    const pid = linuxProcess(Number(orphan))?.parent ?? 1;
    process.kill(Number(orphan), 'SIGKILL');
    knownAdopter = { pid, startTime: linuxProcess(pid)?.startTime ?? '' };
  }
  return knownAdopter.pid;
}

/** Of another user's process neither can be read, and it is none of ours. */
function tells(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

/** See ps(1) of macOS: `-E` shows the environment behind the command. */
async function listOthers(tag: string): Promise<ProcessEntry[]> {
  const columns = ['pid', 'ppid', 'pgid', 'state', 'lstart', 'command'].flatMap((name) => ['-o', `${name}=`]);
  const { stdout } = await run('/bin/ps', ['-A', '-ww', '-E', ...columns], { ...longOutput, env: { LC_ALL: 'C' } });
  return psProcesses(stdout, tag);
}

export function psProcesses(listing: string, tag: string): ProcessEntry[] {
  return listing.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, startTime, command] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s(.*)$/.exec(line) ?? [];
    return startTime === undefined || state?.startsWith('Z')
      ? []
      : [
          {
            pid: Number(pid),
            parent: Number(parent),
            group: Number(group),
            // It does not tell the numbers of sessions. A group is in one session as a whole.
            session: Number(group),
            startTime,
            isTagged: command?.includes(tag) ?? false,
          },
        ];
  });
}

/** Where Windows keeps what belongs to it. */
export function windowsFile(...names: readonly string[]): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', ...names);
}

async function listWindows(): Promise<ProcessEntry[]> {
  const command =
    'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.CreationDate.Ticks)" }';
  const powershell = windowsFile('WindowsPowerShell', 'v1.0', 'powershell.exe');
  const { stdout } = await run(powershell, ['-NoProfile', '-NonInteractive', '-Command', command], longOutput);
  return windowsProcesses(stdout);
}

/** Parents may have ended, and another process may have their id: a parent that is younger than its child is none. */
export function windowsProcesses(listing: string): ProcessEntry[] {
  const rows = [...listing.matchAll(/^(\d+) (\d+) (\d*)\r?$/gm)].map(([, pid, parent, ticks = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    startTime: ticks,
  }));
  const startOf = new Map(rows.map(({ pid, startTime }) => [pid, startTime]));
  return rows.map(({ pid, parent, startTime }) => {
    const parentStart = startOf.get(parent);
    const isParent = parentStart === undefined || BigInt(parentStart || 0) <= BigInt(startTime || 0);
    return { pid, parent: isParent ? parent : 0, group: 0, session: 0, startTime, isTagged: false };
  });
}
