import { grouped, make } from './dom';

/** A list of choices of which the first is all of them; `undefined` is chosen then. */
export function choice(
  label: string,
  choices: readonly (readonly [value: string, count: number])[],
  first: string,
  changed: () => void,
): { readonly element: HTMLElement; value(): string | undefined; choose(value: string): void } {
  const select = make('select', { label });
  select.append(new Option(first, ''));
  for (const [value, count] of choices) {
    select.append(new Option(`${value} (${grouped(count)})`, `=${value}`));
  }
  select.addEventListener('change', changed);
  return {
    element: make('label', {}, `${label} `, select),
    value: () => (select.value === '' ? undefined : select.value.slice(1)),
    choose: (value) => {
      select.value = `=${value}`;
    },
  };
}

/** A field to search by. */
export function search(
  label: string,
  changed: () => void,
): { readonly element: HTMLElement; value(): string; enter(text: string): void } {
  const input = make('input', { label });
  input.type = 'search';
  input.placeholder = label;
  input.addEventListener('input', changed);
  return {
    element: input,
    value: () => input.value,
    enter: (text) => {
      input.value = text;
    },
  };
}

/** A box to tick that is ticked. */
export function tick(
  name: string,
  count: number,
  changed: () => void,
): { readonly element: HTMLElement; isTicked(): boolean } {
  const input = make('input');
  input.type = 'checkbox';
  input.checked = true;
  input.addEventListener('change', changed);
  return {
    element: make('label', { class: `tick ${name}` }, input, ` ${name} ${grouped(count)}`),
    isTicked: () => input.checked,
  };
}
