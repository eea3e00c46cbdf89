import * as v from 'valibot';
import { globProblem } from '../paths/globProblem';
import { closedObject, listOf, namedValues, oneOf, text } from '../schemas';
import { type KnownRules, rulePatternProblem } from '../strategy/rules';
import { severities } from '../types';

/** More would be a mistake, and each costs a look for each file. */
const most = { overrides: 100, globs: 100, rules: 1_000 } as const;

const settings = [...severities, 'off'] as const;
const reviewers = ['local', 'editor', 'model'] as const;

/**
 * Settings of rules by their names. Issues are predicates, such as "must be text", about the value at the issue's path,
 * or about its last key where that step's origin is `key`.
 *
 * @param known the bundled analyzers, where names are to be checked against them
 */
export function rulesSchema(known?: readonly KnownRules[]) {
  return v.pipe(
    namedValues(oneOf(settings), 'must hold settings by the names of rules', (name) => rulePatternProblem(name, known)),
    v.check((rules) => Object.keys(rules).length <= most.rules, `must name at most ${most.rules} rules`),
  );
}

/** Overrides as they are written, in settings and in `folder-review.yaml`. Issues as in `rulesSchema`. */
export function overridesSchema(known?: readonly KnownRules[]) {
  const analyzer = known ? oneOf(known.map(({ analyzer }) => analyzer)) : text;
  const entries = {
    files: v.pipe(
      v.array(v.pipe(text, v.nonEmpty('must not be empty')), 'must be a list of globs'),
      v.minLength(1, 'must name at least one glob'),
      v.maxLength(most.globs, `must name at most ${most.globs} globs`),
      v.rawCheck(({ dataset, addIssue }) => {
        for (const [key, glob] of dataset.typed ? dataset.value.entries() : []) {
          const problem = globProblem(glob);
          if (problem !== undefined) {
            addIssue({
              message: problem,
              input: undefined,
              path: [{ type: 'array', origin: 'value', input: dataset.value as string[], key, value: glob }],
            });
          }
        }
      }),
    ),
    profile: v.exactOptional(v.pipe(text, v.nonEmpty('must not be empty'))),
    reviewers: v.exactOptional(v.pipe(listOf(oneOf(reviewers)), v.minLength(1, 'must name at least one reviewer'))),
    analyzers: v.exactOptional(listOf(analyzer)),
    rules: v.exactOptional(rulesSchema(known)),
  };
  const parts = Object.keys(entries).join(', ');
  return v.pipe(
    v.array(
      closedObject(entries, {
        shape: `must have the parts of an override: ${parts}`,
        unknown: () => `is not a part of an override; the parts are ${parts}`,
      }),
      'must be a list of overrides',
    ),
    v.maxLength(most.overrides, `must have at most ${most.overrides} overrides`),
  );
}
