import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { settingKeys, settingsSchema } from '../../../src/vscode/settingsSchema';
import { readManifest } from '../../words/manifest';
import { type Declared, declaredShape, type Node, readShape, sorted } from '../shapes';

const manifest = readManifest();
const declared: Readonly<Record<string, Declared>> = manifest.contributes.configuration.properties;
const settings = settingKeys.map((key) => ({
  key,
  node: settingsSchema.entries[key] as unknown as Node,
  declaration: declared[`folderReview.${key}`] ?? assert.fail(`package.json has no folderReview.${key}`),
}));

describe('settings in package.json', () => {
  for (const { key, node, declaration } of settings) {
    it(`declares ${key} as it is read, in every part of it`, () => {
      assert.deepEqual(sorted(declaredShape(declaration)), sorted(readShape(node)));
    });
  }

  it('explain every part', () => {
    const parts = ({
      items,
      properties = {},
      additionalProperties,
    }: Declared): readonly (readonly [string, Declared])[] => [
      ...Object.entries(properties).flatMap(([key, part]) => [[key, part] as const, ...parts(part)]),
      ...(items ? parts(items) : []),
      ...(additionalProperties ? parts(additionalProperties) : []),
    ];
    const unexplained = settings.flatMap(({ key, declaration }) =>
      parts(declaration)
        .filter(([, part]) => !part.markdownDescription && !part.description)
        .map(([part]) => `${key}: ${part}`),
    );
    assert.deepEqual(unexplained, []);
  });

  it('name every part of a profile where profiles are explained', () => {
    const { markdownDescription = '', additionalProperties: profile } = declared['folderReview.profiles'] ?? {};
    const parts = Object.keys(profile ? (profile.properties ?? {}) : {});
    assert.ok(parts.includes('confirm'));
    assert.deepEqual(
      parts.filter((part) => !markdownDescription.includes(`\`${part}\``)),
      [],
    );
  });

  it('are in README, each of them, each part of a profile and each of an endpoint', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const { additionalProperties: profile } = declared['folderReview.profiles'] ?? {};
    const missing = [
      ...settingKeys.filter((key) => !readme.includes(`\`folderReview.${key}\``)),
      ...Object.keys(profile ? (profile.properties ?? {}) : {}).filter(
        (key) => !readme.includes(`\n| \`${key}\` | \``),
      ),
      ...Object.keys(declared['folderReview.endpoints']?.items?.properties ?? {}).filter(
        (key) => !new RegExp(`^\\| .*\`${key}\`.* \\| \`,?[\\w-]+=`, 'im').test(readme),
      ),
    ];
    assert.deepEqual(missing, []);
  });

  it('let a model of VS Code’s own have no part that only servers have', () => {
    const kinds = (settingsSchema.entries.endpoints as unknown as Node).item?.options ?? [];
    const [server, editorModel] = kinds.map((kind) => Object.keys((kind as Node).entries ?? {}));
    const refused = Object.entries(declared['folderReview.endpoints']?.items?.then?.properties ?? {});
    assert.deepEqual(
      refused.filter(([, property]) => property === false).map(([key]) => key),
      server?.filter((key) => !editorModel?.includes(key)),
    );
  });
});
