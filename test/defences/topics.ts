import { agents } from './agents';
import { clearing } from './clearing';
import { commands } from './commands';
import { commits } from './commits';
import type { Defence } from './defence';
import { dismissals } from './dismissals';
import { doubt } from './doubt';
import { files } from './files';
import { git } from './git';
import { hostile } from './hostile';
import { isolation } from './isolation';
import { kept } from './kept';
import { newSince } from './newSince';
import { places } from './places';
import { proofs } from './proofs';
import { repairs } from './repairs';
import { reports } from './reports';
import { results } from './results';
import { risks } from './risks';
import { secrets } from './secrets';
import { sizes } from './sizes';
import { trust } from './trust';
import { wire } from './wire';
import { worktrees } from './worktrees';
import { writes } from './writes';

/** The defences by what they are about. */
export const topics: Readonly<Record<string, readonly Defence[]>> = {
  agents,
  clearing,
  commands,
  commits,
  dismissals,
  doubt,
  files,
  git,
  hostile,
  isolation,
  kept,
  newSince,
  places,
  proofs,
  repairs,
  reports,
  results,
  risks,
  secrets,
  sizes,
  trust,
  wire,
  worktrees,
  writes,
};
