/** What a terminal obeys and what turns the order of a text or breaks its lines, as far as JSON leaves it as it is. */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g;

/**
 * A value as JSON that can be shown as it is: characters that would be obeyed are escaped. What is parsed from it is the
 * same as ever.
 *
 * @param indent spaces for each level; without it, all stands on one line
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    obeyed,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
