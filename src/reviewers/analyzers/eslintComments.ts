/*
 * What the comments of a script name.
 */

/** An answer that is only found when somebody asks, and then once. */
export function lazily<Answer>(find: () => Answer): () => Answer {
  let answer: { readonly value: Answer } | undefined;
  return () => {
    answer ??= { value: find() };
    return answer.value;
  };
}

/** What JSDoc comments use as types. */
export function typesInComments(text: string): ReadonlySet<string> {
  const comments = [...text.matchAll(/\/\*\*[\s\S]*?(?:\*\/|$(?![\s\S]))/g)].map(([comment]) => comment).join('\n');
  const types = [
    ...comments.matchAll(/\{([^{}]{1,1000})\}|@(?:see|extends|implements|augments)[ \t]+([\w$.]{1,200})/g),
  ];
  return new Set(types.flatMap(([, braced = '', named = '']) => `${braced} ${named}`.match(/[\w$]+/g) ?? []));
}

const lineComment = /^[ \t]*\/\/(.*)$/gm;
// Anywhere else the two characters may stand in a string.
const blockComment = /^[ \t]{0,200}\{?[ \t]{0,20}\/\*(?!\*)[\s\S]*?(?:\*\/|$(?![\s\S]))/gm;
/** Statements, calls, their ends, and elements of JSX. A sentence has none of them where it ends. */
const looksLikeCode =
  /[;{}([,]\s*$|\)\s*$|=>|^\s*(?:const|let|var|return|await|if\s*\()\s?|^\s*(?:\{\s*)?<\/?[A-Za-z.]+(?:[\s/>]|$)|^\s*[\w.$]+\s*=[^=]/;

/** What stands in lines of code that are commented out: whoever takes them in again needs what they name. */
export function namesInCommentedCode(text: string): ReadonlySet<string> {
  const lines = [
    ...[...text.matchAll(lineComment)].map(([, line = '']) => line),
    ...[...text.matchAll(blockComment)].flatMap(([comment]) => comment.replace(/\/\*|\*\/$/g, '').split('\n')),
  ];
  return new Set(lines.filter((line) => looksLikeCode.test(line)).flatMap((line) => line.match(/[\w$]+/g) ?? []));
}
