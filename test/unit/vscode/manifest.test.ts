import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { severities } from '../../../src/core/types';
import {
  commandIds,
  contextKeys,
  explanationControllerId,
  findingControllerId,
  previewScheme,
  viewIds,
} from '../../../src/vscode/ids';
import { settingKeys, settingOwners } from '../../../src/vscode/settingsSchema';
import { trustReasons } from '../../../src/vscode/trustReasons';

const root = join(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { commands, menus, keybindings, views, viewsContainers, viewsWelcome } = manifest.contributes;
const ours: readonly string[] = Object.values(commandIds);

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly key?: string;
}

interface Keybinding extends MenuItem {
  readonly args?: readonly unknown[];
}

const menuItems = Object.values<MenuItem[]>(menus).flat();

describe('package.json', () => {
  it('declares exactly the commands of the code', () => {
    const declared = commands.map(({ command }: MenuItem) => command);
    assert.deepEqual(declared.toSorted(), ours.toSorted());
  });

  it('uses only known commands, views and context keys', () => {
    for (const { command } of [...menuItems, ...keybindings]) {
      assert.ok(ours.includes(command), command);
    }
    assert.deepEqual(Object.keys(views), [viewIds.container]);
    assert.equal(viewsContainers.activitybar[0].id, viewIds.container);
    assert.equal(views[viewIds.container][0].id, viewIds.tree);
    assert.equal(viewsWelcome[0].view, viewIds.tree);
    const clauses = JSON.stringify([menuItems, keybindings, commands, viewsWelcome]);
    const known: readonly string[] = [...ours, viewIds.tree, ...Object.values(contextKeys)];
    for (const [name] of clauses.matchAll(/folderReview\.\w+/g)) {
      assert.ok(known.includes(name), name);
    }
    for (const [, controller] of clauses.matchAll(/commentController == ([\w-]+)/g)) {
      assert.ok([explanationControllerId, findingControllerId].includes(controller ?? ''), controller);
    }
    for (const [, scheme] of clauses.matchAll(/resourceScheme == ([\w-]+)/g)) {
      assert.equal(scheme, previewScheme);
    }
  });

  it('asks in its row menus only for words that rows have', () => {
    const source = readFileSync(join(root, 'src/vscode/tree/rows/row.ts'), 'utf8');
    const words = [...((source.split('type RowWord =')[1] ?? '').split(';')[0]?.matchAll(/'(\w+)'/g) ?? [])].map(
      ([, word]) => word,
    );
    assert.ok(words.length > 5);
    for (const { when = '' } of menus['view/item/context'] as MenuItem[]) {
      const pattern = /viewItem =~ \/(.*)\/$/.exec(when)?.[1] ?? '';
      const asked = pattern.replaceAll('\\b', ' ').match(/[a-z]+/g) ?? [];
      assert.ok(asked.length > 0, when);
      assert.deepEqual(
        asked.filter((word) => !words.includes(word)),
        [],
      );
    }
  });

  it('has keys only in the text of a preview, in its explanation and on the rows of its tree, there for the row with the focus', () => {
    const inText = `editorTextFocus && isInDiffRightEditor && resourceScheme == ${previewScheme} && !inReferenceSearchEditor`;
    const onRow = `focusedView == ${viewIds.tree} && listFocus && !inputFocus && !treestickyScrollFocused`;
    const { apply, skip, dismiss, dismissWithReason, focusExplanation } = commandIds;
    const inThread = `commentFocused && commentController == ${explanationControllerId}`;
    for (const when of [inText, inThread, onRow]) {
      const bound = (keybindings as Keybinding[]).filter((keybinding) => keybinding.when === when);
      assert.deepEqual(
        bound.map(({ command }) => command),
        [apply, skip, dismiss, dismissWithReason, ...(when === inText ? [focusExplanation] : [])],
      );
      const focusedRow = [{ $treeViewId: viewIds.tree, $focusedTreeItem: true }];
      for (const { args } of bound) assert.deepEqual(args, when === onRow ? focusedRow : undefined);
    }
    assert.equal(keybindings.length, 13);
  });

  it('has no setting of a folder count that is not trusted, and no command that needs trust', () => {
    const { untrustedWorkspaces, configuration } = { ...manifest.capabilities, ...manifest.contributes };
    assert.equal(untrustedWorkspaces.supported, 'limited');
    const properties: Record<string, { readonly scope: string }> = configuration.properties;
    const ofFolders = Object.entries(properties).filter(([, { scope }]) => scope !== 'machine');
    assert.deepEqual(
      untrustedWorkspaces.restrictedConfigurations,
      ofFolders.map(([name]) => name),
    );
    const disabled = (commands as (MenuItem & { readonly enablement?: string })[]).filter(({ enablement = '' }) =>
      enablement.split(' && ').includes('isWorkspaceTrusted'),
    );
    assert.deepEqual(disabled.map(({ command }) => command).sort(), [...trustReasons.keys()].sort());
    const welcomes: readonly { readonly when?: string; readonly contents: string }[] = viewsWelcome;
    const inRestrictedMode = welcomes.filter(({ when }) => when === '!isWorkspaceTrusted');
    assert.match(inRestrictedMode.map(({ contents }) => contents).join(), /\(command:workbench\.trust\.manage\)/);
  });

  it('stays out of folders that are virtual, and says why', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.equal(virtualWorkspaces.supported, false);
    assert.ok(untrustedWorkspaces.description && virtualWorkspaces.description);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.deepEqual(manifest.activationEvents, []);
  });

  it('leaves what is sent where, and at what cost, to the user, and says so of every setting', () => {
    const { properties } = manifest.contributes.configuration;
    const declared = Object.keys(properties).map((name) => name.replace('folderReview.', ''));
    assert.deepEqual(declared.toSorted(), settingKeys.toSorted());
    const scopes = { folder: 'resource', pace: 'resource', user: 'machine' } as const;
    for (const key of settingKeys) {
      assert.equal(properties[`folderReview.${key}`].scope, scopes[settingOwners[key]], key);
    }
    const dangerous = declared.filter((key) =>
      /endpoint|url|key|token|budget|header|proxy|command|shell|env|verify/i.test(key),
    );
    assert.ok(dangerous.length > 0);
    for (const key of dangerous) {
      assert.equal(properties[`folderReview.${key}`].scope, 'machine', key);
    }
  });

  it('names pictures that are there', () => {
    assert.ok(existsSync(join(root, manifest.icon)));
    assert.ok(existsSync(join(root, viewsContainers.activitybar[0].icon)));
    const png = readFileSync(join(root, manifest.icon));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const shown = [...readme.matchAll(/\bmedia\/([\w.-]+\.(?:png|svg))/g)].map(([, name = '']) => name);
    const files = readdirSync(join(root, 'media'));
    assert.deepEqual(
      shown.filter((name) => !files.includes(name)),
      [],
    );
    // Each is taken in both themes.
    const icons = severities.map((severity) => `finding-${severity}.svg`);
    const known = ['icon.png', 'view.svg', ...icons, ...shown, ...shown.map((name) => name.replace('-dark', '-light'))];
    assert.deepEqual(
      files.filter((name) => !known.includes(name)),
      [],
    );
  });
});
