type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Methods that go over the whole of a text. */
const wholeText = ['trim', 'trimStart', 'trimEnd', 'split', 'replace', 'replaceAll', 'match', 'search', 'toLowerCase'];

/**
 * How many characters and items a piece of work looks at by way of the methods of strings, regular expressions, JSON and
 * lists that go over texts and lines: a measure of its effort that is the same on every machine. What it does by itself,
 * character by character, is not counted, and neither is how often a regular expression goes back.
 */
export function scannedBy(work: () => void): number {
  let scanned = 0;
  let depth = 0;
  const count = (owner: object, name: string, effort: (self: unknown) => number) => {
    const original = Reflect.get(owner, name) as Method;
    Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
      scanned += effort(this);
      return original.apply(this, args);
    });
    return () => Reflect.set(owner, name, original);
  };
  const patch = (owner: object, name: string, effort: (self: unknown, args: unknown[], result: unknown) => number) => {
    const original = Reflect.get(owner, name) as Method;
    Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
      depth++;
      try {
        const result = original.apply(this, args);
        // What a method does with the help of others is counted once.
        scanned += depth === 1 ? effort(this, args, result) : 0;
        return result;
      } finally {
        depth--;
      }
    });
    return () => Reflect.set(owner, name, original);
  };
  const restore = [
    ...wholeText.map((name) => patch(String.prototype, name, (self) => String(self).length)),
    patch(
      String.prototype,
      'indexOf',
      (self, [wanted, from], at) =>
        (Number(at) < 0 ? String(self).length : Number(at) + String(wanted).length) - Number(from ?? 0),
    ),
    patch(
      String.prototype,
      'lastIndexOf',
      (self, [, from], at) => Math.min(Number(from ?? Number.POSITIVE_INFINITY), String(self).length) - Number(at),
    ),
    count(String.prototype, 'charAt', () => 1),
    patch(String.prototype, 'includes', (self) => String(self).length),
    patch(RegExp.prototype, 'exec', (self, [text], match) => reached(self as RegExp, String(text), match)),
    patch(RegExp.prototype, 'test', (self, [text]) => firstMatch(self as RegExp, String(text))),
    patch(Array.prototype, 'join', (_, __, text) => String(text).length),
    ...['every', 'map', 'some', 'includes'].map((name) =>
      count(Array.prototype, name, (self) => (self as unknown[]).length),
    ),
    patch(JSON, 'parse', (_, [text]) => String(text).length),
  ];
  try {
    work();
  } finally {
    for (const put of restore) {
      put();
    }
  }
  return scanned;
}

/** Up to the end of the first match, or of the text where there is none. */
function firstMatch({ source, flags }: RegExp, text: string): number {
  const found = text.match(new RegExp(source, flags.replace(/[gy]/g, '')));
  return found ? (found.index ?? 0) + found[0].length : text.length;
}

/** Up to the end of the match, or of the text where there is none. */
function reached({ global, lastIndex }: RegExp, text: string, match: unknown): number {
  const found = match as RegExpExecArray | null;
  return found
    ? global
      ? found[0].length + 1
      : found.index + found[0].length
    : text.length - (global ? lastIndex : 0);
}

/** How many times as much a piece of work looks at when its size is ten times as large. */
export function scanningGrowth(workOf: (size: number) => () => void, size: number): number {
  return scannedBy(workOf(10 * size)) / scannedBy(workOf(size));
}

/** Milliseconds of processor time that a piece of work takes in this process: what others do meanwhile does not count. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000;
}
