import type { DismissalsFollowed } from '../run/events';
import { counted } from '../text/counted';

/** What is told where dismissed findings follow a renamed file. */
export function followedText({ path, from, findings, problem }: DismissalsFollowed): string {
  return problem === undefined
    ? `${from} is called ${path} now, by its text or by what is found in it: what was dismissed there stays dismissed (${counted(findings, 'finding')}).`
    : `What was dismissed in ${from}, which is called ${path} now, could not be taken along: ${problem}.`;
}
