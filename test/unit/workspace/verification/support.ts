import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { toText } from '../../../../src/core/text/lines';
import type { CommandEnd, FileChange, Trial, TrialOutcome, VerificationSite } from '../../../../src/core/verify/ports';
import { sha256 } from '../../../../src/store/hash';
import { makePlace } from '../../../../src/workspace/place';
import { openSite, type SiteOptions } from '../../../../src/workspace/verification/site';
import type { RunInWorktree } from '../../../../src/workspace/verification/tryIn';
import { never } from '../support';

/** Runs a command in a process group of its own, and ends the group when cancelled. */
export const runPlainly: RunInWorktree = async ({ command, folder, environment }, signal) => {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...environment, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => process.kill(-(child.pid ?? 0), 'SIGKILL');
  signal.addEventListener('abort', kill);
  let head = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      head += chunk;
    });
  }
  const [exitCode, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  signal.removeEventListener('abort', kill);
  if (signal.aborted) {
    return { kind: 'cancelled' };
  }
  const end: CommandEnd =
    exitCode === null ? { kind: 'killed', signal: String(killedBy) } : { kind: 'exited', exitCode };
  return { kind: 'ran', run: { command, end, output: { head, tail: '', omittedBytes: 0 }, durationMs: 0 } };
};

export type TestSiteOptions = Partial<SiteOptions> & { readonly folder: string; readonly place: string };

export function siteOptions(options: TestSiteOptions): SiteOptions {
  return { unsaved: new Map(), parallel: 1, run: runPlainly, hash: sha256, ...options };
}

/** Opens a site, lets `use` have it, and closes it. */
export async function withSite<T>(options: TestSiteOptions, use: (site: VerificationSite) => Promise<T>): Promise<T> {
  await makePlace(options.place, {}, async () => true);
  const opened = await openSite(siteOptions(options), never);
  assert.equal(opened.kind, 'site', opened.kind === 'failed' ? opened.message : '');
  assert.ok(opened.kind === 'site');
  try {
    return await use(opened.site);
  } finally {
    await opened.site.close();
  }
}

export function tryCommands(site: VerificationSite, commands: readonly string[], changes: readonly FileChange[] = []) {
  const trial: Trial = { changes, commands, goesOn: ({ end }) => end.kind === 'exited' && end.exitCode === 0 };
  return site.try(trial, never);
}

/** What the last command printed. */
export function printed(outcome: TrialOutcome): string {
  assert.ok(outcome.kind === 'ran', JSON.stringify(outcome));
  return outcome.runs.at(-1)?.output.head ?? '';
}

export async function print(
  site: VerificationSite,
  command: string,
  changes: readonly FileChange[] = [],
): Promise<string> {
  return printed(await tryCommands(site, [command], changes));
}

/** A change of the first place of a file's text that has these words. */
export function change(folder: string, path: string, from: string, to: string): FileChange {
  const { text } = toText(readFileSync(join(folder, path), 'utf8').replace(/^\uFEFF/, ''));
  const start = text.indexOf(from);
  return { path, textHash: sha256(text), edits: [{ start, end: start + from.length, newText: to }] };
}

/** Every file below a folder with content, mode and times of change; what a link leads to. */
export function everything(folder: string, path = ''): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((child) => {
    const inner = join(path, child.name);
    const full = join(folder, inner);
    const { mode, mtimeMs, ino } = lstatSync(full);
    if (child.isDirectory()) {
      return [`${inner}/ ${mode} ${mtimeMs} ${ino}`, ...everything(folder, inner)];
    }
    const content = child.isSymbolicLink() ? readlinkSync(full) : readFileSync(full).toString('base64');
    return [`${inner} ${mode} ${mtimeMs} ${ino} ${content}`];
  });
}
