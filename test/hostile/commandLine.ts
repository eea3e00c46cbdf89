import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import pLimit from 'p-limit';
import { cliFile } from '../cli/cli';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { assertFiles, reviewEnd } from './endings';
import { folders } from './folders';
import { Ground } from './ground';
import type { CommandName, End, HostileFolder } from './hostileFolder';
import { defect, fineFile, layOut, provesItsCanary, swap } from './layOut';

/**
 * Meets every hostile folder with the built command line, several folders at once. Each of its `visits` finds the folder
 * as it was laid out, and carries its commands out one after another.
 */
export function meetOnCommandLine(
  visitsTo: (folder: HostileFolder) => readonly (readonly CommandName[])[],
  isWanted: (folder: HostileFolder) => boolean,
): void {
  const wanted = folders.filter(isWanted);
  // Other test files are at work beside it.
  const atOnce = Math.max(2, Math.ceil(availableParallelism() / 2));
  const limit = pLimit(atOnce);
  const meetings = new Map<HostileFolder, Promise<void>>();
  const begin = (folder: HostileFolder): void => {
    const meeting = limit(() => meet(folder, visitsTo(folder)));
    meeting.catch(() => undefined);
    meetings.set(folder, meeting);
  };

  describe('hostile folders on the command line', () => {
    for (const [position, folder] of wanted.entries()) {
      it(folder.name, async () => {
        for (const soon of wanted.slice(position, position + 2 * atOnce)) {
          if (!meetings.has(soon)) {
            begin(soon);
          }
        }
        await meetings.get(folder);
      }).timeout(600_000);
    }
  });
}

async function meet(folder: HostileFolder, visits: readonly (readonly CommandName[])[]): Promise<void> {
  await provesItsCanary(folder);
  for (const commands of visits) {
    await visit(folder, commands);
  }
}

async function visit(folder: HostileFolder, commands: readonly CommandName[]): Promise<void> {
  const ground = await Ground.create();
  const server = folder.reply && (await startModelServer({ reply: folder.reply(ground) }));
  try {
    await layOut(folder, ground);
    for (const command of commands) {
      if (command === 'apply') {
        await swap(folder, ground);
      }
      await carryOut(command, folder, ground, server);
    }
  } finally {
    await server?.stop();
    await ground.dispose();
  }
}

async function carryOut(
  command: CommandName,
  folder: HostileFolder,
  ground: Ground,
  server: ModelServer | undefined,
): Promise<void> {
  rmSync(ground.out, { recursive: true, force: true });
  const { exitCode, stdout, stderr } = await ground.run(
    process.execPath,
    [cliFile, ...wordsOf(command, folder, ground, server)],
    {
      cwd: folder.standsIn?.(ground) ?? ground.project,
      environment: { ...person, ...folder.environment?.(ground) },
      seconds: folder.seconds ?? 30,
    },
  );
  for (const name of existsSync(ground.out) ? readdirSync(ground.out) : []) {
    ground.judge(name, readFileSync(join(ground.out, name), 'utf8'));
  }
  if (folder.isElsewhere) {
    ground.judge('a request', JSON.stringify(server?.requests.map(({ body }) => body)));
  }
  const said = `${command} ended with ${exitCode}:\n${stdout}\n${stderr}`.slice(0, 4_000);
  assert.deepEqual(
    ground.trips().filter((trip) => command !== 'commit' || !writtenByCommits.test(trip)),
    [],
    said,
  );
  const end = endOf(command, folder, ground);
  if (end === undefined) {
    return;
  }
  assert.equal(exitCode, end.exitCode ?? 0, said);
  assert.match(stdout + stderr, end.says ?? /./, said);
  assertFiles(end, join(ground.out, 'results.json'), said);
  if ((command === 'apply' || command === 'review and apply') && end.exitCode !== 2 && !end.fixesNothing) {
    assert.ok(!readFileSync(ground.path(fineFile), 'utf8').includes(defect), said);
  }
}

/** New objects, and the branch of a run. */
const writtenByCommits = /^changed: project\/\.git\/(objects|refs\/heads\/folder-review)(\/|$)/;

/** Whom commits are by. */
const person = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Ann'],
    [`GIT_${role}_EMAIL`, 'ann@example.com'],
  ]),
);

function wordsOf(
  command: CommandName,
  { words = [], revision, isElsewhere }: HostileFolder,
  { project, out }: Ground,
  server: ModelServer | undefined,
): string[] {
  // The other one leads here, too, but is not loopback by its name.
  const url = isElsewhere ? server?.url.replace('127.0.0.1', '0.0.0.0') : server?.url;
  const model = url === undefined ? [] : ['--endpoint', `openai=${url}/v1,model=scripted:latest`];
  const review = ['review', project, '--fail-on', 'never', '--out', out, ...model, ...words];
  switch (command) {
    case 'estimate':
      return [...review, '--estimate'];
    case 'changed':
      return [...review, `--changed=${revision ?? 'HEAD'}`];
    case 'review':
      return review;
    case 'show':
      return ['show', 'last'];
    case 'apply':
      return ['apply', 'last', '--exact'];
    case 'commit':
      return ['commit', 'last'];
    case 'review and apply':
      return [...review, '--apply', 'exact'];
  }
}

/** How a command must end; undefined where nothing but that no canary is tripped matters. */
function endOf(command: CommandName, folder: HostileFolder, ground: Ground): End | undefined {
  const { ends } = folder;
  const isRefused = ends.review.exitCode === 2;
  const reviewed = reviewEnd(folder);
  const isRepository = existsSync(ground.path('.git'));
  const all: Record<CommandName, End | undefined> = {
    review: reviewed,
    'review and apply': reviewed,
    estimate: isRefused ? reviewed : { says: /to review/ },
    changed: isRefused || isRepository ? reviewed : { exitCode: 2, says: /git does not track/ },
    show: isRefused ? undefined : { ...(ends.review.says && { says: ends.review.says }) },
    apply: isRefused ? undefined : {},
    // Of most of them it leaves files out by name.
    commit: undefined,
  };
  return command === 'review' ? reviewed : (ends[command] ?? all[command]);
}
