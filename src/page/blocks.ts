import type { FindingDetails, PageBlocks } from '../core/report/page/pageData';

/** All of one name, in the order of the page. */
function elementsOf(name: keyof PageBlocks): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`script[data-block="${name}"]`)];
}

function read<Name extends keyof PageBlocks>(element: HTMLElement): PageBlocks[Name] {
  return JSON.parse(element.textContent ?? '') as PageBlocks[Name];
}

/** A block that is there once; undefined where the page was cut off before it. */
export function blockOf<Name extends 'head' | 'figures' | 'timeline'>(name: Name): PageBlocks[Name] | undefined {
  const [element] = elementsOf(name);
  return element && read<Name>(element);
}

/** The rows of all blocks of a name. */
export function rowsOf<Name extends 'files' | 'bars'>(name: Name): PageBlocks[Name][number][] {
  return elementsOf(name).flatMap((element) => [...read<Name>(element)] as PageBlocks[Name][number][]);
}

/** The rows of all findings, and their details, which are only read when they are asked for. */
export function findingsAndDetails(): {
  readonly rows: readonly PageBlocks['findings'][number][];
  readonly details: (index: number) => FindingDetails | undefined;
} {
  const blocks = elementsOf('findings').map((element) => read<'findings'>(element));
  const elements = elementsOf('details');
  const starts: number[] = [];
  let count = 0;
  for (const block of blocks) {
    starts.push(count);
    count += block.length;
  }
  const details = (index: number) => {
    const block = starts.findLastIndex((start) => start <= index);
    const element = elements[block];
    return element && read<'details'>(element)[index - (starts[block] ?? 0)];
  };
  return { rows: blocks.flat(), details };
}
