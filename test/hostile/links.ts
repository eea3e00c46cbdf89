import { execFileSync } from 'node:child_process';
import { appendFileSync, linkSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import type { HostileFolder } from './hostileFolder';

/** Folders whose names lead elsewhere, or to what is no file. */
export const links: readonly HostileFolder[] = [
  {
    name: 'a file that is a link to one outside',
    make: (ground) => symlinkSync(`${ground.outside}/code.js`, ground.path('code.js')),
    fires: (ground) => appendFileSync(ground.path('code.js'), '//\n'),
    ends: { review: { files: { 'code.js': 'skipped: symlink' }, says: /links are not followed/ } },
    inEditor: true,
  },
  {
    name: 'a folder that becomes a link to one outside between review and apply',
    make: (ground) => {
      ground.files({ 'sub/code.js': readFileSync(`${ground.outside}/code.js`) });
    },
    swap(ground) {
      renameSync(ground.path('sub'), ground.path('old'));
      symlinkSync(ground.outside, ground.path('sub'));
    },
    fires(ground) {
      renameSync(ground.path('sub'), ground.path('old'));
      symlinkSync(ground.outside, ground.path('sub'));
      appendFileSync(ground.path('sub/code.js'), '//\n');
    },
    ends: {
      review: { files: { 'sub/code.js': 'reviewed' } },
      apply: { exitCode: 3, says: /leads out of the reviewed folder/ },
    },
  },
  {
    name: 'a second name of a file outside',
    make: (ground) => linkSync(`${ground.outside}/code.js`, ground.path('code.js')),
    fires: (ground) => appendFileSync(ground.path('code.js'), '//\n'),
    ends: { review: { files: { 'code.js': 'reviewed' } }, apply: { exitCode: 3, says: /second name/ } },
  },
  {
    name: 'a pipe in the place of a source file',
    make: (ground) => {
      execFileSync('mkfifo', [ground.path('a.js')]);
    },
    fires: (ground) => ground.run('cat', ['a.js'], { seconds: 1 }),
    ends: { review: { files: { 'a.js': 'skipped: not a regular file' } } },
    inEditor: true,
  },
];
