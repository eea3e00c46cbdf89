import type { Page } from 'playwright-core';
import type { ScriptedRequest } from '../modelServer/types';

/** The proposal for the second module drops a part of its sum, which its test notices. */
export const modules = [1, 2, 3];
const bad = 2;

/** A project whose tests say which of the proposals below hold. */
export const sums: Readonly<Record<string, string>> = Object.fromEntries([
  ['package.json', '{ "type": "module", "scripts": { "test": "node --test" } }\n'],
  ...modules.flatMap((n) => [
    [`m${n}.mjs`, `export function m() {\n  return ${n} + 20;\n}\n`],
    [
      `m${n}.test.mjs`,
      `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { m } from './m${n}.mjs';\ntest('m${n} adds', () => assert.equal(m(), ${n + 20}));\n`,
    ],
  ]),
]);

export function turnRound({ user }: ScriptedRequest) {
  const [line, number] = /return (\d+) \+ 20;/.exec(user) ?? [];
  const newText = Number(number) === bad ? `  return ${number};` : `  return 20 + ${number};`;
  const finding = {
    title: `Sum ${number} the wrong way round`,
    explanation: 'The larger number comes first.',
    ...({ severity: 'warning', category: 'bug', confidence: 'high' } as const),
    startLine: 2,
    endLine: 2,
    edits: [{ startLine: 2, endLine: 2, oldText: `  ${line}`, newText }],
  };
  return { findings: line === undefined ? [] : [finding] };
}

/** Ticks a command in the list of those that verify. */
export async function tickCommand(page: Page, command: string): Promise<void> {
  const row = page.locator('.quick-input-list').getByRole('checkbox', { name: command, exact: true });
  await row.waitFor();
  await row.click();
}
