import type { CheckStep, EndpointCheck } from '../../core/endpoints/endpointSetup';
import type { EndpointOptions } from '../../core/options';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import { describeEndpoint } from './endpointEntries';

/** An endpoint with what its check came to. */
export interface CheckedEndpoint {
  readonly options: EndpointOptions;
  readonly check: EndpointCheck;
}

/** Lines are no longer than this, so that nobody has to scroll sideways. */
const width = 80;
const outcomes: Readonly<Record<CheckStep['outcome'], string>> = {
  ok: t('ok'),
  warning: t('warning'),
  failed: t('failed'),
};
const outcomeWidth = Math.max(...Object.values(outcomes).map(({ length }) => length));
const subjects: Readonly<Record<CheckStep['subject'], string>> = {
  server: t('server'),
  model: t('model'),
  context: t('context'),
  review: t('review'),
  'structured output': t('structured output'),
  sampling: t('sampling'),
};

/**
 * What the check of each endpoint came to, step by step, as plain text.
 *
 * @param isModelUsed whether the model is among the reviewers
 */
export function checkReport(checked: readonly CheckedEndpoint[], isModelUsed: boolean): string {
  const unused = t('No review uses a model: add “model” to the setting folderReview.reviewers.');
  return [
    ...wrap(verdict(checked), ''),
    ...(isModelUsed ? [] : wrap(unused, '')),
    ...checked.flatMap(endpointLines),
    '',
  ].join('\n');
}

/** One line on all endpoints, not all of them cancelled: "2 endpoints: 1 can be used, 1 cannot be used." */
export function verdict(checked: readonly CheckedEndpoint[]): string {
  const failed = checked.filter(({ check }) => firstFailure(check)).length;
  const cancelled = checked.filter(({ check }) => check.kind === 'cancelled').length;
  const good = checked.length - failed - cancelled;
  const [only] = checked;
  if (checked.length === 1 && only) {
    const name = oneLine(only.options.id);
    return failed > 0 ? t('{0} cannot be used.', name) : t('{0} can be used.', name);
  }
  const parts = [
    ...(good > 0 ? [t('{0} can be used', good)] : []),
    ...(failed > 0 ? [t('{0} cannot be used', failed)] : []),
    ...(cancelled > 0 ? [t('{0} not checked to the end', cancelled)] : []),
  ];
  return t('{0, plural, one {# endpoint} other {# endpoints}}: {1}.', checked.length, parts.join(', '));
}

/** The step at which a check ended; undefined when none failed. */
export function firstFailure(check: EndpointCheck): CheckStep | undefined {
  return check.kind === 'checked' ? check.steps.find(({ outcome }) => outcome === 'failed') : undefined;
}

function endpointLines({ options, check }: CheckedEndpoint): string[] {
  const head = `${oneLine(options.id)}: ${describeEndpoint({ ...options })}`;
  const lines =
    check.kind === 'checked' ? check.steps.flatMap(stepLines) : [t('Cancelled before the check was finished.')];
  return ['', ...wrap(head, ''), ...lines];
}

function stepLines({ outcome, subject, message }: CheckStep): string[] {
  return wrap(`${subjects[subject]}: ${oneLine(message)}`, `${outcomes[outcome].padEnd(outcomeWidth)}  `);
}

/** Breaks a line between words; the first part stands behind `start`, the others below it. */
function wrap(text: string, start: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && start.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part, index) => (index === 0 ? start : ' '.repeat(start.length)) + part);
}
