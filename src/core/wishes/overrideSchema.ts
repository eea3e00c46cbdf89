import * as v from 'valibot';
import { globProblem } from '../paths/globProblem';
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
    v.custom<Record<string, unknown>>(isMapping, 'must hold settings by the names of rules'),
    v.rawCheck(({ dataset, addIssue }) => {
      const rules = dataset.typed ? dataset.value : {};
      for (const name of Object.keys(rules)) {
        const problem = rulePatternProblem(name, known);
        if (problem !== undefined) {
          const step = { type: 'object', origin: 'key', input: rules, key: name, value: rules[name] } as const;
          addIssue({ message: problem, input: undefined, path: [step] });
        }
      }
    }),
    v.record(v.string(), choice(settings)),
    v.check((rules) => Object.keys(rules).length <= most.rules, `must name at most ${most.rules} rules`),
  );
}

/** Overrides as they are written, in settings and in `folder-review.yaml`. Issues as in `rulesSchema`. */
export function overridesSchema(known?: readonly KnownRules[]) {
  const analyzer = known ? choice(known.map(({ analyzer }) => analyzer)) : v.string('must be text');
  const entries = {
    files: v.pipe(
      v.array(v.pipe(v.string('must be text'), v.nonEmpty('must not be empty')), 'must be a list of globs'),
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
    profile: v.exactOptional(v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))),
    reviewers: v.exactOptional(
      v.pipe(v.array(choice(reviewers), 'must be a list'), v.minLength(1, 'must name at least one reviewer')),
    ),
    analyzers: v.exactOptional(v.array(analyzer, 'must be a list')),
    rules: v.exactOptional(rulesSchema(known)),
  };
  const parts = Object.keys(entries).join(', ');
  return v.pipe(
    v.array(
      v.strictObject(entries, ({ expected, received }) => {
        if (expected === 'never') {
          return `is not a part of an override; the parts are ${parts}`;
        }
        return received === 'undefined' ? 'is missing' : `must have the parts of an override: ${parts}`;
      }),
      'must be a list of overrides',
    ),
    v.maxLength(most.overrides, `must have at most ${most.overrides} overrides`),
  );
}

function choice<const Choice extends string>(choices: readonly Choice[]) {
  return v.picklist(choices, `must be ${choices.map((word) => `“${word}”`).join(' or ')}`);
}

function isMapping(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
