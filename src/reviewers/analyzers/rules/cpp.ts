import { grammarsOf } from '../../syntax/grammars';
import { cppClasses } from './cppClasses';
import { cppInput } from './cppInput';
import { cppLifetimes } from './cppLifetimes';
import { cppMistakes } from './cppMistakes';
import { hiddenInTests, type RulePack } from './rule';

/** Defects that only C++ has; the rules for C hold there too. */
export const cpp: RulePack = {
  name: 'cpp',
  grammars: grammarsOf('cpp'),
  rules: [...cppLifetimes, ...cppClasses, ...cppMistakes, ...cppInput].map(hiddenInTests),
};
