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
  mcpProviderId,
  previewScheme,
  toolIds,
  viewIds,
} from '../../../src/vscode/ids';
import { settingKeys, settingOwners } from '../../../src/vscode/settingsSchema';
import { trustReasons } from '../../../src/vscode/trustReasons';
import { readManifest } from '../../words/manifest';

const root = join(import.meta.dirname, '../../..');
const manifest = readManifest();
const { commands, menus, keybindings, views, viewsContainers, viewsWelcome, walkthroughs } = manifest.contributes;
const ours: readonly string[] = Object.values(commandIds);

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly key?: string;
}

interface WalkthroughStep {
  readonly description: string;
  readonly media: {
    readonly image?: Readonly<Record<string, string>>;
    readonly altText?: string;
    readonly markdown?: string;
  };
  readonly completionEvents: readonly string[];
}

const menuItems = Object.values<MenuItem[]>(menus).flat();

describe('package.json', () => {
  it('declares exactly the commands of the code', () => {
    const declared = commands.map(({ command }: MenuItem) => command);
    assert.deepEqual(declared.toSorted(), ours.toSorted());
  });

  it('declares exactly the tools and the server for agents of the code, each with what a model needs to know', () => {
    const { languageModelTools, mcpServerDefinitionProviders } = manifest.contributes;
    assert.deepEqual(
      languageModelTools.map(({ name }: { name: string }) => name),
      Object.values(toolIds),
    );
    for (const { modelDescription, userDescription, inputSchema, toolReferenceName } of languageModelTools) {
      assert.ok(modelDescription && userDescription && toolReferenceName);
      assert.equal(inputSchema.additionalProperties, false);
    }
    assert.deepEqual(
      mcpServerDefinitionProviders.map(({ id }: { id: string }) => id),
      [mcpProviderId],
    );
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
      assert.ok(scheme === previewScheme || scheme === 'file', scheme);
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
    // For a preview that was open when the window was reloaded.
    assert.deepEqual(manifest.activationEvents, [`onFileSystem:${previewScheme}`]);
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

  it('has a walkthrough whose steps lead to commands, end by what happens, and have pictures that are told in words', () => {
    const steps: readonly WalkthroughStep[] = walkthroughs[0].steps;
    assert.equal(steps.length, 5);
    const settings = settingKeys.map((key) => `folderReview.${key}`);
    const known: readonly string[] = [...ours, ...Object.values(contextKeys), ...settings, 'onStepSelected'];
    for (const { description, media, completionEvents } of steps) {
      const named = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? '');
      assert.ok(named.length > 0, description);
      const ends = completionEvents.map((event) => event.replace(/^on(?:Command|Context|SettingChanged):/, ''));
      assert.ok(ends.length > 0, description);
      assert.deepEqual(
        [...named, ...ends].filter((name) => !known.includes(name)),
        [],
      );
      assert.deepEqual([media.image === undefined, media.altText === undefined], [!media.altText, !media.image]);
    }
  });

  it('names pictures that are there', () => {
    assert.ok(existsSync(join(root, manifest.icon)));
    assert.ok(existsSync(join(root, viewsContainers.activitybar[0].icon)));
    const png = readFileSync(join(root, manifest.icon));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const shown = [...readme.matchAll(/\bmedia\/([\w.-]+\.(?:png|svg))/g)].map(([, name = '']) => name);
    // From where the extension's page shows them: in the package, by relative paths, which a marketplace completes.
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)\s]*)\)|<img\b/g)].map(([, path = 'no path']) => path);
    assert.ok(pictures.length > 3);
    assert.deepEqual(
      pictures.filter((path) => !/^media\/[\w-]+-dark\.png$/.test(path)),
      [],
    );
    const files = readdirSync(join(root, 'media'));
    assert.deepEqual(
      shown.filter((name) => !files.includes(name)),
      [],
    );
    // Each is taken in both themes.
    const icons = severities.map((severity) => `finding-${severity}.svg`);
    const steps: readonly WalkthroughStep[] = walkthroughs[0].steps;
    const inSteps = steps.flatMap(({ media }) => [...Object.values(media.image ?? {}), media.markdown ?? []].flat());
    assert.deepEqual(
      inSteps.filter((file) => !existsSync(join(root, file))),
      [],
    );
    const ofSteps = inSteps.map((file) => file.replace('media/', ''));
    const translated = ofSteps.map((file) => file.replace(/\.md$/, '.nls.de.md'));
    const inBoth = shown.flatMap((name) => [name, name.replace('-dark', '-light')]);
    const known = ['icon.png', 'view.svg', ...icons, ...inBoth, ...ofSteps, ...translated];
    assert.deepEqual(
      files.filter((name) => !known.includes(name)),
      [],
    );
  });
});
