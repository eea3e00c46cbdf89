import * as v from 'valibot';
import type { WithheldBecause } from '../fileReview';
import { confidences, severities, verdicts, withoutVerdict } from '../types';
import type { RunRecord } from './records';

const coverage = v.looseObject({ reviewedLines: v.number(), totalLines: v.number() });
/** By kind, so that the compiler asks for each. */
const reasons: { readonly [Kind in WithheldBecause['kind']]: v.GenericSchema } = {
  configuration: v.looseObject({ kind: v.literal('configuration'), file: v.string() }),
  dialect: v.looseObject({ kind: v.literal('dialect'), name: v.string() }),
  override: v.looseObject({ kind: v.literal('override') }),
  unchanged: v.looseObject({ kind: v.literal('unchanged'), since: v.string() }),
  size: v.looseObject({ kind: v.literal('size'), bytes: v.number(), limit: v.number() }),
};
const because = v.union(Object.values(reasons));
const looks = v.optional(
  v.looseObject({
    analyzers: v.array(v.string()),
    language: v.string(),
    context: v.optional(v.array(v.looseObject({ path: v.string(), definitions: v.number() }))),
    withheld: v.optional(v.array(v.looseObject({ analyzer: v.string(), because }))),
  }),
);
const unread = v.optional(v.number());
const ended = v.union([
  v.looseObject({ kind: v.literal('reviewed'), coverage, looks }),
  v.looseObject({ kind: v.picklist(['skipped', 'failed']), reason: v.string(), message: v.string(), looks, unread }),
  v.looseObject({ kind: v.literal('cancelled') }),
]);
const proposalState = v.union([
  v.looseObject({ kind: v.picklist(['ready', 'reverted', 'dismissed']) }),
  v.looseObject({ kind: v.picklist(['rejected', 'stale']), reason: v.string() }),
  v.looseObject({
    kind: v.picklist(['applied', 'applied with editor changes']),
    receipt: v.looseObject({ change: v.number(), textHash: v.string(), baseHash: v.string() }),
  }),
]);
const failures = v.array(v.looseObject({ tool: v.string(), message: v.string() }));
const proof = v.looseObject({
  result: v.union([
    v.looseObject({ kind: v.literal('verified'), together: v.number() }),
    v.looseObject({ kind: v.literal('failed'), message: v.string(), failures, together: v.number() }),
    v.looseObject({ kind: v.literal('unverifiable'), reason: v.string() }),
    v.looseObject({ kind: v.literal('flaky'), failures }),
  ]),
  commands: v.array(v.string()),
});
const runStates = ['discovering', 'running', 'finished', 'cancelled', 'interrupted', 'failed'] as const;
const state = v.looseObject({ kind: v.picklist(runStates), message: v.optional(v.string()) });
const edits = v.array(v.looseObject({ start: v.number(), end: v.number(), oldText: v.string(), newText: v.string() }));
const repair = v.union([
  v.looseObject({ kind: v.literal('replaced'), model: v.string(), edits, proof }),
  v.looseObject({ kind: v.literal('kept'), reason: v.string() }),
]);
const proposal = v.looseObject({
  edits,
  flags: v.array(v.string()),
  preservesBehaviour: v.optional(v.literal(true)),
  state: proposalState,
  proof: v.optional(proof),
  repair: v.optional(repair),
});
const finding = v.looseObject({
  id: v.string(),
  title: v.string(),
  explanation: v.string(),
  severity: v.picklist(severities),
  confidence: v.picklist(confidences),
  confirmation: v.optional(
    v.looseObject({
      verdict: v.picklist([...verdicts, ...withoutVerdict]),
      reason: v.string(),
      message: v.optional(v.string()),
      model: v.optional(v.string()),
      before: v.optional(v.picklist(confidences)),
    }),
  ),
  named: v.optional(v.looseObject({ startLine: v.number(), endLine: v.number() })),
  place: v.optional(v.looseObject({ start: v.number(), end: v.number(), quote: v.string() })),
  proposal: v.optional(proposal),
});
const dismissed = v.looseObject({
  kind: v.literal('dismissed'),
  by: v.optional(v.string()),
  reason: v.optional(v.string()),
  note: v.optional(v.string()),
});
const listed = v.array(v.union([v.string(), finding]));
const change = {
  finding: v.string(),
  action: v.picklist(['apply', 'revert']),
  before: v.string(),
  after: v.string(),
  baseHash: v.string(),
};

/** What each kind of record must have, as far as anything is done with it unseen. */
const shapes: Readonly<Record<RunRecord['type'], v.GenericSchema>> = {
  run: v.looseObject({
    run: v.looseObject({ id: v.string(), folder: v.string(), options: v.looseObject({ profile: v.looseObject({}) }) }),
  }),
  discovered: v.looseObject({
    files: v.array(v.looseObject({ kind: v.string(), path: v.string() })),
    excluded: v.optional(v.looseObject({ files: v.number(), folders: v.number() })),
  }),
  found: v.looseObject({ path: v.string(), findings: listed, hidden: v.optional(listed) }),
  file: v.looseObject({ path: v.string(), status: ended }),
  retry: v.looseObject({ paths: v.array(v.string()) }),
  intent: v.looseObject(change),
  proposal: v.looseObject({ finding: v.string(), state: proposalState }),
  history: v.looseObject({
    path: v.string(),
    changes: v.array(v.looseObject({ ...change, textHash: v.string() })),
    states: v.record(v.string(), proposalState),
  }),
  proofs: v.looseObject({ proofs: v.record(v.string(), proof) }),
  repairs: v.looseObject({
    replaced: v.record(v.string(), proposal),
    kept: v.record(v.string(), v.string()),
    proofs: v.record(v.string(), proof),
  }),
  dismissed: v.looseObject({ path: v.string(), findings: v.array(v.string()), hiding: dismissed }),
  restored: v.looseObject({ path: v.string(), findings: v.array(v.string()) }),
  state: v.looseObject({ state }),
};

/** Whether this version writes records of the kind. */
export function isKnownKind({ type }: { readonly type: string }): boolean {
  return Object.hasOwn(shapes, type);
}

function shapeOf(record: { readonly type: string }): v.GenericSchema {
  return isKnownKind(record) ? shapes[record.type as RunRecord['type']] : v.unknown();
}

/**
 * What was read as a record of a run. Kinds that are not known are: later versions may have added them. Throws when it
 * is none, though its line was intact.
 */
export function asRecord(value: unknown): RunRecord {
  const shape = v.is(v.looseObject({ type: v.string() }), value) ? shapeOf(value) : v.never();
  if (!v.is(shape, value)) {
    throw new Error('it holds something that is no record');
  }
  return value as RunRecord;
}
