import { categories, confidences, severities } from '../types';

/** JSON schema of the edits of one finding. */
export const editsSchema = {
  type: 'array',
  items: closedObject({
    startLine: { type: 'integer' },
    endLine: { type: 'integer' },
    oldText: { type: 'string' },
    newText: { type: 'string' },
  }),
};

/**
 * JSON schema of a reply, within what every server with structured output accepts: objects whose keys are all required
 * and known, plain strings, integers and enumerations, no bounds and no patterns. Servers produce the keys in this
 * order, so what a finding is comes before how it is fixed.
 */
export const replySchema = closedObject({
  findings: {
    type: 'array',
    items: closedObject({
      title: { type: 'string' },
      explanation: { type: 'string' },
      severity: { type: 'string', enum: severities },
      category: { type: 'string', enum: categories },
      confidence: { type: 'string', enum: confidences },
      startLine: { type: 'integer' },
      endLine: { type: 'integer' },
      edits: editsSchema,
    }),
  },
});

/** An object with these keys, all of them required, and no others. */
export function closedObject(properties: Record<string, object>): object {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
