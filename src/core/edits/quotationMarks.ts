const marks = ['"', "'", '`'];

/** Whether all quotation marks that are opened are closed, so that a line may end. */
export function isClosed(text: string): boolean {
  return marks.every((mark) => text.split(mark).length % 2 === 1);
}

/** Signs on one line, at most, that are looked at: for each, all before it is looked at. */
const mostSigns = 20;

/** Whether a line has a sign with something before it. */
export function hasBehind(line: string, sign: RegExp, isSo: (before: string) => boolean): boolean {
  return [...line.matchAll(sign)]
    .slice(0, mostSigns)
    .some(({ index }) => isSo(line.slice(0, index).replace(/\\["'`]/g, '')));
}

/** Whether a text has a sign outside of quotation marks. */
export function hasOutside(text: string, sign: RegExp): boolean {
  return text.split('\n').some((line) => hasBehind(line, sign, isClosed));
}
