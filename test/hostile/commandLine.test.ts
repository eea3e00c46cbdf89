import { meetOnCommandLine } from './commandLine';
import { everydayOnCommandLine } from './everyday';
import { everydayCommands } from './hostileFolder';

const commandsFor = everydayCommands(everydayOnCommandLine);

meetOnCommandLine(
  (folder) => [commandsFor(folder)],
  (folder) => everydayOnCommandLine.includes(folder),
);
