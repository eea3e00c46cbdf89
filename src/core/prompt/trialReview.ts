import type { CheckStep } from '../endpoints/endpointSetup';
import type { Completion, CompletionRequest } from '../modelPorts';
import { recordedText } from '../text/recorded';
import { english, type Say } from '../text/say';
import { echoesOf } from './echo';
import { defaultProfileName, findProfile } from './profiles';
import { parseReply } from './replies';
import { hasThought } from './reply/beginning';
import { replySchema } from './replySchema';
import { systemPrompt } from './systemPrompt';
import { userMessage } from './userMessage';

const path = 'average.js';
/** A file nobody would object to sending, with one mistake in it: `lenght`. */
const text = `export function average(values) {
  let sum = 0;
  for (const value of values) {
    sum += value;
  }
  return sum / values.lenght;
}
`;

const maxReplyLength = 64 * 1024;

/** The smallest review there is, in the words of a real one, to see whether an endpoint can do it at all. */
export function trialRequest(): CompletionRequest {
  const profile = findProfile(defaultProfileName);
  const [pass] = profile?.passes ?? [];
  if (!profile || !pass) {
    throw new Error(`There is no profile ${defaultProfileName}.`);
  }
  return {
    system: systemPrompt(profile, pass, ''),
    user: userMessage({ path, language: 'javascript', text }, []),
    schema: replySchema,
    maxReplyLength,
  };
}

/** What the answer to the trial request says about the endpoint. */
export function judgeTrial(
  completion: Exclude<Completion, { kind: 'cancelled' }>,
  model: string,
  t: Say = english,
): CheckStep {
  const step = (outcome: CheckStep['outcome'], message: string) => ({ subject: 'review' as const, outcome, message });
  if (completion.kind === 'failed') {
    return step('failed', recordedText(completion.message, t));
  }
  if (completion.finish === 'refused') {
    return step('failed', t('{0} refused to review seven harmless lines. Use another model.', model));
  }
  if (completion.finish === 'cut off') {
    return step('failed', t('The reply of {0} was cut off. Allow it longer replies.', model));
  }
  const { system, user } = trialRequest();
  const reply = parseReply(completion.text, { isEcho: echoesOf(system, user), path });
  switch (reply.kind) {
    case 'findings':
      return step('ok', t('{0} found the mistake in a file of seven lines.', model));
    case 'clean':
      return step(
        'warning',
        t('{0} replied as agreed, but missed an obvious mistake. A larger model finds more.', model),
      );
    case 'empty':
      return step(
        'failed',
        hasThought(completion)
          ? t('{0} replied with nothing but thinking. Use another model.', model)
          : t('{0} replied with nothing. Use another model.', model),
      );
    case 'unreadable':
      return step(
        'failed',
        t(
          '{0} does not reply in the agreed form. {1} Use another model.',
          model,
          recordedText(reply.complaint.problem, t),
        ),
      );
  }
}
