import { grammarsOf } from '../../syntax/grammars';
import { cConditions } from './cConditions';
import { cInput } from './cInput';
import { cMemory } from './cMemory';
import { cValues } from './cValues';
import { hiddenInTests, type RulePack } from './rule';

/** Defects in C, nearly all of which C++ has inherited. */
export const c: RulePack = {
  name: 'c',
  grammars: grammarsOf('c', 'cpp'),
  rules: [...cMemory, ...cConditions, ...cValues, ...cInput].map(hiddenInTests),
};
