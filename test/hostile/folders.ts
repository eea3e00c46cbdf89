import { answers } from './answers';
import { configuration } from './configuration';
import { content } from './content';
import { endless } from './endless';
import { git } from './git';
import type { HostileFolder } from './hostileFolder';
import { links } from './links';
import { names } from './names';
import { state } from './state';

/** The hostile folders by what they try it with. */
const topics: Readonly<Record<string, readonly HostileFolder[]>> = {
  git,
  endless,
  configuration,
  links,
  names,
  content,
  answers,
  // The state of the editor is not on their ground.
  state: state.map((folder) => ({ ...folder, inEditor: false })),
};

/** Every hostile folder. */
export const folders: readonly HostileFolder[] = Object.entries(topics).flatMap(([topic, ofTopic]) =>
  ofTopic.map((folder) => ({ ...folder, topic })),
);
