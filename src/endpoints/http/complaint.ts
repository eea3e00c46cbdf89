import type { HttpHead } from './httpClient';
import { asString, fields, parseJson } from './json';
import type { Complaint } from './messages';
import { isMarkup } from './wholeText';

/** What an error in the middle of an answer says; a status of its own counts as one (OpenRouter). */
export function complaintOf(error: unknown): Omit<Complaint, 'retryAfterMs'> {
  const { text, codes } = describeError(error);
  const own = codes.map(Number).find((code) => code >= 400 && code < 600);
  return { status: own ?? 200, text, codes };
}

/** What the body of an answer with an error status says. What a web page says is of no use. */
export function readErrorBody(head: HttpHead, body: string): Pick<Complaint, 'text' | 'codes'> {
  if (isHtml(head) || isMarkup(body)) {
    return { text: '', codes: [] };
  }
  const parsed = parseJson(body);
  return parsed === undefined ? { text: body, codes: [] } : describeError(parsed.value);
}

/** Whether an answer says that it is a web page: a gateway's own error, or no model server at all. */
export function isHtml(head: HttpHead | undefined): boolean {
  return (head?.headers['content-type'] ?? '').includes('text/html');
}

/** Servers wrap an error in at most so many others. */
const maxDepth = 5;

/** The words and codes of an error, in the shapes servers give it: text, `error`, `message` or `detail` in an object. */
function describeError(error: unknown): Pick<Complaint, 'text' | 'codes'> {
  let inmost = error;
  for (let depth = 0; depth < maxDepth; depth++) {
    inmost = fields(inmost).error ?? inmost;
  }
  const { message, detail, code, type } = fields(inmost);
  const codes = [code, type].filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
  return { text: asString(inmost) ?? asString(message) ?? asString(detail) ?? inFull(detail ?? inmost), codes };
}

/** A value that says something in no known way. Empty when it is nested too deeply to be written down. */
function inFull(value: unknown): string {
  try {
    return JSON.stringify(value ?? '');
  } catch {
    return '';
  }
}
