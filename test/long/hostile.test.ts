import { meetOnCommandLine } from '../hostile/commandLine';
import { everydayCommands } from '../hostile/hostileFolder';

meetOnCommandLine([everydayCommands, ['review and apply']], () => true);
