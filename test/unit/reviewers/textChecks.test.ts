import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findSecrets } from '../../../src/core/text/secrets';
import { asItCounts } from '../../../src/reviewers/analyzers/inTests';
import { textChecks } from '../../../src/reviewers/analyzers/textChecks';
import { analyze, fixed, rulesOf, snapshot } from './support';

async function rulesIn(text: string, path = 'a.txt') {
  return rulesOf(await analyze(textChecks, snapshot(path, text)));
}

const conflict = '<<<<<<< HEAD\na\n||||||| base\nb\n=======\nc\n>>>>>>> branch\n';
// Put together here so that no tool takes this file for one with a secret in it.
const secret = `AKIA${'QZ7RT4NMWB2KXJ5V'}`;
const googleKey = `AIza${'Sy9d8K2mQx7'.repeat(3)}Zq`;

/** A token of Supabase's for a role. */
function tokenOf(role: string, claims: object = {}): string {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { iss: 'supabase', ref: 'ieodjlfkxmhbtgp', role, iat: 1744354158, exp: 2059930158, ...claims };
  return `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(payload)}.Pa0FhIKYtaabxssKYav5I5NL_DCH1hDJ8bgJ6Xd6pi4`;
}

describe('text checks', () => {
  it('find a whole merge conflict in any file, and proposes nothing', async () => {
    for (const path of ['a.txt', 'a.ts', 'package.json', 'README.md']) {
      const text = `before\n${conflict}after\n`;
      const [finding, ...others] = await analyze(textChecks, snapshot(path, text));
      assert.deepEqual(others, []);
      assert.equal(finding?.rule, 'merge-conflict');
      assert.equal(text.slice(finding?.span?.start, finding?.span?.end), conflict.trimEnd());
      assert.equal(finding?.fix, undefined);
    }
  });

  it('find two conflicts and a left-over marker', async () => {
    assert.deepEqual(await rulesIn(conflict + conflict), ['merge-conflict', 'merge-conflict']);
    const findings = await analyze(textChecks, snapshot('a.c', `${conflict}>>>>>>> branch\n<<<<<<< HEAD\n`));
    assert.deepEqual(
      findings.map(({ title }) => title.split(' ')[0]),
      ['Unresolved', 'Left-over', 'Left-over'],
    );
  });

  it('take a heading, a quote and an arrow for what they are', async () => {
    assert.deepEqual(await rulesIn('Title\n=======\n\n>>>>>>> deep quote\n', 'a.md'), []);
    assert.deepEqual(await rulesIn('a <<<<<<< b\n======== \n<<<<<<<< c\n', 'a.cpp'), []);
  });

  it('take a conflict that a document shows in a listing for an example', async () => {
    for (const [path, text, confidence] of [
      ['a.adoc', `like this:\n\n----\nboth\n${conflict}----\n\nAnd so on.\n`, 'low'],
      ['a.txt', `like this:\n\n-----------------\n${conflict}-----------------\n`, 'low'],
      ['a.md', `like this:\n\n\`\`\`diff\n${conflict}\`\`\`\n`, 'low'],
      ['a.md', `<pre>\n${conflict}</pre>\n`, 'low'],
      ['a.md', `# T\n\n${conflict}`, 'medium'],
      ['a.adoc', `Title\n-----\n\n${conflict}\nOther\n-----\n`, 'medium'],
      ['a.ts', `/*\n\n----\n${conflict}----\n*/\n`, 'high'],
    ] as const) {
      const [finding, ...others] = await analyze(textChecks, snapshot(path, text));
      assert.deepEqual([finding?.confidence, others], [confidence, []], text);
    }
  });

  it('take a token in a comment of an example for a part of it', async () => {
    const token = `// curl -H 'Authorization: Bearer ${tokenOf('admin')}'\n`;
    assert.deepEqual(await rulesIn(token, 'src/main.rs'), ['committed-secret']);
    assert.deepEqual(await rulesIn(token, 'examples/jwt/src/main.rs'), []);
    assert.deepEqual(await rulesIn(`let token = "${tokenOf('admin')}";\n`, 'examples/jwt/src/main.rs'), [
      'committed-secret',
    ]);
  });

  it('take linear time for a file of markers', async () => {
    assert.equal((await rulesIn('<<<<<<<\n'.repeat(100_000), 'a.c')).length, 100_000);
  });

  it('remove characters that reorder or hide, and name them', async () => {
    const text = 'if (isAdmin\u202e\u2066) {\n  a\u200bb();\n}\n';
    const findings = await analyze(textChecks, snapshot('a.ts', text));
    assert.deepEqual(
      findings.map(({ severity, rule }) => [severity, rule]),
      [
        ['error', 'hidden-character'],
        ['warning', 'hidden-character'],
      ],
    );
    assert.match(findings[0]?.explanation ?? '', /U\+202E RIGHT-TO-LEFT OVERRIDE, U\+2066/);
    assert.equal(fixed(text, findings), 'if (isAdmin) {\n  ab();\n}\n');
  });

  it('let writing and emoji be', async () => {
    for (const text of [
      'family 👨‍👩‍👧‍👦, heart ❤️, keycap 1️⃣, Scotland 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
      'می‌خواهم',
      'क्‍ष and श्री‌मान',
      'שלום\u200f, مرحبا\u200e!',
    ]) {
      assert.deepEqual(await rulesIn(text, 'a.md'), [], text);
      assert.deepEqual(await rulesIn(`const text = '${text}';`, 'a.ts'), [], text);
    }
    assert.deepEqual(await rulesIn('Donau\u00addampf\u00adschiff', 'a.md'), []);
    for (const path of ['src/lang/nb-NO.json', 'src/locales/de.ts', 'messages.de.properties']) {
      assert.deepEqual(await rulesIn('{ "a": "Donau\u00addampf" }', path), [], path);
    }
    assert.deepEqual(await rulesIn('a\u00adb = 1', 'a.py'), ['hidden-character']);
    for (const [text, confidence] of [
      ['a\u200b = 1\n', 'low'],
      ['a = "\u{e0041}\u{e0042}"\n', 'high'],
      [`a = "b${'\ufe01'.repeat(4)}"\n`, 'high'],
      ['# since 3.12.\u200b\n', 'low'],
      ['# since 3.12.\u202e\n', 'high'],
      ['# the marks are there: a\u200f : \u200e\n', 'low'],
    ] as const) {
      const [finding] = await analyze(textChecks, snapshot('a.py', text));
      assert.deepEqual([finding?.rule, finding?.confidence], ['hidden-character', confidence], text);
    }
  });

  it('let marks of direction be in prose, where they stand before no sign of Markdown', async () => {
    for (const line of ['- [x] \u200eWhen checked', '  - \u200e`users.json`', 'a \u200f b', '\u200eText']) {
      assert.deepEqual(await rulesIn(`# T\n\n${line}\n`, 'a.md'), [], line);
    }
    for (const line of ['- \u200e[x] Done', '\u200e## Part', '\u200e- a', '- [x] a\u202eb']) {
      assert.deepEqual(await rulesIn(`# T\n\n${line}\n`, 'a.md'), ['hidden-character'], line);
    }
    assert.deepEqual(await rulesIn('a: \u200eb\n', 'a.yaml'), ['hidden-character']);
  });

  it('let translations of Qt put their writing in order, whose ending is that of TypeScript', async () => {
    const line = '<translation>\u202bשלום\u202c world</translation>\n';
    assert.deepEqual(await rulesIn(`<?xml version="1.0"?>\n<TS>${line}</TS>\n`, 'a.ts'), []);
    const joined = '<translation>\u200fBLOB سيت\u0651\u200cعشر</translation>\n';
    assert.deepEqual(await rulesIn(`<?xml version="1.0"?>\n<TS>${joined}</TS>\n`, 'a.ts'), []);
    assert.notDeepEqual(await rulesIn(`const a = <TS>${line}</TS>;\n`, 'a.ts'), []);
  });

  it('let characters be that a text is about', async () => {
    for (const [text, path] of [
      ["const joiner = '\u2060';", 'a.js'],
      ["write('\ufeff' + csv); write('\ufeffid,name');", 'a.js'],
      ['"\u200d🤝", "☕\ufe0e", "x\u200b"', 'a.py'],
      ['const table = "؟\u200cأ";', 'a.js'],
      ['p::before { content: "\u200b"; }', 'a.css'],
      ['// \ufe0fAssert', 'a.js'],
      ['word\u200bword and word\u200dword', 'a.md'],
      ['msgstr "\u202b{}\u202c\\n"\nmsgstr "\u05e9\u05dc\u05d5\u05dd"', 'he.po'],
      ['{ "a": "x \u202b{}\u202c y", "b": "\u05e9\u05dc\u05d5\u05dd" }', 'he.json'],
    ] as const) {
      assert.deepEqual(await rulesIn(text, path), [], text);
    }
  });

  it('let the padding of an e-mail be, and see what is spelled', async () => {
    const filler = '\u200c\u200b\u200d\u200e\u200f\ufeff ';
    const hidden = ['hidden-character'];
    assert.deepEqual(await rulesIn(`<div> ${filler.repeat(30)}\n  ${filler.repeat(9)}\n</div>`, 'a.html'), []);
    assert.deepEqual(await rulesIn(`<div>\u034f\u200c\u00a0${'\u034f\u200c\u00a0'.repeat(30)}</div>`, 'a.html'), []);
    assert.notDeepEqual(await rulesIn(`a = b ${filler.repeat(30)}`, 'a.js'), []);
    assert.deepEqual(await rulesIn('<p>a\u202eb</p>', 'a.html'), hidden);
    const bits = [...'0110100001101001'.repeat(2), ...'1100010100'].map((bit) => (bit === '0' ? '\u200e' : '\u200f'));
    assert.deepEqual(await rulesIn(`<p>a${bits.join('')}b</p>`, 'a.html'), hidden);
  });

  it('see what is hidden inside of a string, and leave it there', async () => {
    assert.deepEqual(await rulesIn('{ "a": "x \u202b{}\u202c y" }', 'en.json'), [
      'hidden-character',
      'hidden-character',
    ]);
    for (const text of ["get('https://a.example\u200b/b');", 'if (role !== "user\u202e \u2066// admin\u2069") {}']) {
      const findings = await analyze(textChecks, snapshot('a.js', text));
      assert.ok(findings.length > 0, text);
      assert.ok(
        findings.every(({ rule, fix }) => rule === 'hidden-character' && !fix),
        text,
      );
    }
  });

  it('see what variation selectors and tags spell, also in prose', async () => {
    assert.deepEqual(await rulesIn('a\ufe00\ufe01\ufe02\ufe03\ufe04', 'a.js'), ['hidden-character']);
    assert.deepEqual(await rulesIn('Read this.\u{e0049}\u{e0067}\u{e006e}', 'a.md'), ['hidden-character']);
  });

  it('find a secret without repeating it', async () => {
    const text = `key = "${secret}"\n`;
    const [finding, ...others] = await analyze(textChecks, snapshot('a.py', text));
    assert.deepEqual(others, []);
    assert.equal(text.slice(finding?.span?.start, finding?.span?.end), secret);
    assert.ok(!`${finding?.title}${finding?.explanation}`.includes(secret));
    assert.equal(finding?.fix, undefined);
  });

  it('only count a secret that stands there as an example', async () => {
    const generated = `fLjUfxqXtfN${'oIldA0A0J'}`;
    for (const [text, path] of [
      [`export SECRET=${generated}`, 'docs/start.rst'],
      [`api_token = "${generated}" # dummy`, 'a.py'],
      [`url = "postgres://app:${generated}@localhost:5432/app"`, 'a.py'],
      [`url = "postgres://app:${generated}@db/app"`, 'a.py'],
      ['password: cGFzc3dvcmRwYXNz', 'secret.yaml'],
      [`apiKey: '${generated}',\nindexName: 'docs',`, 'a.js'],
      [
        `<script src="https://maps.googleapis.com/maps/api/js?libraries=places&key=AIza${'Sy9d8K2mQx7'.repeat(3)}Zq"></script>`,
        'a.html',
      ],
      [`token = 'pk.eyJ1IjoiYmFsbG90bmF2IiwiYSI6ImNrZjAy.KlkcMSLbgrj8qkX2'`, 'a.js'],
      ['token: "8d2f9c31-7a4e-4b0d-9c55-1e6f3a7b2d90"', 'a.yml'],
      [`// This value is safe to be embedded in version control\nclientSecret = "${generated}"`, 'a.go'],
      [`clientSecret = "${generated}" # public by design`, 'a.py'],
      [`# unsuitable for production\nSECRET_KEY = "${generated}"`, 'a.py'],
      [`# eg postgres://user3:${generated}@database.foo.com`, 'a.py'],
      [`SESSION_SECRET=${generated}`, 'scripts/generate-dev-environment.js'],
      [`SECRET_KEY = "${generated}"`, 'settings/development.py'],
      [`test:\n  # made up\n  secret_key_base: ${generated}`, 'config/secrets.yml'],
      [`development:\n  secret_key_base: ${generated}`, 'config/secrets.yml'],
      [`<oper password="${generated}">`, 'docs/conf/opers.example.conf'],
      [`CLIENT_SECRET=${generated}`, '.env.example'],
      [`secret: ${generated}`, 'config/app.yml.dist'],
      [`"current_key": "${googleKey}"`, 'app/google-services.json'],
      [`{ apiKey: "${googleKey}",\n  authDomain: "app.firebaseapp.com" }`, 'src/firebase.js'],
      [`EXPO_PUBLIC_ACCESS_TOKEN=${generated}`, '.env'],
      [`const env = { VITE_ACCESS_TOKEN: "${generated}" };`, 'src/a.js'],
      [`"supabaseKey": "${tokenOf('anon')}"`, 'app.json'],
      [`const mock = '${tokenOf('admin', { username: 'username' })}';`, 'src/a.ts'],
      [`#auth.data = "${tokenOf('admin', { sub: 'user_id', exp: 1626769200 })}"`, 'bridge.toml'],
      [`auth = "${tokenOf('admin').replace(/[^.]*$/, 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c')}"`, 'bridge.toml'],
      [`private_key = "pk_live_${generated}"`, 'a.py'],
      [`searchOnlyApiKey: "${generated}"`, 'a.js'],
      [`{ storeDomain: "a.myshopify.com", publicAccessToken: "${generated}" }`, 'a.js'],
      [`SHOPIFY_STOREFRONT_ACCESS_TOKEN=${generated}`, 'a.sh'],
      [`"OAuth2: Client Credentials": "OAuth2：客戶端憑據"`, 'src/a.json'],
      [`"Client Credentials": "${generated}"`, 'src/lang/zh-HK.json'],
      [`"Client Credentials": "${generated}"`, 'public/zh-HK.json'],
      [`resetPassword: '${generated}',`, 'src/messages/de.js'],
      [`<string name="a">x</string><a password="${generated}"/>`, 'app/res/values-pt-rBR/strings.xml'],
      [`password=Contrase${'\\u00f1'}aN0V4li${'\\u0064'}a`, 'src/messages.properties'],
      [`const words = { password: 'P&#228;sw0rd-M&#228;rk3' };`, 'src/words.js'],
      [`access_token: '${'a1b2c3'}d4e5f6g7h8i9j0'`, 'src/a.py'],
      [`'stripe_sk' => 'sk_test_${'hoigesrjgoisrhgilgjrsfjs'}',`, 'config.php'],
      [`SECRET_TOKEN = "${generated}"`, 'config.example.py'],
      [` * http://[user[:${generated}]@]host/path`, 'src/http.c'],
    ] as const) {
      const all = await analyze(textChecks, snapshot(path, `${text}\n`), {}, true);
      assert.ok(
        all.every(({ hiddenBy }) => hiddenBy?.kind === 'role'),
        text,
      );
      assert.equal(findSecrets(text).length > 0, true, `masked: ${text}`);
    }
    for (const [text, path] of [
      [`api_token = "${generated}"`, 'a.py'],
      [`# It is not safe to commit this.\napi_token = "${generated}"`, 'a.py'],
      [`// safe to share\n\nconst a = 1;\nconst apiToken = "${generated}";`, 'a.js'],
      [`SECRET_KEY = "${generated}"`, 'settings/production.py'],
      [`test:\n  a: 1\nproduction:\n  secret_key_base: ${generated}`, 'config/secrets.yml'],
      [`test:\n  aws_secret_token: ${generated}`, 'config/secrets.yml'],
      [`CLIENT_SECRET=${generated}`, '.env.development'],
      [`AWS_SECRET_KEY=${generated}`, '.env.development'],
      [`DATABASE=postgres://app:${generated}@db.acme.io/app`, '.env.development'],
      [`key = "${secret}"`, 'settings/development.py'],
      [`SECRET_KEY=${generated}`, '.env.prod.sample'],
      [`access_token = "${generated}"`, 'src/db.js'],
      [`password: ${generated}`, 'config/prod.yml'],
      [`key = "${secret}"`, 'settings.example.conf'],
      [`token = "${generated}"`, 'src/a.example.py'],
      [`"key": "${googleKey}"`, 'settings.json'],
      [`VITE_SERVER_SECRET=${generated}`, '.env'],
      [`NEXT_PUBLIC_KEY=${secret}`, '.env'],
      [`"supabaseKey": "${tokenOf('service_role')}"`, 'app.json'],
    ] as const) {
      assert.deepEqual(await rulesIn(`${text}\n`, path), ['committed-secret'], text);
    }
    assert.deepEqual(await rulesIn(`<a publicKeyToken="${generated}"/>\n`, 'a.xml'), []);
    for (const [text, path, confidence] of [
      [`API_KEY = "${generated}"`, 'a.py', 'low'],
      [`const key = "${googleKey}"`, 'a.js', 'low'],
      [`const ClientSecret = "${generated}"`, 'a.go', 'low'],
      [`PASSWORD = "${generated.slice(0, 19)}"`, 'a.py', 'low'],
      [`PASSWORD = "${generated}"`, 'a.py', 'medium'],
      [`CLIENT_SECRET = "${generated}"`, 'a.py', 'medium'],
      [`const ServerSecret = "${generated}"`, 'a.go', 'medium'],
      [`_auth_key = "${generated}"`, 'src/plugins/radio.py', 'low'],
      [`SecretKey: "${generated}",`, 'cmd/config-v10.go', 'low'],
      [`const accessToken = "${generated}";`, 'src/db.ts', 'low'],
      [`JWT_SECRET = "${generated}"`, 'src/app.py', 'medium'],
      [`SECRET_KEY = "${generated}"`, 'site/settings.py', 'medium'],
      [`module.exports = { secretKey: "${generated}" };`, 'config/index.js', 'medium'],
      [`SecretKey: ${generated}`, 'k8s/a.yaml', 'medium'],
      [`const token = "${secret}";`, 'src/a.js', 'medium'],
      [`# config.secret_key = '${generated}'`, 'config/initializers/devise.rb', 'low'],
      [`#auth.data = "${tokenOf('admin')}"`, 'plugins/bridge.toml', 'low'],
      [`auth.data = "${tokenOf('admin')}"`, 'plugins/bridge.toml', 'medium'],
      [`# key = "${secret}"`, 'a.toml', 'medium'],
    ] as const) {
      const [finding] = await analyze(textChecks, snapshot(path, `${text}\n`));
      assert.equal(finding?.confidence, confidence, text);
    }
    assert.deepEqual(await rulesIn(`postgres://app:${generated}@db.acme.io/app\n`, 'a.py'), ['committed-secret']);
    assert.deepEqual(await rulesIn(`Use ${secret}.\n`, 'README.md'), ['committed-secret']);
  });

  it('take what a form asks of a password for what it is', () => {
    for (const rule of [
      'required|min:6',
      'required|string|min:8|confirmed',
      'required|min_length[6]',
      'sometimes|max:20',
    ]) {
      assert.deepEqual(findSecrets(`const rules = { password: '${rule}' };\n`), [], rule);
    }
    for (const password of ['Xk9|pQ2:vR7z', 'min8|Zk3#x9Qw']) {
      assert.equal(findSecrets(`const login = { password: '${password}' };\n`).length, 1, password);
    }
  });

  it('take an issued key in documents, examples and what is for development for a guess', async () => {
    for (const [path, confidence] of [
      ['src/a.py', 'medium'],
      ['server/.env', 'medium'],
      ['doc/age.1.ronn', 'low'],
      ['doc/age.1.html', 'low'],
      ['docs/start.md', 'low'],
      ['example/.env', 'low'],
      ['development/configs/realm.json', 'low'],
      ['.docker/graylog/dev.env', 'low'],
      ['auth/jwt_test_certs.json', 'low'],
      ['auth/latest_certs.json', 'medium'],
    ] as const) {
      const [finding] = await analyze(textChecks, snapshot(path, `key = "${secret}"\n`));
      assert.equal(finding?.confidence, confidence, path);
    }
  });

  it('only count what jobs and containers of a local or thrown-away machine sign their own with', async () => {
    const key = `${'PgK13YiT0UpoxxpbusZ'}${'Jbnm85yNBEmdfcPCL4GLIxkT'}`;
    const signed = `      - JWT_SECRET=${key}\n`;
    const local = `      - APP_ENV=local\n${signed}`;
    const inJob = (host: string) => `env:\n  DATABASE_URL: postgres://a:b@${host}:5432/c\n  JWT_SECRET: ${key}\n`;
    for (const [path, text, rules] of [
      ['docker-compose.yml', local, []],
      ['docker-compose.yml', local.replace('local', 'production'), ['committed-secret']],
      ['docker-compose.yml', signed, ['committed-secret']],
      ['deploy/app.yml', local, ['committed-secret']],
      ['.github/workflows/a.yml', inJob('localhost'), []],
      ['.github/workflows/a.yml', inJob('db.acme.io'), ['committed-secret']],
    ] as const) {
      assert.deepEqual(await rulesIn(text, path), rules, `${path}: ${text}`);
    }
  });

  it('warn of a secret, wherever it lies but in tests', async () => {
    const [finding] = await analyze(textChecks, snapshot('a.py', `key = "${secret}"\n`));
    assert.equal(finding?.severity, 'warning');
    const [retired] = asItCounts(textChecks, { path: 'deprecated/a.py', language: 'python' }, finding ? [finding] : []);
    assert.deepEqual(retired, finding);
  });

  it('report mixed line ends once, for a file of commands', async () => {
    const [finding, ...others] = await analyze(textChecks, snapshot('a.sh', 'a\r\nb\nc\r\n'));
    assert.deepEqual(others, []);
    assert.equal(finding?.rule, 'mixed-line-ends');
    assert.equal(finding?.span, undefined);
    assert.deepEqual(await rulesIn('a\r\nb\r\n', 'a.sh'), []);
    assert.deepEqual(await rulesIn('a\r\nb\n', 'a.c'), []);
  });

  it('honour suppression comments', async () => {
    const line = `key = "${secret}"`;
    assert.deepEqual(await rulesIn(`${line} # folder-review-ignore\n`), []);
    assert.deepEqual(await rulesIn(`# folder-review-ignore-next-line\n${line}\n`), []);
    assert.deepEqual(
      await rulesIn(`# folder-review-ignore-next-line: hidden-character, committed-secret\n${line}\n`),
      [],
    );
    assert.deepEqual(await rulesIn(`# folder-review-ignore-next-line: hidden-character\n${line}\n`), [
      'committed-secret',
    ]);
    assert.deepEqual(await rulesIn(`# folder-review-ignore\n${line}\n`), ['committed-secret']);
    assert.deepEqual(await rulesIn(`# folder-review-ignore-next-line\n\n${line}\n`), ['committed-secret']);
    assert.deepEqual(await rulesIn('# folder-review-ignore: mixed-line-ends\r\nb\n', 'a.sh'), []);
  });

  it('stand odd input', async () => {
    assert.deepEqual(await rulesIn(''), []);
    assert.deepEqual(await rulesIn('\uFEFF', 'a.js'), ['hidden-character']);
    assert.deepEqual(await rulesIn('word '.repeat(200_000)), []);
    assert.deepEqual(await rulesIn('x'.repeat(5000)), []);
  });
});
