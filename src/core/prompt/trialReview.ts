import type { CheckStep } from '../endpoints/endpointSetup';
import type { Completion, CompletionRequest } from '../modelPorts';
import { echoesOf } from './echo';
import { parseReply } from './parseReply';
import { defaultProfileName, findProfile } from './profiles';
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
export function judgeTrial(completion: Exclude<Completion, { kind: 'cancelled' }>, model: string): CheckStep {
  const step = (outcome: CheckStep['outcome'], message: string) => ({ subject: 'review' as const, outcome, message });
  if (completion.kind === 'failed') {
    return step('failed', completion.message);
  }
  if (completion.finish === 'refused') {
    return step('failed', `${model} refused to review seven harmless lines. Use another model.`);
  }
  if (completion.finish === 'cut off') {
    return step('failed', `The reply of ${model} was cut off. Allow it longer replies.`);
  }
  const { system, user } = trialRequest();
  const reply = parseReply(completion.text, { isEcho: echoesOf(system, user), path });
  switch (reply.kind) {
    case 'findings':
      return step('ok', `${model} found the mistake in a file of seven lines.`);
    case 'clean':
      return step('warning', `${model} replied as agreed, but missed an obvious mistake. A larger model finds more.`);
    case 'empty':
      return step('failed', `${model} replied with nothing. Use another model.`);
    case 'unreadable':
      return step('failed', `${model} does not reply in the agreed form (${reply.complaint}) Use another model.`);
  }
}
