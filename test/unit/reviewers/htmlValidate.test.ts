import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { otherThanPage } from '../../../src/reviewers/analyzers/htmlPages';
import { htmlValidate } from '../../../src/reviewers/analyzers/htmlValidate';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { scanningGrowth } from '../scanned';
import { analyze, rulesOf, snapshot } from './support';

function page(body: string): string {
  return `<!doctype html>\n<html lang="en">\n<head><title>A</title></head>\n<body>\n${body}\n</body>\n</html>\n`;
}

function findingsIn(body: string, others: Record<string, string> = {}, alsoSilenced = false) {
  return analyze(htmlValidate, snapshot('a.html', page(body)), others, alsoSilenced);
}

async function rulesIn(body: string, others: Record<string, string> = {}) {
  return rulesOf(await findingsIn(body, others));
}

const duplicate = '<p id="a">x</p><p id="a">y</p>';

describe('html-validate', () => {
  it('finds what a browser reads otherwise, and nothing once it is put right', async () => {
    for (const [rule, bad, good] of [
      ['close-order', '<div><p>x</p>', '<div><p>x</p></div>'],
      ['close-order', '<p><div>x</div></p>', '<div><div>x</div></div>'],
      ['close-order', '<b><i>x</b></i>', '<b><i>x</i></b>'],
      ['element-permitted-content', '<a href="a">x <a href="b">y</a></a>', '<a href="a">x</a> <a href="b">y</a>'],
      [
        'element-permitted-content',
        '<table><div>x</div><tr><td>y</td></tr></table>',
        '<div>x</div><table><tr><td>y</td></tr></table>',
      ],
      ['no-dup-attr', '<p class="a" class="b">x</p>', '<p class="a b">x</p>'],
      ['no-dup-id', duplicate, '<p id="a">x</p><p id="b">y</p>'],
      ['no-missing-references', '<label for="b">x</label><input id="a">', '<label for="a">x</label><input id="a">'],
      ['no-missing-references', '<p aria-labelledby="a b">x</p><p id="a">y</p>', '<p aria-labelledby="a" id="a">x</p>'],
      ['no-missing-references', '<input list="a">', '<input list="a"><datalist id="a"></datalist>'],
      ['no-self-closing', '<div/>x', '<div></div>x'],
      ['no-self-closing', '<div/>x', '<dl><dt/>a</dl>'],
      ['no-self-closing', '<script src="a.js"/><p>x</p>', '<script src="a.js"></script><p>x</p>'],
      ['parser-error', '<p class="a"">x</p>', '<p class="a">x</p>'],
      ['parser-error', '<p class="a"">x</p>', '<p>a is >= 1 and <= 2, or <3</p>'],
      ['unrecognized-char-ref', '<p>a&nbps;b</p>', '<p>a&nbsp;b</p>'],
      ['wcag/h36', '<input type="image" src="a.png">', '<input type="image" src="a.png" alt="Send">'],
      ['wcag/h37', '<img src="a.png">', '<img src="a.png" alt="">'],
    ] as const) {
      assert.deepEqual(await rulesIn(bad), [rule], bad);
      assert.deepEqual(await rulesIn(good), [], good);
    }
  });

  it('takes an end tag whose start tag may be left out for no stray one, and the second of its kind for one', async () => {
    const whole = (text: string) => `<!doctype html>\n<title>A</title>\n${text}`;
    for (const [text, found] of [
      [whole('<body><p>x</p></body>\n</html>\n'), []],
      [whole('</head><body><p>x</p></body></html>\n'), []],
      [whole('<p>x</p></body></html>\n'), []],
      [whole('<body><table><tr><td>x</td></tr></tbody></table></body></html>\n'), []],
      [whole('<body><table><tbody><tr><td>x</td></tr></tbody></tbody></table></body></html>\n'), ['close-order']],
      [whole('<body><p>x</p></body></body></html>\n'), ['close-order']],
      [whole('<body></div></body></html>\n'), ['close-order']],
      [whole('<p>x</p></div></body></html>\n'), ['close-order']],
    ] as const) {
      assert.deepEqual(rulesOf(await analyze(htmlValidate, snapshot('a.html', text))), found, text);
    }
  });

  it('takes what is nested wrongly in what a generator of documentation has made for a guess', async () => {
    for (const [mark, confidence] of [
      ['', 'high'],
      ['<p id="mkdocs_search"></p>', 'low'],
      ['<meta name="generator" content="Doxygen 1.9">', 'low'],
    ] as const) {
      const all = await analyze(htmlValidate, snapshot('site/a.html', page(`${mark}<div><p>x</p>`)));
      assert.equal(all.find(({ rule }) => rule === 'close-order')?.confidence, confidence, mark);
    }
  });

  it('takes what is nested wrongly in manuals for a guess: nobody mends it there', async () => {
    for (const [path, confidence] of [
      ['src/a.html', 'high'],
      ['medusa/docs/programming.html', 'low'],
      ['src/assets/fonts/icons/reference.html', 'low'],
    ] as const) {
      const [finding] = await analyze(htmlValidate, snapshot(path, page('<div><p>x</p>')));
      assert.deepEqual([finding?.rule, finding?.confidence], ['close-order', confidence], path);
    }
  });

  it('takes a reference to nothing for a guess in what a release came with', async () => {
    for (const [path, confidence] of [
      ['site/components.html', 'high'],
      ['site/v2/components.html', 'high'],
      ['v2.3.1/site/components.html', 'low'],
    ] as const) {
      const [finding] = await analyze(htmlValidate, snapshot(path, page('<label for="b">x</label>')));
      assert.deepEqual([finding?.rule, finding?.confidence], ['no-missing-references', confidence], path);
    }
  });

  it('takes an end tag that changes nothing for a guess: of another heading, or of what was over already', async () => {
    for (const [text, confidence] of [
      ['<h2>x</h3>', 'low'],
      ['<p>x<ul><li>y</li></ul></p>', 'low'],
      ['<div>x</div></div>', 'high'],
    ] as const) {
      const [finding] = await analyze(htmlValidate, snapshot('a.html', page(text)));
      assert.deepEqual([finding?.rule, finding?.confidence], ['close-order', confidence], text);
    }
  });

  it('says where, and what', async () => {
    const [finding, ...others] = await findingsIn(duplicate);
    assert.deepEqual(others, []);
    assert.equal(finding?.title, 'Duplicate ID "a"');
    const text = page(duplicate);
    assert.deepEqual(
      [finding?.span?.start, text.slice(finding?.span?.start, finding?.span?.end)],
      [text.lastIndexOf('a">y'), 'a'],
    );
  });

  it('tells the first of what is wrong with the nesting, not what follows from it', async () => {
    const [finding, ...others] = await findingsIn(
      '<div>\n<ul><li><a href="a">x</li></ul>\n<a href="b">y</a></div></div>',
    );
    assert.deepEqual([others, finding?.title], [[], "Unclosed element '<a>'"]);
  });

  it('has no opinion on style, and leaves alone what works', async () => {
    for (const body of [
      '<P CLASS=a>x</p><BR><br/><ul><li>a<li>b</ul><p>x<p>y',
      '<p>-^ <-></p>',
      '<p><-- a <- b <_a></p>',
      '<p>a<=b <1></p>',
      '<p><*> <.a> <"a"> I <3 you <é> <$</p>',
      '<a href="?a=1&b=2">AT&T</a> a < b <input disabled="" checked=checked>',
      '<noscript><img src="https://a/b"></noscript><img src="a" width="1" height=1><img id="a">',
      '<img src="a" aria-labelledby="b"><p id="b">x</p><img src="spacer.gif"><img src="http://placehold.it/9x9">',
      '<svg viewBox="0 0 1 1"><path d=""/></svg><my-element></my-element>',
      '<table><form><tr><td><input></td></tr></form></table><p/>',
      '<button aria-controls="made-later">x</button><form action=""><center>x</center></form>',
      `<!--[if IE]><p id="a"></div><![endif]--><script>if (a<b) document.write(\`<p>\${c}\`)</script>`,
    ]) {
      assert.deepEqual(await rulesIn(body), [], body);
    }
  });

  it('takes an id that is there twice, and an image without a text, for what hardly anybody notices', async () => {
    for (const body of [`<a href="#a">x</a>${duplicate}`, '<img src="a.png">', '<button><img src="a.png"></button>']) {
      const file = { path: 'a.html', language: 'html' };
      const [finding] = asItCounts(htmlValidate, file, await findingsIn(body));
      assert.equal(finding?.confidence, 'low', body);
    }
  });

  it('has not looked at what is no page, and says so', async () => {
    const run = await htmlValidate.load({ wasmFolder: '' });
    const config = { governing: () => [], unreadable: () => undefined, read: () => undefined };
    for (const [name, text, path = 'a.html'] of [
      ['templates', page(`{{ a }}${duplicate}`)],
      ['templates', page(`{% if a %}${duplicate}{% endif %}`)],
      ['templates', page(`<% if (a) { %>${duplicate}`)],
      ['templates', page(`<?php echo 1 ?>${duplicate}`)],
      ['templates', page(`<p :id="a">x</p>${duplicate}`)],
      ['templates', page(`<p *ngIf="a" (click)="b">x</p>${duplicate}`)],
      ['templates', page(`<p ng-repeat="a in b">x</p>${duplicate}`)],
      ['templates', page(`<p>{package}</p>${duplicate}`)],
      ['templates', page(duplicate), 'a.ejs'],
      ['templates', page(`[% IF a %]${duplicate}[% END %]`)],
      ['templates', page(`<TMPL_VAR NAME="a">${duplicate}`)],
      ['parts of pages', duplicate],
      ['parts of pages', '<!doctype html><html><body><div id="main">'],
      ['XML', page('<p/>'), 'a.xhtml'],
      ['what HTML no longer has', page('<frameset><frame></frameset>')],
      ['elements nested so deeply', page('<div>'.repeat(501))],
      ['so many elements', page('<p>x</p>'.repeat(20_001))],
      ['so many comments for it', page('<!-- [html-validate-disable-next no-dup-id] -->'.repeat(300))],
      ['a "<" that begins no tag', page('<p>a < b <> c</p>')],
    ] as const) {
      const analysis = await run(snapshot(path, text, 'html'), config, false);
      assert.deepEqual(analysis, { kind: 'not looked', because: { kind: 'dialect', name }, findings: [] }, text);
    }
  });

  it('follows the project in which of its rules are on, and its comments', async () => {
    for (const off of ['"off"', '0', '["off"]']) {
      const others = { '.htmlvalidate.json': `{ "rules": { "no-dup-id": ${off} } }` };
      assert.deepEqual(await rulesIn(duplicate, others), [], off);
      const [hidden] = await findingsIn(duplicate, others, true);
      assert.deepEqual(hidden?.hiddenBy, { kind: 'configuration', file: '.htmlvalidate.json' });
    }
    const above = { '.htmlvalidate.json': '{ "rules": { "no-dup-id": "off" } }' };
    for (const [settings, expected] of [
      ['{ "rules": { "close-order": "off" } }', []],
      ['{ "rules": { "no-dup-id": "warn" } }', ['no-dup-id']],
      ['{ "root": true }', ['no-dup-id']],
    ] as const) {
      const nested = { ...above, 'b/.htmlvalidate.json': settings };
      const found = await analyze(htmlValidate, snapshot('b/a.html', page(duplicate)), nested);
      assert.deepEqual(rulesOf(found), expected, settings);
    }
    for (const comment of ['disable no-dup-id', 'disable-next no-dup-id', 'disable-block no-dup-id']) {
      const body = `<p id="a">x</p><!-- [html-validate-${comment}] --><p id="a">y</p>`;
      assert.deepEqual(await rulesIn(body), [], comment);
      const [hidden] = await findingsIn(body, {}, true);
      assert.deepEqual(hidden?.hiddenBy, { kind: 'comment' });
    }
    for (const body of [
      '<p id="a">x</p>\n<p id="a">y</p> <!-- folder-review-ignore -->',
      '<p id="a">x</p>\n<!-- folder-review-ignore-next-line: html-validate/no-dup-id -->\n<p id="a">y</p>',
    ]) {
      assert.deepEqual(await rulesIn(body), [], body);
      const [hidden] = await findingsIn(body, {}, true);
      assert.deepEqual(hidden?.hiddenBy, { kind: 'comment' });
    }
    const reference = '<!-- [html-validate-disable-next no-missing-references] --><label for="b">x</label>';
    assert.deepEqual(await rulesIn(reference), []);
    for (const [text, expected] of [
      ['[', ['configuration']],
      ['[]', ['configuration']],
      ['{ "rules": {} }', []],
    ] as const) {
      assert.deepEqual(rulesOf(await analyze(htmlValidate, snapshot('.htmlvalidate.json', text))), expected, text);
    }
  });

  it('takes nothing from a configuration but what is off, and loads nothing that it names', async () => {
    for (const settings of [
      '{ "plugins": ["./a.js"], "elements": ["./b.json"], "extends": ["./c.js"], "transform": { ".*": "./a.js" } }',
      '{ "rules": { "no-inline-style": "error", "constructor": "off", "__proto__": { "a": "off" } } }',
      '{ "rules": { "no-dup-id": ["error", { "a": 1 }] } }',
    ]) {
      const others = { '.htmlvalidate.json': settings, 'a.js': 'throw 1', 'b.json': '{', 'c.js': 'throw 1' };
      assert.deepEqual(await rulesIn(`<p style="a">x</p>${duplicate}`, others), ['no-dup-id'], settings);
    }
    assert.deepEqual(await rulesIn(duplicate, { '.htmlvalidate.js': 'throw 1', '.htmlvalidate.cjs': 'throw 1' }), [
      'no-dup-id',
    ]);
  });

  it('does not look through the page for each reference, or message', async () => {
    const { HtmlElement } = await import('html-validate/browser');
    const { querySelectorAll } = HtmlElement.prototype;
    const lookups = async (fields: number) => {
      let count = 0;
      HtmlElement.prototype.querySelectorAll = function (selector) {
        count++;
        return querySelectorAll.call(this, selector);
      };
      try {
        const all = Array.from({ length: fields }, (_, at) => `<label for="a${at}">x</label><input id="a${at % 9}">`);
        assert.equal((await rulesIn(all.join('\n'))).length, (fields - 9) * 2);
      } finally {
        HtmlElement.prototype.querySelectorAll = querySelectorAll;
      }
      return count;
    };
    assert.equal(await lookups(100), await lookups(10));
  });

  it('tells what is no page in time that grows with its text', () => {
    const parts = '< |<a|\n|<script|<!--|<div>|{ |(( |\n@|</body |&|<p a="|[html-validate-| ng-| [a]|%('.split('|');
    for (const part of parts) {
      const growth = scanningGrowth((size) => {
        const text = page(part.repeat(size));
        return () => otherThanPage({ language: 'html', path: 'a.html', text });
      }, 1_000);
      assert.ok(growth < 15, `${growth} times the work for ${part}`);
      // How often an expression goes back is not counted: with the square of a megabyte this does not end.
      otherThanPage({ language: 'html', path: 'a.html', text: page(part.repeat(1_000_000 / part.length)) });
    }
  }).timeout(30_000);
});
