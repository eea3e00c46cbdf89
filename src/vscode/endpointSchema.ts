import * as v from 'valibot';
import { addressProblem } from '../core/endpoints/endpointAddress';
import { thinkingLevels } from '../core/modelUse';
import { endpointLimits, serverKinds } from '../core/options';
import { listOf, oneOf, oneOfMessage, text, wholeNumber } from '../core/schemas';

/** Everything that can review as a model. */
const endpointKinds = [...serverKinds, 'vscode'] as const;
/** Part of the name of an environment variable, so that letters, digits, `-` and `_` must do. */
export const endpointIdPattern = '^[A-Za-z0-9][A-Za-z0-9_-]*$';
/** A model of VS Code's own: its vendor and its id. */
export const editorModelPattern = '^[^/\\s]+/\\S+$';

/** @param about kind of object in which a property does not belong */
function endpointProblem(about: string) {
  return ({ expected, received }: v.StrictObjectIssue) => {
    if (expected === 'never') {
      return `is not a property of ${about}`;
    }
    return received === 'undefined' ? 'is missing' : 'must be an object with a kind';
  };
}

const keyAdvice = ' (keys go into “Folder Review: Set API Key”)';

const commonEntries = {
  id: v.exactOptional(
    v.pipe(text, v.regex(new RegExp(endpointIdPattern), 'must be made of letters, digits, “-” and “_”')),
  ),
  maxConcurrency: v.exactOptional(wholeNumber(endpointLimits.maxConcurrency)),
};

const server = v.strictObject(
  {
    ...commonEntries,
    kind: oneOf(serverKinds),
    url: v.pipe(
      text,
      v.check(
        (address) => addressProblem(address) === undefined,
        ({ input }) => `${addressProblem(input)}${/^https?:/i.test(input) ? keyAdvice : ''}`,
      ),
    ),
    model: v.exactOptional(v.pipe(text, v.nonEmpty('must not be empty'))),
    contextTokens: v.exactOptional(wholeNumber(endpointLimits.contextTokens)),
    firstTokenMinutes: v.exactOptional(wholeNumber(endpointLimits.firstTokenMinutes)),
    thinking: v.exactOptional(oneOf(thinkingLevels)),
  },
  endpointProblem('an endpoint'),
);

const editorModel = v.strictObject(
  {
    ...commonEntries,
    kind: v.literal('vscode'),
    model: v.exactOptional(
      v.pipe(text, v.regex(new RegExp(editorModelPattern), 'must be vendor/id, for example “copilot/gpt-4.1”')),
    ),
  },
  endpointProblem('an endpoint of kind “vscode”'),
);

const endpoint = v.variant('kind', [server, editorModel], ({ path, received }) => {
  if (path === undefined) {
    return 'must be an object with a kind';
  }
  return received === 'undefined' ? 'is missing' : oneOfMessage(endpointKinds);
});

/** The setting `folderReview.endpoints`. */
export const endpointsSchema = listOf(endpoint);
