import { configuration } from './configuration';
import { endless } from './endless';
import { git } from './git';
import type { HostileFolder } from './hostileFolder';
import { links } from './links';

/** Every hostile folder. */
export const folders: readonly HostileFolder[] = [...git, ...endless, ...configuration, ...links];
