/** With any scheme, or none behind a quote or a bracket (`"//host/path"`); and what a `$schema` names. */
const address =
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s"'<>`)\]}]+|(?<=["'(=])\/\/[\w-]+(?:\.[\w-]+)+[^\s"'<>`)\]}]*|\$schema["']?\s*[:=]\s*["']?[^\s"',}]+/gi;

/** The addresses that stand in a text. */
export function addressesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(address), ([found]) => withoutEnd(found)));
}

/** Without the punctuation of the sentence around it. */
function withoutEnd(found: string): string {
  let end = found.length;
  while (end > 0 && '.,;:!?'.includes(found.charAt(end - 1))) {
    end -= 1;
  }
  return found.slice(0, end);
}
