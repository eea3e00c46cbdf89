import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';

/** What one run of git may use. Not on Windows; macOS heeds the time only. */
export interface GitLimits {
  /** Bytes of address space. */
  readonly memory: number;
  /** Seconds. It also ends a git whose review was killed. */
  readonly processorTime: number;
}

/** Far more than the largest repositories need, mapped packs included: see `limitedPacks`. */
export const standardLimits: GitLimits = { memory: 4 * 1024 ** 3, processorTime: 300 };

/** Settings by which packs of any size fit into the memory (git-config(1)); unlimited, git maps all of them. */
export const limitedPacks = [
  { key: 'core.packedgitlimit', value: '1g' },
  { key: 'core.packedgitwindowsize', value: '64m' },
] as const;

/** How git is called under limits: by a shell that sets those it can, unless it has lower ones, and turns into git. */
export function commandUnder(
  { memory, processorTime }: GitLimits,
  git: string,
): { readonly binary: string | [string, string]; readonly args: readonly string[] } {
  if (process.platform === 'win32') {
    return { binary: git, args: [] };
  }
  const limit = (what: string) => `ulimit ${what} 2>/dev/null || :`;
  const limits = [limit(`-v ${Math.floor(memory / 1024)}`), limit(`-t ${processorTime}`)];
  // Some shells change back to the real user unless told.
  const flags = process.geteuid?.() === process.getuid?.() ? '-c' : '-pc';
  return { binary: ['/bin/sh', flags], args: [`${limits.join('; ')}; exec "$0" "$@"`, git] };
}

/** What is said of a run that failed because of the limit on memory, by what it printed; undefined of another. */
export function whyOutOfMemory(stderr: string, { memory }: GitLimits): string | undefined {
  return /out of memory|cannot allocate memory|malloc failed/i.test(stderr)
    ? english(runFailures.memory, memory / 1024 ** 3)
    : undefined;
}

/**
 * What is said of a run that was killed.
 *
 * @param seconds How long it took. Nothing else tells the limit's signal from another's.
 */
export function whyKilled(seconds: number, { processorTime }: GitLimits): string {
  return seconds >= processorTime
    ? english(runFailures.slow, processorTime / 60, runFailures.slowRules)
    : runFailures.killed;
}
