import type { Defence } from './defence';
import { doubt } from './doubt';
import { files } from './files';
import { git } from './git';
import { hostile } from './hostile';
import { isolation } from './isolation';
import { places } from './places';
import { results } from './results';
import { risks } from './risks';
import { secrets } from './secrets';
import { sizes } from './sizes';
import { trust } from './trust';
import { wire } from './wire';
import { writes } from './writes';

/** The defences by what they are about. */
export const topics: Readonly<Record<string, readonly Defence[]>> = {
  doubt,
  files,
  git,
  hostile,
  isolation,
  places,
  results,
  risks,
  secrets,
  sizes,
  trust,
  wire,
  writes,
};
