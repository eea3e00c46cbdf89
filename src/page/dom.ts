/** What an element is made with. Nothing of a run is ever markup: it becomes a text node or a value. */
interface Attributes {
  readonly class?: string;
  readonly title?: string;
  readonly role?: string;
  readonly label?: string;
}

/** Makes an element with these children; a string is a text. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { label, ...attributes }: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  if (label !== undefined) {
    element.setAttribute('aria-label', label);
  }
  element.append(...children);
  return element;
}

/** An element of the skeleton that the page comes with. */
export function part(name: 'header' | 'main'): HTMLElement {
  const element = document.querySelector<HTMLElement>(name);
  if (!element) {
    throw new Error(`The page has no ${name}`);
  }
  return element;
}

/** "1,234" */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
