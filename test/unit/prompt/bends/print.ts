/** How a model writes JSON that is none. What is left out is as in JSON. */
export interface Style {
  readonly key?: (key: string) => string;
  readonly text?: (text: string) => string;
  /** Between the entries of a list or an object. */
  readonly comma?: string;
  /** Behind the last entry. */
  readonly last?: string;
  /** In front of each entry. */
  readonly before?: string;
  readonly nothing?: string;
}

/** Writes a value in a style. */
export function print(value: unknown, style: Style = {}): string {
  const { key = JSON.stringify, text = JSON.stringify, comma = ',', last = '', before = '' } = style;
  const entries = (list: readonly string[]) =>
    list.length === 0 ? '' : list.map((entry) => before + entry).join(comma) + last;
  if (Array.isArray(value)) {
    return `[${entries(value.map((entry) => print(entry, style)))}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{${entries(Object.entries(value).map(([name, entry]) => `${key(name)}: ${print(entry, style)}`))}}`;
  }
  return typeof value === 'string' ? text(value) : value === null ? (style.nothing ?? 'null') : String(value);
}

const escaped = (text: string, quote: string) =>
  JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);

/** A string in other quotation marks, of which those within are escaped. */
export function inQuotes(quote: string): (text: string) => string {
  return (text) => quote + escaped(text, quote) + quote;
}

/** A string in which nothing is escaped but what `also` says. */
export function raw(open: string, close = open, also: (text: string) => string = (text) => text) {
  return (text: string): string => open + also(text) + close;
}
