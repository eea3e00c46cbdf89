/**
 * Puts a message into somebody's language, with what belongs in it: `{0}`, `{1}` and so on, and by how many something is
 * `{0, plural, one {# file} other {# files}}`, as in ICU's message format. What a person reads beside the results takes one,
 * by the name of `t`; results, records and the command line are English.
 *
 * @param message a whole sentence or label in English, written out where it is used: `npm run check` collects them from there
 */
export type Say = (message: string, ...values: readonly (string | number)[]) => string;

/** Says it as it is written. */
export const english: Say = (message, ...values) => (values.length > 0 ? filled(message, values) : message);

const slot = /\{(\d+)(?:, plural, one \{((?:[^{}]|\{\d+\})*)\} other \{((?:[^{}]|\{\d+\})*)\})?\}/g;

function filled(text: string, values: readonly (string | number)[]): string {
  return text.replace(slot, (_, index: string, one?: string, other?: string) => {
    const value = values[Number(index)] ?? '';
    const form = value === 1 ? one : other;
    return form === undefined
      ? `${value}`
      : filled(
          form.replaceAll('#', () => `${value}`),
          values,
        );
  });
}
