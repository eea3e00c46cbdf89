import { answers } from './answers';
import { configuration } from './configuration';
import { content } from './content';
import { endless } from './endless';
import { git } from './git';
import type { HostileFolder } from './hostileFolder';
import { links } from './links';
import { names } from './names';
import { state } from './state';

/** Every hostile folder. */
export const folders: readonly HostileFolder[] = [
  ...git,
  ...endless,
  ...configuration,
  ...links,
  ...names,
  ...content,
  ...answers,
  // The state of the editor is not on their ground.
  ...state.map((folder) => ({ ...folder, inEditor: false })),
];
