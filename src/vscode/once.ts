/** Names of what is under way, so that a second key press, click or dialog does not begin the same again. */
export class Once {
  readonly #underWay = new Set<string>();

  /** Runs the task, unless one of the same name is under way; then it answers with undefined at once. */
  async run<T>(name: string, task: () => Promise<T>): Promise<T | undefined> {
    if (this.#underWay.has(name)) {
      return undefined;
    }
    this.#underWay.add(name);
    try {
      return await task();
    } finally {
      this.#underWay.delete(name);
    }
  }
}
