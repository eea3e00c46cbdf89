import { readFileSync, renameSync, rmSync } from 'node:fs';
import type { HostileFolder } from './hostileFolder';

/** Repositories that want git to run, fetch or read something. */
export const git: readonly HostileFolder[] = [
  {
    name: 'hooks, a file system monitor and an external diff in the configuration of the repository',
    make(ground) {
      ground.files({ 'a.txt': 'a\n', 'hooks/post-index-change': ground.script, 'run.sh': ground.script });
      ground.commitAll();
      ground.git('config', 'core.hooksPath', ground.path('hooks'));
      ground.git('config', 'core.fsmonitor', ground.path('run.sh'));
      ground.git('config', 'diff.external', ground.path('run.sh'));
    },
    fires: (ground) => ground.git('status'),
    ends: {
      review: { files: { 'a.txt': 'reviewed' } },
      changed: { files: { 'a.txt': 'absent', 'fine.js': 'reviewed' } },
    },
  },
  {
    name: 'a filter that git runs to compare files',
    make(ground) {
      ground.files({ 'a.txt': 'a\n', '.gitattributes': '*.txt filter=planted\n' });
      ground.commitAll();
      ground.git('config', 'filter.planted.clean', ground.command);
      ground.files({ 'a.txt': 'b\n' });
    },
    fires: (ground) => ground.git('status'),
    ends: { review: { files: { 'a.txt': 'reviewed' } } },
  },
  {
    name: 'a git, a node and a sh of its own on a PATH that names the current folder',
    make(ground) {
      ground.files({ git: ground.script, node: ground.script, sh: ground.script });
      ground.commitAll();
    },
    fires: (ground) => ground.run('/bin/sh', ['-c', 'git status'], { environment: { PATH: '.:/usr/bin:/bin' } }),
    environment: () => ({ PATH: `.:${process.env.PATH}` }),
    ends: { review: { files: { git: 'reviewed', node: 'reviewed' } }, changed: {} },
  },
  {
    name: 'a revision that is an option',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
    },
    fires: (ground) => ground.git('diff', `--output=${ground.mark}`),
    revision: '--output=../fired/mark',
    ends: { review: {}, changed: { exitCode: 2, says: /git knows no revision/ } },
  },
  {
    name: 'a work tree that the configuration puts elsewhere',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      ground.git('config', 'core.worktree', ground.outside);
    },
    fires: (ground) => {
      ground.secrets.push(readFileSync(`${ground.outside}/notes.txt`, 'utf8'));
      return ground.run('git', ['diff', '--no-index', '/dev/null', `${ground.outside}/notes.txt`]);
    },
    ends: { review: { exitCode: 2, says: /puts its work tree elsewhere/ } },
  },
  {
    name: 'a missing commit that git fetches with a program',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      ground.files({
        '.git/config': promisor(`ext::sh -c ${ground.files({ '.git/run.sh': ground.script })}/.git/run.sh`),
      });
    },
    fires: (ground) => ground.run('git', ['rev-parse', `${'deadbeef'.repeat(5)}^{commit}`]),
    revision: 'deadbeef'.repeat(5),
    ends: { review: {}, changed: { exitCode: 2, says: /git knows no revision/ } },
    inEditor: true,
  },
  {
    name: 'ignore rules that stand in the index alone, to be fetched with a program',
    make(ground) {
      ground.files({ 'sub/.gitignore': 'x\n', 'sub/a.txt': 'a\n' });
      ground.commitAll();
      const id = ground.git('rev-parse', 'HEAD:sub/.gitignore').trim();
      ground.git('update-index', '--skip-worktree', 'sub/.gitignore');
      rmSync(ground.path('sub/.gitignore'));
      rmSync(ground.path('.git/objects', id.slice(0, 2), id.slice(2)));
      ground.files({ 'sub/new.txt': 'a\n' });
      ground.files({
        '.git/config': promisor(`ext::sh -c ${ground.files({ '.git/run.sh': ground.script })}/.git/run.sh`),
      });
    },
    fires: (ground) => ground.run('git', ['status']),
    ends: {
      review: { files: { 'sub/a.txt': 'reviewed' } },
      changed: { files: { 'sub/new.txt': 'reviewed', 'sub/a.txt': 'absent' } },
    },
  },
  {
    name: 'a git directory elsewhere in the folder, with a program in what it includes',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      renameSync(ground.path('.git'), ground.path('data'));
      ground.files({
        '.git': 'gitdir: data\n',
        'data/run.sh': ground.script,
        'data/config': '[include]\n\tpath = more\n',
        'data/more': `[core]\n\tfsmonitor = ${ground.path('data/run.sh')}\n`,
      });
    },
    fires: (ground) => ground.run('git', ['status']),
    ends: { review: { files: { 'a.txt': 'reviewed' } }, changed: { files: { 'a.txt': 'absent' } } },
  },
];

const promisor = (url: string) =>
  '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[protocol "ext"]\n\tallow = always\n' +
  `[remote "origin"]\n\tpromisor = true\n\turl = ${url}\n`;
