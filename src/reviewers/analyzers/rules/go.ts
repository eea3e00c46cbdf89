import { grammarsOf } from '../../syntax/grammars';
import { goConcurrency } from './goConcurrency';
import { goErrors } from './goErrors';
import { goMistakes } from './goMistakes';
import { goSecurity } from './goSecurity';
import { hiddenInTests, type RulePack } from './rule';

/** Defects in Go that the compiler accepts. */
export const go: RulePack = {
  name: 'go',
  grammars: grammarsOf('go'),
  rules: [...goErrors, ...goConcurrency, ...goMistakes, ...goSecurity].map(hiddenInTests),
};
