/** A part of a language model's answer; `other` is what stable VS Code has no name for, such as thinking. */
export type ReplyPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly input: unknown }
  | { readonly kind: 'other' };

/** Puts a reply together from the parts in which it comes: the input of the one tool, or else the text. */
export class ModelReply {
  #text = '';
  readonly #inputs: unknown[] = [];
  #callLength = 0;

  /** False when the part is empty: such parts only keep the connection alive. */
  add(part: ReplyPart): boolean {
    switch (part.kind) {
      case 'text':
        this.#text += part.text;
        return part.text !== '';
      case 'call':
        this.#inputs.push(part.input);
        this.#callLength += json(part.input).length;
        return true;
      case 'other':
        return true;
    }
  }

  /** UTF-16 code units so far. */
  get length(): number {
    return this.#text.length + this.#callLength;
  }

  get isCall(): boolean {
    return this.#inputs.length > 0;
  }

  /** Text beside a call is no more than an introduction. */
  get text(): string {
    return this.isCall ? json(merged(this.#inputs)) : this.#text;
  }
}

/** Models that may call only once still call several times; each call then has a part of the findings. */
function merged(inputs: readonly unknown[]): unknown {
  const [first] = inputs;
  return inputs.length > 1 && inputs.every(hasFindings)
    ? { findings: inputs.flatMap((input) => input.findings) }
    : first;
}

function hasFindings(input: unknown): input is { findings: unknown[] } {
  return typeof input === 'object' && input !== null && 'findings' in input && Array.isArray(input.findings);
}

/** Some providers hand on a tool's input as the model wrote it. */
function json(input: unknown): string {
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
}
