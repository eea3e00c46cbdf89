import { meetOnCommandLine } from './commandLine';
import { everydayCommands } from './hostileFolder';

meetOnCommandLine([everydayCommands], ({ isLong }) => !isLong);
