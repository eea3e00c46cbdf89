import { meetOnCommandLine } from '../hostile/commandLine';
import { commands } from '../hostile/hostileFolder';

meetOnCommandLine(
  () => [commands, ['review and apply']],
  () => true,
);
