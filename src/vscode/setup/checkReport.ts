import type { CheckStep, EndpointCheck } from '../../core/endpoints/endpointSetup';
import type { EndpointOptions } from '../../core/options';
import { counted } from '../../core/text/counted';
import { oneLine } from '../plainText';
import { describeEndpoint } from './endpointEntries';

/** An endpoint with what its check came to. */
export interface CheckedEndpoint {
  readonly options: EndpointOptions;
  readonly check: EndpointCheck;
}

/** Lines are no longer than this, so that nobody has to scroll sideways. */
const width = 80;
const outcomeWidth = 'warning'.length;

/**
 * What the check of each endpoint came to, step by step, as plain text.
 *
 * @param isModelUsed whether the model is among the reviewers
 */
export function checkReport(checked: readonly CheckedEndpoint[], isModelUsed: boolean): string {
  const unused = 'No review uses a model: add “model” to the setting folderReview.reviewers.';
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
    return `${oneLine(only.options.id)} ${failed > 0 ? 'cannot' : 'can'} be used.`;
  }
  const parts = [
    ...(good > 0 ? [`${good} can be used`] : []),
    ...(failed > 0 ? [`${failed} cannot be used`] : []),
    ...(cancelled > 0 ? [`${cancelled} not checked to the end`] : []),
  ];
  return `${counted(checked.length, 'endpoint')}: ${parts.join(', ')}.`;
}

/** The step at which a check ended; undefined when none failed. */
export function firstFailure(check: EndpointCheck): CheckStep | undefined {
  return check.kind === 'checked' ? check.steps.find(({ outcome }) => outcome === 'failed') : undefined;
}

function endpointLines({ options, check }: CheckedEndpoint): string[] {
  const head = `${oneLine(options.id)}: ${describeEndpoint({ ...options })}`;
  const lines = check.kind === 'checked' ? check.steps.flatMap(stepLines) : ['Cancelled before it was through.'];
  return ['', ...wrap(head, ''), ...lines];
}

function stepLines({ outcome, subject, message }: CheckStep): string[] {
  return wrap(`${subject}: ${oneLine(message)}`, `${outcome.padEnd(outcomeWidth)}  `);
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
