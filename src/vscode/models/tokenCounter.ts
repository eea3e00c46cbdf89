import type { LanguageModelChat } from 'vscode';

/** Counts tokens the way a language model's own provider does. What that does not count is undefined, never guessed. */
export class TokenCounter {
  readonly #model: Pick<LanguageModelChat, 'countTokens'>;
  /** Of texts that come with every request. */
  readonly #known = new Map<string, number>();

  constructor(model: Pick<LanguageModelChat, 'countTokens'>) {
    this.#model = model;
  }

  /**
   * The tokens of all texts together. Never rejects.
   *
   * @param fixed are counted once for all calls
   */
  async count(texts: readonly string[], fixed: readonly string[] = []): Promise<number | undefined> {
    const counts = await Promise.all([
      ...texts.map((text) => this.#countOne(text)),
      ...fixed.map((text) => this.#countOnce(text)),
    ]);
    return counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
  }

  async #countOnce(text: string): Promise<number | undefined> {
    const count = this.#known.get(text) ?? (await this.#countOne(text));
    if (count !== undefined) {
      this.#known.set(text, count);
    }
    return count;
  }

  async #countOne(text: string): Promise<number | undefined> {
    try {
      const count = text === '' ? 0 : await this.#model.countTokens(text);
      // Providers that cannot count say 0.
      return Number.isSafeInteger(count) && (count > 0 || text === '') ? count : undefined;
    } catch {
      return undefined;
    }
  }
}
