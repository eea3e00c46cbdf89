import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '../../words/manifest';

interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
  readonly args?: unknown;
}

const root = path.join(import.meta.dirname, '../../..');
const { keybindings, commands } = readManifest().contributes as {
  readonly keybindings: readonly Keybinding[];
  readonly commands: readonly { readonly command: string; readonly title: string }[];
};

/** Where a key can work, by what its `when` begins with; the rest of that keeps it out of boxes that stand there. */
const places = {
  proposal: 'editorTextFocus && isInDiffRightEditor && resourceScheme == folder-review && !inReferenceSearchEditor',
  explanation: 'commentFocused && commentController == folder-review',
  row: 'focusedView == folderReview.tree && listFocus && !inputFocus && !treestickyScrollFocused',
} as const;

const placeOf = ({ when }: Keybinding) =>
  Object.entries(places).find(([, condition]) => when === condition || when.startsWith(`${condition} && `))?.[0];

/** "Shift+Alt+Enter" */
const shown = (key: string) =>
  key
    .split('+')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('+');

const keyText = ({ key, mac }: Keybinding) => shown(key) + (mac === undefined ? '' : ` (macOS: ${shown(mac)})`);

/** The rows of the table of keys: command, key and places. */
function tableRows(): string[][] {
  const lines = readFileSync(path.join(root, 'README.md'), 'utf8').split('\n');
  const start = lines.indexOf('| | | key | works in |') + 2;
  assert.ok(start > 1, 'README.md has a table of keys');
  return lines
    .slice(start, lines.indexOf('', start))
    .map((line) => line.split('|').slice(1, -1))
    .map(([name = '', , key = '', where = '']) => [name.replaceAll('**', '').trim(), key.trim(), where.trim()]);
}

describe('keys', () => {
  it('work in three places, and nowhere else', () => {
    for (const binding of keybindings) {
      assert.ok(placeOf(binding), `${binding.command}: ${binding.when}`);
    }
  });

  it('on a row are told which row has the focus, but for what is about none', () => {
    const row = [{ $treeViewId: 'folderReview.tree', $focusedTreeItem: true }];
    for (const binding of keybindings) {
      const isAboutRow = placeOf(binding) === 'row' && binding.command !== 'folderReview.undoDismiss';
      assert.deepEqual(binding.args, isAboutRow ? row : undefined, `${binding.command} ${binding.when}`);
    }
  });

  it('mean one command in each place', () => {
    for (const name of ['key', 'mac'] as const) {
      const used = keybindings.map((binding) => `${placeOf(binding)}: ${binding[name] ?? binding.key}`);
      assert.deepEqual(used, [...new Set(used)]);
    }
  });

  it('are in the table of README.md, which has no others but those of every list', () => {
    const titleOf = (id: string) =>
      commands.find(({ command }) => command === id)?.title.replace('...', '…') ?? assert.fail(id);
    const expected = new Map<string, string>();
    for (const binding of keybindings) {
      const row = `${titleOf(binding.command)}: ${keyText(binding)}`;
      expected.set(row, [...(expected.get(row)?.split(', ') ?? []), placeOf(binding)].sort().join(', '));
    }
    const [first, ...rest] = tableRows();
    assert.deepEqual(first, ['Preview', 'Enter', 'row']);
    assert.deepEqual(
      rest.map(([name, key, where]) => `${name}: ${key}, ${where?.split(', ').sort().join(', ')}`).sort(),
      [...expected].map(([row, where]) => `${row}, ${where}`).sort(),
    );
  });
});
