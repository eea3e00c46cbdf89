import { readFileSync } from 'node:fs';
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
    inEditor: true,
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
];
