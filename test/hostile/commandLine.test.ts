import { share } from '../complete';
import { meetOnCommandLine } from './commandLine';
import { folders } from './folders';
import { everydayCommands, type HostileFolder } from './hostileFolder';

/** What git is to run at any command. */
const isTrapForGit = ({ topic }: HostileFolder) => topic === 'git';

/**
 * Of each other topic one folder in three, of those that the editor does not meet each time either. `npm run test:long`
 * meets all of them, with all commands.
 */
const drawn = share(
  folders.filter((folder) => !isTrapForGit(folder) && !folder.isLong && folder.inEditor !== true),
  3,
  ({ topic = '' }) => topic,
);
const everyday = new Set([...folders.filter(isTrapForGit), ...drawn]);
const commandsFor = everydayCommands([...everyday]);

meetOnCommandLine(
  (folder) => [commandsFor(folder)],
  (folder) => everyday.has(folder),
);
