import { share } from '../complete';
import { folders } from './folders';
import type { HostileFolder } from './hostileFolder';

/** What git is to run at any command. */
const isTrapForGit = ({ topic }: HostileFolder) => topic === 'git';

const some = (of: readonly HostileFolder[]): HostileFolder[] => share(of, 3, ({ topic = '' }) => topic);

/** Those that each `npm test` meets in the editor, some of each topic; `npm run test:long` meets all. */
export const everydayInEditor = some(folders.filter(({ inEditor }) => inEditor === true));

/** Those that it meets on the command line: others than may be drawn for the editor, and all that are traps for git. */
export const everydayOnCommandLine = [
  ...folders.filter(isTrapForGit),
  ...some(folders.filter((folder) => !isTrapForGit(folder) && !folder.isLong && folder.inEditor !== true)),
];
