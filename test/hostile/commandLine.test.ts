import { meetOnCommandLine } from './commandLine';
import { folders } from './folders';
import { everydayCommands } from './hostileFolder';

const commandsFor = everydayCommands(folders);

meetOnCommandLine(
  (folder) => [commandsFor(folder)],
  ({ isLong }) => !isLong,
);
