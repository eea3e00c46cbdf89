import type { NotShown, WithheldBecause } from '../fileReview';
import { confidences, severities, verdicts, withoutVerdict } from '../types';
import type { RunRecord } from './records';
import { either, list, number, object, oneOf, optional, recordOf, type Shape, text } from './shapes';

const coverage = object({ reviewedLines: number, totalLines: number });
/** By kind, so that the compiler asks for each. */
const reasons: { readonly [Kind in WithheldBecause['kind']]: Shape } = {
  configuration: object({ kind: oneOf(['configuration']), file: text }),
  dialect: object({ kind: oneOf(['dialect']), name: text }),
  override: object({ kind: oneOf(['override']) }),
  unchanged: object({ kind: oneOf(['unchanged']), since: text }),
  size: object({ kind: oneOf(['size']), bytes: number, limit: number }),
};
const because = either(...Object.values(reasons));
/** By kind, so that the compiler asks for each. */
const notShownKinds: { readonly [Kind in NotShown['kind']]: Shape } = {
  room: object({ kind: oneOf(['room']), path: text, definitions: number }),
  definitions: object({ kind: oneOf(['definitions']), path: text, looked: number }),
  files: object({ kind: oneOf(['files']), files: number, looked: number }),
  builds: object({ kind: oneOf(['builds']), files: number }),
  leads: object({ kind: oneOf(['leads']) }),
};
const notShown = either(...Object.values(notShownKinds));
const looks = optional(
  object({
    analyzers: list(text),
    language: text,
    sources: optional(object({ editor: optional(list(text)), model: optional(list(text)) })),
    context: optional(list(object({ path: text, definitions: number }))),
    answerOf: optional(text),
    notShown: optional(list(notShown)),
    withheld: optional(list(object({ analyzer: text, because }))),
    limits: optional(
      recordOf(object({ language: optional(text), on: optional(list(text)), off: optional(list(text)) })),
    ),
  }),
);
const unread = optional(number);
const ended = either(
  object({ kind: oneOf(['reviewed']), coverage, looks }),
  object({ kind: oneOf(['skipped', 'failed']), reason: text, message: text, looks, unread }),
  object({ kind: oneOf(['cancelled']) }),
);
const failures = list(object({ tool: text, message: text }));
const proof = object({
  result: either(
    object({ kind: oneOf(['verified']), together: number }),
    object({ kind: oneOf(['failed']), message: text, failures, together: number }),
    object({ kind: oneOf(['unverifiable']), reason: text }),
    object({ kind: oneOf(['flaky']), failures }),
  ),
  commands: list(text),
});
const runStates = ['discovering', 'running', 'finished', 'cancelled', 'interrupted', 'failed'] as const;
const state = object({ kind: oneOf(runStates), message: optional(text) });
const edits = list(object({ start: number, end: number, oldText: text, newText: text }));
const edited = object({ edits, warnings: list(text) });
const draft = object({ textHash: text, edits });
const proposalState = either(
  object({ kind: oneOf(['ready', 'reverted', 'dismissed']) }),
  object({ kind: oneOf(['rejected', 'stale']), reason: text }),
  object({
    kind: oneOf(['applied', 'applied with editor changes']),
    receipt: object({ change: number, textHash: text, baseHash: text }),
    edited: optional(edited),
  }),
);
const repair = either(
  object({ kind: oneOf(['replaced']), model: text, edits, proof }),
  object({ kind: oneOf(['kept']), reason: text }),
);
const proposal = object({
  edits,
  flags: list(text),
  preservesBehaviour: optional(oneOf([true])),
  state: proposalState,
  proof: optional(proof),
  repair: optional(repair),
  draft: optional(draft),
});
const confirmation = optional(
  object({
    verdict: oneOf([...verdicts, ...withoutVerdict]),
    reason: text,
    message: optional(text),
    model: optional(text),
    before: optional(oneOf(confidences)),
    alike: optional(oneOf([true])),
  }),
);
const named = optional(object({ startLine: number, endLine: number }));
/** Written out, as nearly all of a journal is findings: their properties by name take a third of the time. */
const finding: Shape = (value) => {
  const one = value as Readonly<Record<string, unknown>> | null;
  return (
    typeof one === 'object' &&
    one !== null &&
    typeof one.id === 'string' &&
    typeof one.title === 'string' &&
    typeof one.explanation === 'string' &&
    isSeverity(one.severity) &&
    isConfidence(one.confidence) &&
    (one.place === undefined || place(one.place)) &&
    (one.proposal === undefined || proposal(one.proposal)) &&
    confirmation(one.confirmation) &&
    named(one.named)
  );
};
const isSeverity = oneOf(severities);
const isConfidence = oneOf(confidences);
const place: Shape = (value) => {
  const one = value as Readonly<Record<string, unknown>> | null;
  return (
    typeof one === 'object' &&
    one !== null &&
    typeof one.start === 'number' &&
    typeof one.end === 'number' &&
    typeof one.quote === 'string'
  );
};
const dismissed = object({
  kind: oneOf(['dismissed']),
  by: optional(text),
  reason: optional(text),
  note: optional(text),
});
const listed = list(either(text, finding));
const change = {
  finding: text,
  action: oneOf(['apply', 'revert']),
  before: text,
  after: text,
  baseHash: text,
  edited: optional(edited),
};

/** What each kind of record must have, as far as anything is done with it unseen. */
const shapes: Readonly<Record<RunRecord['type'], Shape>> = {
  run: object({
    run: object({
      id: text,
      folder: text,
      options: object({ profile: object({}) }),
      rules: optional(recordOf(recordOf(either(text, list(text))))),
    }),
  }),
  discovered: object({
    files: list(object({ kind: text, path: text })),
    excluded: optional(object({ files: number, folders: number })),
  }),
  found: object({ path: text, findings: listed, hidden: optional(listed) }),
  file: object({ path: text, status: ended }),
  retry: object({ paths: list(text) }),
  intent: object(change),
  draft: object({ finding: text, draft: optional(draft) }),
  proposal: object({ finding: text, state: proposalState }),
  history: object({
    path: text,
    changes: list(object({ ...change, textHash: text })),
    states: recordOf(proposalState),
  }),
  proofs: object({ proofs: recordOf(proof) }),
  repairs: object({
    replaced: recordOf(proposal),
    kept: recordOf(text),
    proofs: recordOf(proof),
  }),
  dismissed: object({ path: text, findings: list(text), hiding: dismissed }),
  restored: object({ path: text, findings: list(text) }),
  viewed: object({ paths: list(text), isViewed: oneOf([true, false]) }),
  renamed: object({ files: list(object({ from: text, to: text })) }),
  state: object({ state }),
};

/** Whether this version writes records of the kind. */
export function isKnownKind({ type }: { readonly type: string }): boolean {
  return Object.hasOwn(shapes, type);
}

/**
 * What was read as a record of a run. Kinds that are not known are: later versions may have added them. Throws when it
 * is none, though its line was intact.
 */
export function asRecord(value: unknown): RunRecord {
  if (!isTyped(value) || (isKnownKind(value) && !shapes[value.type as RunRecord['type']](value))) {
    throw new Error('it holds something that is no record');
  }
  return value as RunRecord;
}

function isTyped(value: unknown): value is { readonly type: string } {
  return typed(value);
}

const typed = object({ type: text });
