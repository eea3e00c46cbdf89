import { around, notations, wrapped } from './form';
import { lists, names } from './names';
import { quotes } from './quotes';
import { refused } from './refused';
import type { Bend } from './said';
import { notes, values } from './values';

/** Every bend of the collection, each with a name of its own. */
export const bends: readonly Bend[] = [
  ...around,
  ...wrapped,
  ...notations,
  ...lists,
  ...names,
  ...values,
  ...quotes,
  ...notes,
  ...refused,
];
