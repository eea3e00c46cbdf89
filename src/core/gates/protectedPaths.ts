import picomatch from 'picomatch/posix';
import { canonicalPath } from '../paths/canonicalPath';
import { builds } from './protected/builds';
import { workbench } from './protected/workbench';

const globs = [...workbench, ...builds].flatMap(({ globs }) => globs.split(' ')).flatMap(alsoBare);

/** What is a folder in one project can be a file in another (`.git`, `.clinerules`). */
function alsoBare(glob: string): string[] {
  return glob.endsWith('/**') ? [glob, glob.slice(0, -3)] : [glob];
}

/** One expression for all: to try them one after another takes ten times as long. */
const listed = picomatch.makeRe(`**/{${globs.join(',')}}`, { dot: true });

/** Whether a change of this path (relative, with `/`) needs a person's own look, whatever the file system calls it. */
export function isProtectedPath(path: string): boolean {
  return listed.test(canonicalPath(path)) || path.split('/').some((segment) => /~\d/.test(segment));
}

/** Whether the path lies inside git's own folder, which is never changed. */
export function isInsideGit(path: string): boolean {
  return canonicalPath(path).split('/').includes('.git');
}
