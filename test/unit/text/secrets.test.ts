import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findSecrets, maskSecrets } from '../../../src/core/text/secrets';
import { samples } from '../../secrets/samples';

describe('findSecrets', () => {
  it('knows more than fifty kinds', () => {
    assert.ok(new Set(samples.map(({ kind }) => kind)).size > 50);
  });

  for (const { kind, before, secret, after, onlyMasked } of samples) {
    it(`finds just the ${kind} in ${JSON.stringify(before)}`, () => {
      const [start, end] = [before.length, before.length + secret.length];
      assert.deepEqual(findSecrets(before + secret + after), [{ kind, isReported: !onlyMasked, start, end }]);
    });
  }

  it('finds a value in the pieces that it is written in, which are one finding', () => {
    for (const text of [
      'password = "Kq8xv2Zp0" +\n  "aTq7Lm3Rw"',
      'password = ("Kq8xv2Zp0"\n  "aTq7Lm3Rw")',
      "$password = 'Kq8xv2Zp0' . 'aTq7Lm3Rw';",
      'PASSWORD="Kq8xv2Zp0"\\\n"aTq7Lm3Rw"',
      'token: >-\n  Kq8xv2Zp0\n  aTq7Lm3Rw\nother: text',
      'secret = <<EOT\nKq8xv2Zp0\naTq7Lm3Rw\nEOT\n',
    ]) {
      const found = findSecrets(text);
      const values = found.map(({ start, end }) => text.slice(start, end));
      assert.deepEqual(values, ['Kq8xv2Zp0', 'aTq7Lm3Rw'], text);
      assert.deepEqual(
        found.map(({ isReported }) => isReported),
        [true, false],
      );
    }
  });

  it('finds a credential wherever it is cut in pieces, within its beginning, too', () => {
    const { secret } = samples.find(({ kind }) => kind === 'GitHub token') ?? assert.fail();
    for (const middle of ["' + '", "'\n  + '", '\\\n']) {
      for (let at = 1; at < secret.length; at++) {
        const text = `${'call(1);\n'.repeat(20)}x = '${secret.slice(0, at)}${middle}${secret.slice(at)}';\n`;
        const values = findSecrets(text).map(({ start, end }) => text.slice(start, end));
        assert.equal(values.join(''), secret, JSON.stringify([secret.slice(0, at), middle]));
      }
    }
  });

  it('reports a credential that lies within one which is only masked, or overlaps it', () => {
    const github = samples.find(({ kind }) => kind === 'GitHub token')?.secret ?? '';
    for (const before of ['https://a.b/c?session_token=pre.', 'Cookie: auth=pre-']) {
      const [start, end] = [before.search(/pre/), before.length + github.length];
      assert.deepEqual(findSecrets(`${before}${github}`), [{ kind: 'GitHub token', isReported: true, start, end }]);
    }
    const npm = `npm_${github.slice(-36)}`;
    const overlapping = `Cookie: auth=pre-Xq7.${npm}`;
    const found = findSecrets(overlapping);
    assert.deepEqual(found, [{ kind: 'npm token', isReported: true, start: 13, end: overlapping.length }]);
  });

  it('takes no placeholder, name or address for a secret', () => {
    const harmless = [
      'AKIAIOSFODNN7EXAMPLE',
      `ghp_${'x'.repeat(36)}`,
      'password = "changeme"',
      'password: "xxxxxxxxxxxxxxx1"',
      `token: "\${TOKEN_FROM_ENV_1}"`,
      'api_key = "<your-api-key-here1>"',
      'api_key="example1A2b3C4d5"',
      'const tokenUrl = "https://a.b/c1D2e3F4"',
      'secretName: "my-app-name-v2"',
      '  token: someIdentifierV2Name',
      'accessKey: "Control+Shift+F12"',
      'API_KEY=process.env.API_KEY2x',
      'postgres://user:password@localhost/db',
      '# eg postgres://user3123:pass123@database.foo.com:6212/db982398',
      `postgres://user:\${PASS}@host`,
      'https://user:Kq8xvZp1@api.example.com/x',
      'const begin = "-----BEGIN PRIVATE KEY-----";',
      'integrity: sha512-9f8e2c71b3a64d05e7c1f9a2b8d34e60',
      'Authorization: Bearer <your token here>',
      'Authorization: Basic dXNlcjpwYXNzd29yZA==',
      "headers['Authorization'] = 'Bearer ' + token",
      'machine example login user password secret',
      'the machine login asks for a password every day',
      '"auth": "required"',
      'a.c:5432:12:error:undeclared',
      'password: |\n  Choose a new one, with 8 letters\n',
      'secret = """\nNot for everybody 12\n"""',
      'const token = a === "x1y2z3a4b5c6d7e8" ? 1 : 2',
      'const sig = verify(sig=signature)',
      'Server=db;Database=app;User Id=svc;Password=$(DB_PASSWORD);',
    ];
    for (const text of harmless) {
      assert.deepEqual(findSecrets(text), [], text);
    }
  });

  it('takes no package that is called like a secret, and pinned, for one', () => {
    const pinned = [
      '  - conda-token=0.4.0=pyhd3eb1b0_0\n  - conda-verify=3.4.2=py_1\n',
      '  - asttokens=2.0.5=pyhd3eb1b0_0\n',
      '- py-keyring-secretstorage=3.3.1=py311haa95532_1',
      'aws-token=0.6.8=h2bbff1b_1',
      '  - openssl-passwd=1.1.1w=h2bbff1b_0',
      'access-token==2024.7.4.post1',
      'access_token==4.5.6.dev20240709+g1a2b3c4d',
      '"auth-token": "1.2.3-h0123abcd_0",',
      '"csrf-tokens": "^1.0.2-alpha.b2c3d4e5f6"',
      'auth-token: 1.2.3+build.b2c3d4e5f6',
      '"auth-token": "sha512-Kq8xv2Zp0aTq7Lm3RwKq8xv2Zp0aTq7Lm3Rw=="',
      'source-token = "sha256:9f8e2c71b3a64d05e7c1f9a2b8d34e60"',
      'token: 0x6589fe1271a0f29346796c6baf0cdf619e25e58e',
    ];
    for (const text of pinned) {
      assert.deepEqual(findSecrets(text), [], text);
    }
    for (const text of [
      'TOKEN=Kq8xv2Zp0=aTq7Lm3Rw',
      'password=1Kq.8xv2Zp0=aTq7Lm3Rw',
      '  - password=1.2Kq8Xv2=Zp0aTq7Lm3',
    ]) {
      assert.equal(findSecrets(text).length, 1, text);
    }
  });

  /** Where a pattern goes back from every place to every other, each of these takes minutes, and the test fails for its length. */
  it('comes to an end with texts that make a regular expression go back', () => {
    const parts = samples.flatMap(({ before, secret }) => [before, secret.slice(0, 6), before + secret.slice(0, -4)]);
    const hostile = ['://:', 'eyJ.', 'eyJaaaaaaaaaa.', 'token="', 'token="a"+', 'token: |\n a\n', 'token = """'];
    for (const part of new Set([...parts, ...hostile, 'cookie=sess', 'user=;', '-----BEGIN PRIVATE KEY-----'])) {
      findSecrets(part.repeat(300_000 / part.length));
    }
  });

  it('know a value by each word that says it is secret, however the words of a name are joined', () => {
    const keys = ['api', 'access', 'auth', 'private', 'account', 'encryption'].flatMap((word) =>
      ['key', '_key', '-key', 'Key'].map((key) => word + key),
    );
    for (const name of ['password', 'passwd', 'PASSPHRASE', 'pwd', 'secret', 'Token', 'credential', ...keys]) {
      assert.equal(findSecrets(`${'\n'.repeat(1_000)}${name} = "Kq8!xv2Zp0aT"`).length, 1, name);
    }
  });
});

describe('maskSecrets', () => {
  const aws = samples.find(({ kind }) => kind === 'AWS access key')?.secret ?? '';
  const github = samples.find(({ kind }) => kind === 'GitHub token')?.secret ?? '';
  const long = 'wJ4lrXUtnFEMIK7MDENGbPxRfiCYzzKq8xv2Zp0a';
  const hidden: Readonly<Record<string, readonly string[]>> = {
    'DB_PASS=Kq8xv2Zp\n': ['Kq8xv2Zp'],
    'SMTP_PASS="hunter-22"': ['hunter-22'],
    '{"pass": "Kq8xv2Zp"}': ['Kq8xv2Zp'],
    "dbPass: 'Kq8xv2Zp'": ['Kq8xv2Zp'],
    'postgres://app:Kq8%21xv2Zp@db.internal/x': ['Kq8%21xv2Zp'],
    'postgres://app:%24xv2Zpaa@db.internal/x': ['%24xv2Zpaa'],
    '"source": ["API_KEY = \\"Kq8xv2Zp0aTqi\\"\\n"]': ['Kq8xv2Zp0aTqi'],
    '"{\\"token\\": \\"Kq8xv2Zp0aTqi\\"}"': ['Kq8xv2Zp0aTqi'],
    [`ci-user,${aws},${long}\n`]: [aws, long],
    [`new Credentials(\n  "${aws}",\n  "${long}")`]: [aws, long],
    [`t = "${github.slice(0, 12)}" + "${github.slice(12)}"`]: [github.slice(0, 12), github.slice(12)],
    [`T=${github.slice(0, 12)}\\\n${github.slice(12)}\n`]: [github.slice(0, 12), github.slice(12)],
    "mysql -u app -p'Kq8xv2Zp' shop": ['Kq8xv2Zp'],
    'sshpass -p Kq8xv2Zp ssh a@b': ['Kq8xv2Zp'],
    [`{"kty":"EC","d":"${`${long}abc`}"}`]: [`${long}abc`],
    'Password=Kq8xv2Zp;Server=db;Database=app': ['Kq8xv2Zp'],
  };
  for (const [text, secrets] of Object.entries(hidden)) {
    it(`masks ${JSON.stringify(text)}`, () => {
      const expected = secrets.reduce((masked, secret) => masked.replace(secret, '*'.repeat(secret.length)), text);
      assert.equal(maskSecrets(text), expected);
    });
  }

  it('leaves what is called pass and is no password', () => {
    for (const text of [
      'pass: number',
      'const pass = compile(source);',
      'bypass = value-1',
      'pass = firstPass.of(2)',
      'PASS: 12 tests',
    ]) {
      assert.equal(maskSecrets(text), text);
    }
  });

  it('keeps every length, line break and other character', () => {
    const part = fc.oneof(
      fc.constantFrom(...samples).map(({ before, secret, after }) => before + secret + after),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('\n', ' ', '\r\n'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const masked = maskSecrets(text);
        const found = findSecrets(text);
        assert.equal(masked.length, text.length);
        for (let at = 0; at < text.length; at += 1) {
          const isSecret = found.some(({ start, end }) => start <= at && at < end);
          assert.equal(masked[at], isSecret && !/[\r\n]/.test(text[at] ?? '') ? '*' : text[at]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves nothing of a secret', () => {
    assert.equal(maskSecrets('password = "Kq8!xv2Zp0aT"'), 'password = "************"');
  });
});
