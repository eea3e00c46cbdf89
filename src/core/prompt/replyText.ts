/** The part of a reply behind the model's thinking, which some servers leave in the text. */
export function stripThinking(reply: string): string {
  const start = reply.trimStart();
  const end = start.indexOf('</think>');
  if (start.startsWith('<think>')) {
    return end === -1 ? '' : start.slice(end + '</think>'.length);
  }
  // Some prompt templates open the thinking themselves, so the reply starts inside it.
  return end !== -1 && !/^[{[`]/.test(start) ? start.slice(end + '</think>'.length) : reply;
}

/** What a Markdown code fence encloses, when it encloses the whole (trimmed) text. */
export function stripFence(body: string): string {
  return /^```[\w-]*[ \t]*\r?\n([\s\S]*?)\r?\n?```$/.exec(body)?.[1] ?? body;
}

/**
 * The JSON object or list in a text: the first that looks like a reply, else the first of any kind, up to where its
 * brackets close, or to the end of the text when they do not: then it is not `complete`. `json` is empty when there is
 * none.
 */
export function extractJson(body: string): { json: string; complete: boolean } {
  const reply = body.search(/\{\s*["']?findings/);
  const start = reply === -1 ? body.search(/[{[]/) : reply;
  if (start === -1) {
    return { json: '', complete: false };
  }
  for (const { index, depth } of brackets(body, start)) {
    if (depth === 0) {
      return { json: body.slice(start, index + 1), complete: true };
    }
  }
  return { json: body.slice(start), complete: false };
}

/**
 * Whether an object in a valid JSON text has the same key twice. What such a text says depends on who reads it (RFC 8259,
 * section 4): `JSON.parse` takes the last without a word.
 */
export function hasTwinKeys(json: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '"') {
      const end = endOfString(json, index);
      const keys = open.at(-1);
      if (isKey && keys) {
        const key: string = JSON.parse(json.slice(index, end + 1));
        if (keys.has(key)) {
          return true;
        }
        keys.add(key);
      }
      isKey = false;
      index = end;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      isKey = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ',') {
      isKey = true;
    }
  }
  return false;
}

/** Where the string ends that begins at a quotation mark. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json[index] !== '"') {
    index += json[index] === '\\' ? 2 : 1;
  }
  return index;
}

/** How deep the brackets of a JSON text are nested. */
export function maxDepth(json: string): number {
  let deepest = 0;
  for (const { depth } of brackets(json, 0)) {
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** The brackets outside of strings, each with how many are open after it. */
function* brackets(text: string, from: number): Generator<{ index: number; depth: number }> {
  let depth = 0;
  let inString = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') {
        index++;
      } else if (character === '"') {
        inString = false;
      }
    } else if (character === '"') {
      inString = true;
    } else if (character === '{' || character === '[') {
      yield { index, depth: ++depth };
    } else if (character === '}' || character === ']') {
      yield { index, depth: --depth };
    }
  }
}
