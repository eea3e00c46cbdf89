import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { discovered, git, names, put, useFolder } from './support';

/** A style sheet, what lies around it, and what it is compiled from. */
const cases: readonly (readonly [css: string, beside: readonly string[], from: string | undefined])[] = [
  ['main.css', ['main.scss'], 'main.scss'],
  ['style/main.css', ['style/main.less'], 'style/main.less'],
  ['static/css/style.css', ['static/scss/style.scss'], 'static/scss/style.scss'],
  ['css/style.css', ['sass/style.sass', 'sass/_a.sass'], 'sass/style.sass'],
  ['css/style.css', ['css/less/style.less'], 'css/less/style.less'],
  ['css/style.css', ['scss/_style.scss', 'scss/other.scss'], undefined],
  ['templates/colors.css', ['templates/colors.styl', 'templates/colors.scss'], undefined],
  ['css/style.css', ['other/style.scss'], undefined],
  ['style.scss.js', ['style.scss.scss'], undefined],
];

/** Any file, what lies beside it, and what it is made from. */
const made: readonly (readonly [file: string, beside: readonly string[], from: string | undefined])[] = [
  ['2016/styles.css', ['2016/styles.css.pp', '2016/index.html.pm'], '2016/styles.css.pp'],
  ['index.html', ['index.html.pm'], 'index.html.pm'],
  ['conf/a.yml', ['conf/a.yml.erb'], 'conf/a.yml.erb'],
  ['bin/ack', ['bin/ack.pm'], undefined],
  ['config.yml', ['config.yml.example', 'config.yml.bak'], undefined],
];

describe('compiled style sheets', () => {
  const folder = useFolder();

  for (const [css, beside, from] of cases) {
    it(`${css} beside ${beside.join(', ')}: ${from ?? 'written by hand'}`, async () => {
      for (const path of [css, ...beside]) {
        put(folder.path, path);
      }
      const found = (await discovered(folder.path)).find(({ path }) => path === css);
      assert.deepEqual(
        found?.kind === 'skipped' ? [found.reason, found.message] : found?.kind,
        from === undefined ? 'file' : ['generated', `it is compiled from ${from}`],
      );
    });
  }

  for (const [path, beside, from] of made) {
    it(`and others: ${path} beside ${beside.join(', ')}: ${from ?? 'written by hand'}`, async () => {
      for (const one of [path, ...beside]) {
        put(folder.path, one);
      }
      const found = (await discovered(folder.path)).find((one) => one.path === path);
      assert.deepEqual(
        found?.kind === 'skipped' ? [found.reason, found.message] : found?.kind,
        from === undefined ? 'file' : ['generated', `it is made from ${from}`],
      );
    });
  }

  it('are reviewed on request, and known in a repository', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.css');
    put(folder.path, 'a.scss');
    assert.deepEqual(await names(folder.path, {}), ['a.css: generated', 'a.scss']);
    assert.deepEqual(await names(folder.path, { alsoReview: ['generated'] }), ['a.css', 'a.scss']);
  });
});
