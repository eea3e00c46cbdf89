/**
 * JavaScript that ends the whole process which analyses it: nested so deeply that the engine has no stack left when
 * ESLint's parser uses a regular expression for the first time. V8 then gives up (`RegExpCompiler Allocation failed`).
 * From 8 KB on; that much deeper, any version of Node gives up or cannot parse it. By file name.
 */
export const killers: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['template.js', '`${', '1', '}`'],
      ['tagged.js', 'f`${', '1', '}`'],
      ['template-text.js', '`a${', '1', '}b`'],
      ['template-call.js', 'f(`${', '1', '}`)'],
      ['template-choice.js', '`${a ? ', '1', ' : 2}`'],
      ['arrow.js', '()=>{return ', '1', '}'],
      ['arrow-text.js', '()=>{return ', '"a"', '}'],
      ['arrow-condition.js', 'a=>{if(b)return ', '1', '}'],
      ['arrow-statement.js', 'a=>{b;return ', '1', '}'],
      ['index.js', 'a[', 'a', ']'],
    ] as const
  ).map(([name, open, middle, close]) => [name, `x = ${lines(open)}${middle}${lines(close)};\n`]),
);

/** Many times, in lines short enough not to look minified. */
function lines(part: string): string {
  const depth = 4_000;
  const perLine = 25;
  return `${part.repeat(perLine)}\n`.repeat(depth / perLine);
}
