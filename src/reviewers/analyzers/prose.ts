/** Languages of files that speak about code, and quote it. */
export const prose: ReadonlySet<string> = new Set([
  ...['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'html', 'latex'],
]);
