import type { HtmlElement, Rule, RuleConstructor } from 'html-validate/browser';

/** What names elements by their ids. What else does, such as `aria-controls`, often names what a script makes later. */
const references = [
  ['label', 'for'],
  ['input', 'list'],
  ['*', 'aria-labelledby'],
  ['*', 'aria-describedby'],
] as const;

/**
 * The rule of html-validate's of the same name, which looks through the whole page for each reference: a form of 2,000
 * fields took it a minute.
 *
 * @param Base html-validate's own class, which is loaded late
 */
export function missingReferences(Base: typeof Rule): RuleConstructor<void, void> {
  return class extends Base<void, void> {
    override setup(): void {
      this.on('dom:ready', ({ document }) => {
        const ids = new Set(document.querySelectorAll('[id]').map(({ id }) => id));
        for (const [element, key] of references) {
          for (const node of document.querySelectorAll(`${element === '*' ? '' : element}[${key}]`)) {
            this.#check(node, key, ids);
          }
        }
      });
    }

    #check(node: HtmlElement, key: string, ids: ReadonlySet<string | null>): void {
      const attribute = node.getAttribute(key);
      const named = typeof attribute?.value === 'string' ? attribute.value.split(/\s+/).filter(Boolean) : [];
      const first = named.find((id) => !ids.has(id));
      if (first !== undefined) {
        this.report(node, `Element references missing id "${first}"`, attribute?.valueLocation);
      }
    }
  };
}
