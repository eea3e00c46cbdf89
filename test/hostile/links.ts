import { execFileSync } from 'node:child_process';
import { appendFileSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Ground } from './ground';
import type { HostileFolder } from './hostileFolder';

const fixable = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';

/** Puts something else in the place of a folder between a review and its application. */
function swapFolder(ground: Ground, target: string): void {
  renameSync(ground.path('sub'), ground.path('old'));
  symlinkSync(target, ground.path('sub'));
}

/** Folders whose names lead elsewhere, or to what is no file. */
export const links: readonly HostileFolder[] = [
  {
    name: 'a file and a folder that are links to those outside',
    make: (ground) => {
      symlinkSync(`${ground.outside}/code.js`, ground.path('code.js'));
      symlinkSync(ground.outside, ground.path('sub'));
    },
    fires: (ground) => appendFileSync(ground.path('sub/code.js'), '//\n'),
    ends: {
      review: {
        files: { 'code.js': 'skipped: symlink', sub: 'skipped: symlink', 'sub/code.js': 'absent' },
        says: /links are not followed/,
      },
    },
    inEditor: true,
  },
  {
    name: 'links that lead round in circles',
    make: (ground) => {
      ground.files({ 'deep/a.txt': 'a\n' });
      symlinkSync('.', ground.path('itself'));
      symlinkSync('..', ground.path('deep/above'));
      symlinkSync('two', ground.path('one'));
      symlinkSync('one', ground.path('two'));
    },
    fires: (ground) => ground.run('sh', ['-c', 'find -L . 2>&1 >/dev/null | grep -q loop && kill -ABRT $$']),
    ends: {
      review: { files: { itself: 'skipped: symlink', 'deep/above': 'skipped: symlink', one: 'skipped: symlink' } },
    },
  },
  {
    name: 'links to devices and to what the system says of a process',
    make: (ground) => {
      symlinkSync('/dev/zero', ground.path('zero.js'));
      symlinkSync('/dev/stdin', ground.path('stdin.js'));
      symlinkSync('/proc/self/environ', ground.path('environ.js'));
      symlinkSync('/proc/self/root', ground.path('root'));
    },
    fires: (ground) => ground.run('sh', ['-c', 'cat zero.js > /dev/null'], { seconds: 1 }),
    ends: { review: { files: { 'zero.js': 'skipped: symlink', root: 'skipped: symlink' } } },
  },
  {
    name: 'pipes and a socket in the place of source files',
    async make(ground) {
      execFileSync('mkfifo', [ground.path('a.js'), ground.path('b.py')]);
      await leaveSocket(ground.path('c.js'));
    },
    fires: (ground) => ground.run('cat', ['a.js'], { seconds: 1 }),
    ends: {
      review: {
        files: {
          'a.js': 'skipped: not a regular file',
          'b.py': 'skipped: not a regular file',
          'c.js': 'skipped: not a regular file',
        },
      },
    },
    inEditor: true,
  },
  {
    name: 'links in the place of folder-review.yaml and .reviewignore',
    make: (ground) => {
      writeFileSync(`${ground.outside}/config.yaml`, 'review: {}\n');
      symlinkSync(`${ground.outside}/config.yaml`, ground.path('folder-review.yaml'));
      symlinkSync('/dev/zero', ground.path('.reviewignore'));
    },
    fires: (ground) => ground.run('sh', ['-c', 'cat .reviewignore > /dev/null'], { seconds: 1 }),
    ends: { review: { exitCode: 2, says: /^folder-review\.yaml:1:1: it is a symbolic link/ } },
  },
  {
    name: 'a folder that becomes a link to one outside between review and apply',
    make: (ground) => {
      ground.files({ 'sub/code.js': fixable });
    },
    swap: (ground) => swapFolder(ground, ground.outside),
    fires(ground) {
      swapFolder(ground, ground.outside);
      appendFileSync(ground.path('sub/code.js'), '//\n');
    },
    mayChange: ['sub/code.js'],
    ends: {
      review: { files: { 'sub/code.js': 'reviewed' } },
      apply: { exitCode: 3, says: /leads out of the reviewed folder/ },
    },
    inEditor: true,
  },
  {
    name: 'a folder that becomes a link to .claude between review and apply',
    make: (ground) => {
      ground.files({ 'sub/code.js': fixable, '.claude/code.js': fixable });
    },
    swap: (ground) => swapFolder(ground, '.claude'),
    fires(ground) {
      swapFolder(ground, '.claude');
      appendFileSync(ground.path('sub/code.js'), '//\n');
    },
    mayChange: ['sub/code.js'],
    ends: { review: { files: { 'sub/code.js': 'reviewed' } }, apply: { exitCode: 3, says: /failed: .*sub\/code\.js/ } },
  },
  {
    name: 'a folder that becomes a link to the hooks of git between review and apply',
    make: (ground) => {
      ground.files({ 'sub/code.js': fixable });
      ground.commitAll();
      ground.files({ 'sub/code.js': `${fixable}\n`, '.git/hooks/code.js': `${fixable}\n` });
    },
    swap: (ground) => swapFolder(ground, '.git/hooks'),
    fires(ground) {
      swapFolder(ground, '.git/hooks');
      appendFileSync(ground.path('sub/code.js'), '//\n');
    },
    mayChange: ['sub/code.js'],
    ends: { review: { files: { 'sub/code.js': 'reviewed' } }, apply: { exitCode: 3, says: /failed: .*sub\/code\.js/ } },
  },
  {
    name: 'a file that becomes a pipe between review and apply',
    make: (ground) => {
      ground.files({ 'code.js': fixable });
    },
    swap(ground) {
      rmSync(ground.path('code.js'));
      execFileSync('mkfifo', [ground.path('code.js')]);
    },
    fires(ground) {
      rmSync(ground.path('code.js'));
      execFileSync('mkfifo', [ground.path('code.js')]);
      return ground.run('cat', ['code.js'], { seconds: 1 });
    },
    mayChange: ['code.js'],
    ends: {
      review: { files: { 'code.js': 'reviewed' } },
      apply: { exitCode: 3, says: /it is a pipe, socket or device/ },
    },
  },
  {
    name: 'a reviewed folder that becomes a link to one outside between review and apply',
    // In the folder that it leads to nobody has a last run.
    standsIn: ({ root }) => root,
    make: (ground) => {
      ground.files({ 'code.js': fixable });
    },
    swap(ground) {
      renameSync(ground.project, `${ground.root}/moved`);
      symlinkSync(ground.outside, ground.project);
    },
    fires(ground) {
      renameSync(ground.project, `${ground.root}/moved`);
      symlinkSync(ground.outside, ground.project);
      appendFileSync(ground.path('code.js'), '//\n');
    },
    mayChange: ['code.js'],
    ends: {
      review: { files: { 'code.js': 'reviewed' } },
      apply: { exitCode: 3, fixesNothing: true, says: /leads out of the reviewed folder/ },
    },
  },
  {
    name: 'second names of a file outside and of a hook',
    make: (ground) => {
      mkdirSync(ground.path('.githooks'));
      writeFileSync(ground.path('.githooks/run.js'), fixable);
      linkSync(ground.path('.githooks/run.js'), ground.path('run.js'));
      linkSync(`${ground.outside}/code.js`, ground.path('code.js'));
    },
    fires: (ground) => appendFileSync(ground.path('code.js'), '//\n'),
    ends: {
      review: { files: { 'code.js': 'reviewed', 'run.js': 'reviewed' } },
      apply: { exitCode: 3, says: /second name/ },
      'review and apply': { exitCode: 3, says: /second name/ },
    },
    inEditor: true,
  },
];

/** A socket that nobody listens to any more. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.socket`, resolve));
  // Closing removes the name under which it was made.
  renameSync(`${path}.socket`, path);
  await new Promise((resolve) => server.close(resolve));
}
