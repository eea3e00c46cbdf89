/** One credential of a kind where it stands in a file. Made up here, so that no scanner takes these files for a leak. */
export interface SecretSample {
  readonly kind: string;
  readonly before: string;
  readonly secret: string;
  readonly after: string;
  /** It is masked, and no finding. */
  readonly onlyMasked?: true;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const alphabets = {
  word: letters + letters.toLowerCase() + digits,
  upper: letters + digits,
  lower: letters.toLowerCase() + digits,
  hex: '0123456789abcdef',
  digits,
  base32: `${letters}234567`,
  bech32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
};

let seed = 20_250_131;

/** Characters that look random and are the same in every run (mulberry32). Always with a digit and a letter. */
export function random(length: number, alphabet: keyof typeof alphabets = 'word'): string {
  const from = alphabets[alphabet];
  let text = '';
  while (text.length < length) {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    text += from[((t ^ (t >>> 14)) >>> 0) % from.length];
  }
  return /\d/.test(text) && (/[a-z]/i.test(text) || alphabet === 'digits') ? text : random(length, alphabet);
}

function sample(kind: string, before: string, secret: string, after = '\n'): SecretSample {
  return { kind, before, secret, after };
}

function masked(kind: string, before: string, secret: string, after = '\n'): SecretSample {
  return { kind, before, secret, after, onlyMasked: true };
}

const basic = (password: string) => Buffer.from(`deploy:${password}`).toString('base64');
const pem = () => [random(64), random(64), random(41)].join('\n');

/** Of every kind that is recognised, at least one. */
export const samples: readonly SecretSample[] = [
  sample('AWS access key', 'id = ', `AKIA${random(16, 'base32')}`),
  sample('AWS secret key', 'aws_secret_access_key = ', random(40)),
  sample('AWS session token', 'AWS_SESSION_TOKEN=', `${random(180)}==`),
  masked('signature of a URL', 'https://b.s3.amazonaws.com/k?X-Amz-Signature=', random(64, 'hex')),
  sample('GitHub token', 't = "', `ghp_${random(36)}`, '"\n'),
  sample('GitHub token', 't = "', `github_pat_${random(22)}_${random(59)}`, '"\n'),
  sample('GitLab token', '- ', `glpat-${random(20)}`, ' \n'),
  sample('Slack token', "say '", `xoxb-${random(11, 'digits')}-${random(24)}`, "'\n"),
  sample(
    'Slack webhook',
    'https://hooks.slack.com/services/',
    `T${random(9, 'upper')}/B${random(9, 'upper')}/${random(24)}`,
  ),
  sample('Stripe key', 'k ', `sk_live_${random(24)}`, ';\n'),
  sample('Google API key', 'https://maps/?key=', `AIza${random(35)}`, '&v=1\n'),
  sample('Google client secret', 'c: ', `GOCSPX-${random(28)}`),
  sample('Google OAuth token', 'a ', `ya29.${random(80)}`),
  sample('Firebase server key', 'f ', `AAAA${random(7)}:${random(140)}`),
  sample('npm token', 'publish ', `npm_${random(36)}`),
  sample('Anthropic key', 'a ', `sk-ant-api03-${random(60)}`),
  sample('OpenAI key', 'o ', `sk-proj-${random(60)}`),
  sample('OpenRouter key', 'o ', `sk-or-v1-${random(64, 'hex')}`),
  sample('Hugging Face token', 'h ', `hf_${random(34)}`),
  sample('Groq key', 'g ', `gsk_${random(52)}`),
  sample('xAI key', 'x ', `xai-${random(80)}`),
  sample('Perplexity key', 'p ', `pplx-${random(48)}`),
  sample('Replicate token', 'r ', `r8_${random(37)}`),
  sample('PyPI token', 'password = ', `pypi-AgE${random(80)}`),
  sample('RubyGems key', 'r ', `rubygems_${random(48, 'hex')}`),
  sample('crates.io token', 'c ', `cio${random(32)}`),
  sample('NuGet key', 'n ', `oy2${random(43, 'lower')}`),
  sample('Docker Hub token', 'd ', `dckr_pat_${random(27)}`),
  sample('SendGrid key', 's ', `SG.${random(22)}.${random(43)}`),
  sample('Shopify token', 's ', `shpat_${random(32, 'hex')}`),
  sample('Square token', 's ', `sq0atp-${random(22)}`),
  sample('DigitalOcean token', 'd ', `dop_v1_${random(64, 'hex')}`),
  sample('Databricks token', 'd ', `dapi${random(32, 'hex')}`),
  sample('Cloudflare origin key', 'c ', `v1.0-${random(24, 'hex')}-${random(146, 'hex')}`),
  sample('Vault token', 'v ', `hvs.${random(90)}`),
  sample('Grafana token', 'g ', `glsa_${random(32)}_${random(8, 'hex')}`),
  sample('New Relic key', 'n ', `NRAK-${random(27, 'upper')}`),
  sample('Sentry token', 's ', `sntryu_${random(64, 'hex')}`),
  sample('Atlassian token', 'a ', `ATATT3${random(180)}`),
  sample('Linear key', 'l ', `lin_api_${random(40)}`),
  sample('Notion token', 'n ', `ntn_${random(46)}`),
  sample('Postman key', 'p ', `PMAK-${random(24, 'hex')}-${random(34, 'hex')}`),
  sample('Doppler token', 'd ', `dp.pt.${random(43)}`),
  sample('PlanetScale token', 'p ', `pscale_tkn_${random(43)}`),
  sample('Supabase key', 's ', `sbp_${random(40, 'hex')}`),
  sample('Heroku key', 'h ', `HRKU-${random(60)}`),
  sample('Artifactory token', 'j ', `AKCp${random(69)}`),
  sample('age secret key', '# key\n', `AGE-SECRET-KEY-1${random(58, 'bech32')}`),
  sample('Discord webhook', `https://discord.com/api/webhooks/${random(18, 'digits')}/`, random(68)),
  sample('Discord bot token', 'DISCORD ', `M${random(23)}.${random(6)}.${random(38)}`),
  sample('Telegram bot token', 'bot ', `${random(10, 'digits')}:AA${random(33)}`),
  masked('Twilio key', 'sid ', `SK${random(32, 'hex')}`),
  masked('Mailgun key', 'm ', `key-${random(32, 'hex')}`),
  sample('Mailchimp key', 'm ', `${random(32, 'hex')}-us21`),
  sample('Terraform token', 't ', `${random(14)}.atlasv1.${random(64)}`),
  sample('Azure client secret', 'a ', `${random(3)}8Q~${random(34)}`),
  sample('Azure DevOps token', 'a ', `${random(76)}AZDO${random(4)}`),
  sample('Azure storage key', 'AccountName=a;AccountKey=', `${random(86)}==`, ';\n'),
  sample('Azure access key', 'SharedAccessKeyName=a;SharedAccessKey=', `${random(43)}=`, ';\n'),
  sample('Azure SAS signature', 'https://a.blob.core.windows.net/c?sv=2023-01-01&sig=', `${random(43)}%3D`),
  sample('JSON web token', 'jwt ', `eyJhbGciOiJIUzI1NiJ9.eyJ${random(40)}.${random(43)}`),
  sample('password in a header', 'Authorization: Basic ', basic('Kq8xv2Zp0aT')),
  sample('token in a header', `curl -H "Authorization: Bearer `, random(40), '" https://api\n'),
  sample('token in a header', `headers['Authorization'] = 'Token `, random(40), "'\n"),
  sample('token in a header', 'PRIVATE-TOKEN: ', random(24)),
  masked('session cookie', 'Cookie: theme=dark; app_session=', random(40), '; x=1\n'),
  masked('session cookie', 'GET /?PHPSESSID=', random(26, 'lower')),
  sample('password on a command line', 'curl -s https://h/x -u deploy:', 'Kq8xv2Zp0aTb'),
  sample('password on a command line', 'mysql --user a --password ', 'Kq8xv2Zp0aTbW'),
  sample('password of a .netrc', 'machine api.internal login deploy password ', 'Kq8xv2Zp0aTc'),
  sample('password of a .netrc', 'machine api.internal\n  login deploy\n  password ', 'kindly-swordfish'),
  sample('registry password', '{"auths":{"r.io":{"auth": "', basic('Kq8xv2Zp0aTd'), '"}}}\n'),
  sample('npm password', '//r.io/:_authToken=', random(36)),
  sample('password of a .pgpass', 'db.internal:5432:app:svc:', 'Kq8xv2Zp0aTe'),
  sample('WireGuard key', '[Interface]\nPrivateKey = ', `${random(42)}E=`),
  masked('password hash', 'ann:', `$2y$05$${random(53)}`),
  sample('password in a connection string', 'Server=db;Database=app;User Id=svc;Password=', 'Kq8!xv2Zp0f', ';\n'),
  sample('password in a URL', 'postgres://app:', 'Kq8!xv2Zpg', '@db.internal/x\n'),
  masked('token in a URL', 'https://api.internal/x?access_token=', random(32), '&a=1\n'),
  sample('seed of one-time passwords', 'otpauth://totp/A:b?issuer=A&secret=', random(32, 'base32')),
  sample('private key', '-----BEGIN RSA PRIVATE KEY-----', `\n${pem()}\n`, '-----END RSA PRIVATE KEY-----\n'),
  sample('private key', '-----BEGIN OPENSSH PRIVATE KEY-----', `\n${pem()}\n`, '-----END OPENSSH PRIVATE KEY-----\n'),
  sample(
    'private key',
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    `\n${pem()}\n`,
    '-----END PGP PRIVATE KEY BLOCK-----\n',
  ),
  sample(
    'private key',
    '{"private_key": "-----BEGIN PRIVATE KEY-----',
    `\\n${random(64)}\\n${random(40)}\\n`,
    '-----END PRIVATE KEY-----"}\n',
  ),
  sample('private key', 'client-key-data: ', `LS0tLS1CRUdJTiBSU0EgUFJJ${random(200)}`),
  sample('private key', 'Private-Lines: 2\n', `${random(64)}\n${random(40)}\n`, 'Private-MAC: 1\n'),
  sample('password or token', 'const dbPassword = "', 'Kq8!xv2Zp0ah', '";\n'),
  sample('password or token', '{"apiKey": "', random(32, 'hex'), '"}\n'),
  sample('password or token', 'DB_PASSWORD=', 'Kq8xv2Zp0aTqi'),
  sample('password or token', 'auth:\n  token: ', 'Kq8xv2Zp0aTq7'),
  sample('password or token', 'auth:\n  token:\n    ', 'Kq8xv2Zp0aTq8'),
  sample('password or token', 'const secret =\n  "', 'Kq8xv2Zp0aTj9', '";\n'),
  sample('password or token', 'secret: |\n  ', 'Kq8xv2Zp0aTk1', '\nnext: 1\n'),
  sample('password or token', 'TOKEN=$(cat <<EOF\n', 'Kq8xv2Zp0aTm2', '\nEOF\n)\n'),
  sample('password or token', 'token = """\n', 'Kq8xv2Zp0aTn3', '\n"""\n'),
  sample('password or token', '<password>', 'Kq8xv2Zp0aTo4', '</password>\n'),
  sample('password or token', '- name: DB_PASSWORD\n  value: ', 'Kq8xv2Zp0aTp5'),
];
