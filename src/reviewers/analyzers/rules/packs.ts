import { c } from './c';
import { cpp } from './cpp';
import { go } from './go';
import { javascript } from './javascript';
import { python } from './python';
import type { RulePack } from './rule';
import { typescript } from './typescript';

/** Every language with rules of our own. A file is held against all packs that have a grammar for its language. */
export const rulePacks: readonly RulePack[] = [javascript, typescript, python, go, c, cpp];
