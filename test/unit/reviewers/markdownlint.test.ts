import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { markdownlint } from '../../../src/reviewers/analyzers/markdownlint';
import { analyze, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path = 'a.md', others: Record<string, string> = {}) {
  return rulesOf(await analyze(markdownlint, snapshot(path, text), others));
}

describe('markdownlint', () => {
  it('proposes edits for broken markup', async () => {
    const text = '#Title\n\nSee (the guide)[guide.md] 😀 and ** this **.\n';
    const findings = await analyze(markdownlint, snapshot('a.md', text));
    assert.deepEqual(rulesOf(findings), ['MD011', 'MD018', 'MD037']);
    assert.equal(fixed(text, findings), '# Title\n\nSee [the guide](guide.md) 😀 and **this**.\n');
    // Each of them is there to change what the reader sees.
    assert.ok(findings.every(({ fix }) => fix?.kind === 'edits' && !fix.preservesBehaviour));
  });

  it('tells nothing of documents beside tests, whoever has chosen the rule', async () => {
    const others = { '.markdownlint.json': '{ "MD012": true }' };
    const text = '# T\n\n##Part\n\n\nSee.\n';
    for (const [path, shown] of [
      ['docs/a.md', ['MD012', 'MD018']],
      ['tests/integration/docs/a.md', []],
      ['src/fixtures/a.md', []],
    ] as const) {
      const counted = asItCounts(
        markdownlint,
        snapshot(path, text),
        await analyze(markdownlint, snapshot(path, text), others),
      );
      assert.deepEqual(rulesOf(counted.filter(({ hiddenBy }) => !hiddenBy)).sort(), shown, path);
      assert.ok(counted.length > 1, 'they are counted');
    }
  });

  it('leaves style to whoever asks for it by name: that all rules are on is what markdownlint does by itself', async () => {
    const text = '# T\n\n| a | b |\n| --- | --- |\n|  c | d|\n\n\n## A.\n\n(a)[b.md]\n';
    for (const all of ['true', 'true, "MD041": false']) {
      const config = { '.markdownlint.json': `{ "default": ${all} }` };
      assert.deepEqual(await rulesIn(text, 'a.md', config), ['MD011'], all);
    }
    const named = {
      '.markdownlint.json': '{ "default": true, "table-column-style": { "style": "compact" }, "MD012": true }',
    };
    const told = await rulesIn(text, 'a.md', named);
    assert.ok(told.includes('MD060') && told.includes('MD012') && !told.includes('MD026'), told.join());
  });

  it('mends both sides of an emphasis at once, or the one that is wrong, and none of a marker that another word has', async () => {
    for (const [text, whole] of [
      ['*** RELEASE NOTE ***', '***RELEASE NOTE***'],
      ['** Documentation **', '**Documentation**'],
      ['a **b ** c', 'a **b** c'],
      ['a ** b ** c ** d ** e', 'a **b** c **d** e'],
      ['a ** b\nc ** d', 'a **b\nc** d'],
    ] as const) {
      const findings = await analyze(markdownlint, snapshot('a.md', `# T\n\n${text}\n`));
      assert.equal(fixed(`# T\n\n${text}\n`, findings), `# T\n\n${whole}\n`);
    }
    const [finding, ...others] = await analyze(markdownlint, snapshot('a.md', '# T\n\none** two three ** four\n'));
    assert.deepEqual([finding?.rule, finding?.fix, others], ['MD037', undefined, []]);
  });

  it('takes the last sign of a name for no end of a heading, and brackets in the text of a link for no reference', async () => {
    for (const text of ['### C#', '# F#', '## <a></a>C#', '## Learn C#']) {
      assert.deepEqual(await rulesIn(`${text}\n`), [], text);
    }
    for (const text of ['# Title#', '## Title##', '### The end###']) {
      assert.deepEqual(await rulesIn(`${text}\n`), ['MD020'], text);
    }
    assert.deepEqual(await rulesIn('# T\n\n- [Part 1 [one] [two][three]](https://example.com)\n'), []);
    assert.deepEqual(await rulesIn('# T\n\n- Part 1 [one] [two][three] (https://example.com)\n'), ['MD052']);
  });

  it('knows anchors in other pages of Doxygen, in what is included, and by numbers of HTML', async () => {
    for (const text of [
      '# Title {#main}\n\n[a](#module-screen)',
      '@page main Title\n\n[a](#module-screen)',
      '# T\n\n[a](#dark-mode)\n\n{% include anchor.html name=\'"Dark" mode\' %}',
      '# T\n\n[a](#part)\n\n{% include_relative parts/one.md %}',
      '# T\n\n## Robótica\n\n[a](#rob&#x00F3;tica) and [b](#rob&#243;tica)',
    ]) {
      assert.deepEqual(await rulesIn(`${text}\n`, 'doc/a.md'), [], text);
    }
    for (const text of [
      '# Title\n\n## Part {#part}\n\n[a](#module-screen)',
      '# T\n\n[a](#dark-mode)\n\n{% include anchor.html name="Light" %}',
      '# T\n\n## Robotica\n\n[a](#rob&#x00F3;ticas)',
    ]) {
      assert.deepEqual(await rulesIn(`${text}\n`, 'doc/a.md'), ['MD051'], text);
    }
  });

  it('deletes a last line without a line end together with the line end before it', async () => {
    const text = '# A\n\n[unused]: http://example.com';
    const others = { '.markdownlint.json': '{ "MD053": true }' };
    assert.equal(fixed(text, await analyze(markdownlint, snapshot('a.md', text), others)), '# A\n');
  });

  it('knows what only looks like a defect', async () => {
    for (const text of [
      'f(x)[i], (Smith 2001)[3] and (a)[b]',
      '#hashtag\n\n#123: an issue',
      '#num1 = float(input("a"))\n#call(b)\n#if (a) {',
      "#'(for/fold/derivedoriginal\n#lang racket\n#define A b\n#(1 2)\n##---",
      '#`(a ,b)\n#_ignored\n#[inline]\n#_{a}\n##`(a)',
      'The [claim over two\nlines](#a-name) holds.\n\n<h3 name="a-name">\nA\n</h3>',
      'every * 3 of 10 KB * 500, *.example.com, _ and dirname(__filename) -> __dirname',
      '# Some Title\n\n[a](#some-Title) and [b](#SOME-TITLE)',
      '## 2. Практики — стиля\n\n[a](#2-Практики--стиля)',
      '<a name="here"></a>\n\n[a](#here)',
      'dp[i][j], user[@id][/network] and [tab][tab]',
      '| a | b |\n| - | - |\n| 1 |',
      'See [the plan][Plan].\n\n[plan]: {{ site.repository }}/issues/1',
      '{%\n  highlight\n  ruby\n%}\n{% raw %}\n#=> prints it\n{% endraw %}\n{% endhighlight %}',
    ]) {
      assert.deepEqual(await rulesIn(`# T\n\n${text}\n`), [], text);
    }
    assert.deepEqual(await rulesIn('# T\n\n(a)[b.md]\n\n###Next part\n\n[a](#none)\n\n[a][none]\n'), [
      ...['MD011', 'MD018', 'MD051', 'MD052'],
    ]);
    assert.deepEqual(await rulesIn('# T\n\n#Next part\n\n##\u00a0Then [a link over\ntwo](#none)\n'), [
      ...['MD018', 'MD018', 'MD051'],
    ]);
    assert.deepEqual(await rulesIn('# T\n#TODO Readme.md\n'), []);
    assert.deepEqual(await rulesIn('# T\n\n##[{{ card.title }}]({{ card.link }})\n'), []);
    assert.deepEqual(await rulesIn('| a | b |\n| - | - |\n{{range .Rows}}| 1 | 2 |\n'), []);
    for (const heading of ['#**Bold** part', '#`code` part', '##[A link](a.md)', '##_Next_', '#![](a.png)Next']) {
      const isHeading = !heading.includes('![]');
      assert.deepEqual(await rulesIn(`# T\n\n${heading}\n`), isHeading ? ['MD018'] : [], heading);
    }
    assert.deepEqual(await rulesIn('| a | b |\n| - | - |\n| 1 | 2 | 3 |\n'), ['MD056']);
    assert.deepEqual(await rulesIn('| a | b |\n| - | - |\n| 1 | 2 |  |\n| `\\|` | 2 | |\n'), []);
    const head = '| a | b |\n| - | - |\n';
    assert.deepEqual(await rulesIn(`${head}| \`x\` \\\\| \`y\` | 2 |\n`), [], 'GitHub keeps both in one cell');
    assert.deepEqual(await rulesIn(`${head}| \`x\` \\\\| \`y\` | 2 | 3 |\n`), ['MD056']);
    const rows = (count: number) => '| 1 | `a | b` |\n'.repeat(count);
    assert.deepEqual(await rulesIn(head + rows(5)), []);
    assert.deepEqual(await rulesIn(`${head}${rows(3)}\n${head}${rows(1)}`), Array(4).fill('MD056'));
    assert.deepEqual(await rulesIn(`${head}${rows(5)}| 1 | 2 | 3 |\n`), ['MD056']);
    assert.deepEqual(await rulesIn(`${head}${'| `a` | `b` | c |\n'.repeat(5)}`), Array(5).fill('MD056'));
    assert.deepEqual(await rulesIn('# T\n\n{% raw %}\n#=> code\n{% endraw %}\n\n###Next part\n'), ['MD018']);
    assert.deepEqual(await rulesIn('# T\n\n[a][tower::load_shed], [`B`][std::fmt::Debug] and [c][c::d()]\n'), []);
    const lost = '# T\n\n[a](#none) and [b][none]\n';
    assert.deepEqual(await rulesIn(lost, 'verb.md'), ['MD051', 'MD052']);
    assert.deepEqual(await rulesIn(lost, '.verb.md'), []);
    assert.deepEqual(await rulesIn(lost, 'docs/api.hbs.md'), []);
  });

  it('takes a lost link in what was changed from release to release for one that nobody mends', async () => {
    for (const [path, confidence] of [
      ['README.md', 'medium'],
      ['CHANGELOG.md', 'low'],
      ['History.md', 'low'],
      ['OLD_README.md', 'low'],
      ['docs/changelogs/CHANGELOG_release.md', 'low'],
      ['.github/historical.md', 'medium'],
    ] as const) {
      const [finding] = await analyze(markdownlint, snapshot(path, '# T\n\n[a](#none)\n'));
      assert.deepEqual([finding?.rule, finding?.confidence], ['MD051', confidence], path);
    }
  });

  it('takes a rule for turned on by what it can read of a configuration', async () => {
    const text = '# T\n\n#hashtag\n* a\n';
    for (const [settings, rules] of [
      ['"default": true', []],
      ['"default": true, "MD018": true', ['MD018']],
    ] as const) {
      const config = { '.markdownlint.json': `{ "extends": "markdownlint/style/prettier", ${settings} }` };
      assert.deepEqual(await rulesIn(text, 'a.md', config), rules, settings);
    }
  });

  it('believes a rule that the project has turned on', async () => {
    for (const config of ['{ "MD018": true }', '{ "no-missing-space-atx": {} }']) {
      assert.deepEqual(await rulesIn('#hashtag\n', 'a.md', { '.markdownlint.json': config }), ['MD018'], config);
    }
  });

  it('tells of a plain defect also where a configuration is about something else', async () => {
    const text = '(a)[b.md]\n';
    for (const config of ['{ "default": false, "MD013": true }', '{ "line-length": false }']) {
      assert.deepEqual(await rulesIn(text, 'a.md', { '.markdownlint.json': config }), ['MD011'], config);
    }
    assert.deepEqual(await rulesIn(text, 'a.md', { '.markdownlint.json': '{ "MD011": false }' }), []);
  });

  it('takes an empty link with an id for the anchor that it is, and no other', async () => {
    for (const anchor of ['[](){#a}', '[](){ #a }', '[](){: #a .b }', '[]( ){: .b #a }', '- b [](){#a}']) {
      assert.deepEqual(await rulesIn(`${anchor}\n## A\n`), [], anchor);
    }
    for (const text of ['csv::Row::operator[](): by its name', 'Back to [top](#).', '[↑ Up](#)']) {
      assert.deepEqual(await rulesIn(`${text}\n`), [], text);
    }
    for (const link of ['a []()', '[Topics](#)', '[]()', '[](){.b}', '[b](){#a}', '[](#){#a}', '[]() {#a}']) {
      assert.deepEqual(await rulesIn(`${link}\n`), ['MD042'], link);
    }
  });

  it('has no opinion on style', async () => {
    const text = `Setext\n===\n* a\n  - b   \n${'long '.repeat(100)}\n<b>html</b> http://example.com`;
    assert.deepEqual(await rulesIn(text), []);
  });

  it('knows the ids of attribute lists', async () => {
    const text = '[a](#install) [b](#b.c) [c](#nowhere)\n\n## Setting up {: #Install .wide }\n\n## C {#b.c}\n';
    const found = await analyze(markdownlint, snapshot('a.md', text));
    assert.deepEqual(
      found.map(({ span }) => text.slice(span?.start, span?.end)),
      ['[c](#nowhere)'],
    );
  });

  it('compares links with headings as sites may make ids of them, but in what a repository shows as GitHub does', async () => {
    for (const [link, heading] of [
      ['composer-no-dev', '## COMPOSER_NO_DEV'],
      ['how-config-audit-interacts', '## How `config.audit` interacts'],
      ['minimum-stability', '## minimum-stability <span>([root-only](04-schema.md#root-package))</span>'],
      ['introduction', '## 1. Introduction'],
      ['cafe-creme', '## Café crème'],
      ['a-b-c', '## [A.b](x.md) & c'],
      ['a_b', 'A b\n---'],
      ['a-b', '<h2 class="x">A <code>b</code></h2>'],
      ['setup_1', '## Setup\n\n## Setup'],
      ['user-content-setup', '## Setup'],
      ['given', '<Anchor id="given"/>'],
      ['given', '(given)=\n## A'],
      ['given', 'A paragraph. ^given'],
      ['fn1', 'Text[^1]\n\n[^1]: note'],
    ] as const) {
      const text = `# T\n\n[a](#${link})\n\n${heading}\n`;
      assert.deepEqual(await rulesIn(text, 'doc/a.md'), [], heading);
    }
    for (const text of [
      '[a](#open-api)\n\n## OpenAPI integration',
      '[a](#install)\n\n```sh\n# Install\n```',
      '[a](#readings-6)\n\n## Readings',
      '[a](#readings-6)\n\n## Readings\n\n## Readings',
    ]) {
      assert.deepEqual(await rulesIn(`# T\n\n${text}\n`, 'doc/a.md'), ['MD051'], text);
    }
    assert.deepEqual(await rulesIn('[a](#zod)\n\n<p>\n<h1 align="center"><b>Zod</b></h1>\n</p>\n', 'README_KO.md'), []);
    for (const path of ['README.md', 'sub/readme.fr.md', '.github/ISSUE_TEMPLATE/a.md']) {
      assert.deepEqual(await rulesIn('# T\n\n[a](#no-dev)\n\n## NO_DEV\n', path), ['MD051'], path);
    }
  });

  it('honours its suppression comments', async () => {
    assert.deepEqual(await rulesIn('<!-- markdownlint-disable MD042 -->\n[a]()\n'), []);
    assert.deepEqual(await rulesIn('[a]()\n'), ['MD042']);
    const ours = '<!-- folder-review-ignore-next-line: markdownlint/MD042 -->\n[a]()\n\n[b]()\n';
    const found = await analyze(markdownlint, snapshot('a.md', ours), {}, true);
    assert.deepEqual(
      found.map(({ hiddenBy }) => hiddenBy),
      [{ kind: 'comment' }, undefined],
    );
  });

  it("adds the project's configuration to ours", async () => {
    const text = '[a]()\n\n# A #\n';
    assert.deepEqual(await rulesIn(text, 'docs/a.md', { '.markdownlint.json': '{ "no-empty-links": false }' }), []);
    assert.deepEqual(
      await rulesIn(text, 'docs/a.md', {
        '.markdownlint.json': '{ "MD042": false }',
        'docs/.markdownlint.jsonc': '{ // here\n  "MD003": { "style": "atx", }, }',
      }),
      ['MD003', 'MD042'],
    );
    assert.deepEqual(await rulesIn(text, 'a.md', { '.markdownlint.yaml': 'MD042: false\nextends: ../secret\n' }), []);
  });

  it('falls back to the defaults on a configuration it cannot read, and says so where that file is reviewed', async () => {
    assert.deepEqual(await rulesIn('[a]()\n', 'a.md', { '.markdownlint.json': '{ "MD042": fal' }), ['MD042']);
    assert.deepEqual(await rulesIn('{ "MD042": fal', '.markdownlint.json'), ['configuration']);
    assert.deepEqual(await rulesIn('- a\n', '.markdownlint.yaml'), ['configuration']);
    assert.deepEqual(await rulesIn('{ "MD042": false }', '.markdownlint.json'), []);
  });

  it('stands odd input', async () => {
    assert.deepEqual(await rulesIn(''), []);
    assert.deepEqual(await rulesIn('word '.repeat(1000)), []);
    assert.deepEqual(await rulesIn(`${'Some text. '.repeat(400)}\n\n`.repeat(230)), []);
  });

  it('is sure of links where the repository shows the document, and of nothing in its history or what is left open', async () => {
    const sureOf = async (text: string, path: string) =>
      (await analyze(markdownlint, snapshot(path, `# T\n\n${text}\n`))).map(({ confidence }) => confidence);
    for (const path of ['README.md', 'docs/README.zh-CN.md', '.github/pull_request_template.md']) {
      assert.deepEqual(await sureOf('[a](#nowhere)', path), ['medium'], path);
    }
    for (const path of ['docs/api.md', 'website/guide/install.md', 'notes.md']) {
      assert.deepEqual(await sureOf('[a](#nowhere)', path), ['low'], path);
    }
    for (const path of ['CHANGELOG.md', 'docs/release-notes-2.md']) {
      assert.deepEqual(await sureOf('[a](#nowhere)\n\n[b]()\n\n#Title', path), ['low', 'low', 'low'], path);
    }
    assert.deepEqual(await sureOf('[a](#)\n\n[b](#)', 'a.md'), ['high', 'high']);
    assert.deepEqual(await sureOf('[a](#)\n[b](#)\n[c](#)\n[d]()', 'a.md'), ['low', 'low', 'low', 'high']);
  });

  it('guesses where old text has spaces in an emphasis, or references that nothing defines', () => {
    assert.deepEqual(
      markdownlint.rules.flatMap(({ id, isGuess }) => (isGuess ? [id] : [])),
      ['MD020', 'MD037', 'MD052'],
    );
  });

  it('takes comments of code for no emphasis', async () => {
    assert.deepEqual(await rulesIn('# T\n\nx {\n/** a comment */\ny\n/** another **/\n}\n'), []);
  });

  it('doubts the style of what a release came with, whoever has chosen the rule', async () => {
    const config = { '.markdownlint.json': '{ "MD012": true }' };
    for (const [path, doubted] of [
      ['versions/3.0.2.md', true],
      ['docs/versioned_docs/version-2.0/a.md', true],
      ['spec/v1.2.md', true],
      ['docs/a.md', false],
      ['docs/2.parts.md', false],
    ] as const) {
      const found = await analyze(markdownlint, snapshot(path, '# T\n\n##Part\n\n\nSee.\n'), config);
      const weights = found.map(({ rule, confidence }) => [rule, confidence === 'low']);
      assert.deepEqual(
        weights.toSorted(),
        [
          ['MD012', doubted],
          ['MD018', false],
        ],
        path,
      );
    }
  });

  it('takes a link to the top of a table of contents for one, and no other', async () => {
    for (const [text, confidence] of [
      ['- [First](#)\n- [Part](#part)\n', 'low'],
      ['- [First](#)\n- [Other](https://example.com)\n', 'high'],
      ['See [there](#).\n', 'high'],
    ] as const) {
      const found = await analyze(markdownlint, snapshot('a.md', `# T\n\n${text}\n## Part\n`));
      assert.deepEqual(
        found.map(({ rule, confidence }) => [rule, confidence]),
        [['MD042', confidence]],
        text,
      );
    }
  });

  it("leaves alone what the project's .markdownlintignore names, and says so", async () => {
    const ignoring = { 'docs/.markdownlintignore': '# drafts\n*.draft.md\n/old\n!old/b.md\n[\n' };
    for (const path of ['docs/a.draft.md', 'docs/old/a.md']) {
      assert.deepEqual(await rulesIn('#Title\n', path, ignoring), [], path);
    }
    for (const path of ['docs/a.md', 'a.draft.md']) {
      assert.deepEqual(await rulesIn('#Title\n', path, ignoring), ['MD018'], path);
    }
  });
});
