/*
 * What ECMA-48 (https://ecma-international.org/publications-and-standards/standards/ecma-48/) calls control sequences and
 * control strings, in their 7-bit forms and in those of the C1 characters. A string that is not ended stops at the end
 * of its line: nothing that follows is hidden by it, and no text is looked through twice.
 */
const sequence = String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?`;
const controlString = String.raw`(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?`;
const escaped = String.raw`\x1b[ -/]*[0-~]?`;
const controls = new RegExp(`${sequence}|${controlString}|${escaped}`, 'g');

/**
 * What a terminal would be told to do is taken out of a text; what it would be told to print over something else stands
 * on a line of its own instead, where it is seen.
 */
export function withoutControls(text: string): string {
  return (
    text
      .replace(controls, '')
      .replace(/\r+\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, '')
  );
}
