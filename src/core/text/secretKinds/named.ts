import type { SecretKind } from './kind';
import { isGenerated, isIssued, isPassword, isUserAndPassword } from './plausible';

type Row = readonly [
  kind: string,
  hints: readonly string[],
  pattern: RegExp,
  isReal: SecretKind['isReal'],
  onlyMasked?: 'only masked',
];

/**
 * Credentials that are told by what stands before them: their name, a header, the form of a file. Above each is where
 * that is described. Those that are only masked are right too seldom, or are worth too little, to be reported.
 */
const rows: readonly Row[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
  [
    'AWS secret key',
    ['secret'],
    /secret_?access_?key["']?\s{0,8}[:=]\s{0,8}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    isIssued,
  ],
  // The same without its name, behind the identifier that it belongs to
  [
    'AWS secret key',
    ['AKIA', 'ASIA'],
    /(?:AKIA|ASIA)[A-Z2-7]{16}\b[\s\S]{0,200}?(?<![\w/+=])([A-Za-z0-9/+]{40})(?![\w/+=])/g,
    (value) => isIssued(value) && /[a-z]/.test(value) && /[A-Z]/.test(value),
    'only masked',
  ],
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html
  [
    'AWS session token',
    ['session', 'x-amz-security-token'],
    /(?:session_?token|x-amz-security-token)["']?(?:\s{0,8}[:=>]\s{0,8}["']?)([A-Za-z0-9/+=%]{100,2500})/gi,
    isIssued,
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  [
    'signature of a URL',
    ['x-amz-signature=', 'x-goog-signature='],
    /x-(?:amz|goog)-signature=([0-9a-f]{64,1024})/gi,
    isIssued,
    'only masked',
  ],
  // https://api.slack.com/messaging/webhooks
  [
    'Slack webhook',
    ['hooks.slack'],
    /hooks\.slack\.com\/services\/(T[A-Z0-9]{8,20}\/B[A-Z0-9]{8,20}\/\w{20,40})/g,
    isIssued,
  ],
  // https://discord.com/developers/docs/resources/webhook
  ['Discord webhook', ['/webhooks/'], /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/([\w-]{60,72})/g, isIssued],
  // https://discord.com/developers/docs/reference#authentication
  [
    'Discord bot token',
    ['iscord', 'ISCORD', 'Bot ', 'oken', 'OKEN'],
    /(?<![\w.-])[MNO][A-Za-z\d]{23,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])/g,
    isIssued,
  ],
  // https://core.telegram.org/bots/api#authorizing-your-bot
  ['Telegram bot token', [':AA'], /(?<![\w-])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g, isIssued],
  // https://www.twilio.com/docs/iam/api-keys
  ['Twilio key', ['SK'], /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g, isIssued, 'only masked'],
  // https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt
  ['Mailgun key', ['key-'], /(?<![\w-])key-[0-9a-f]{32}(?![\w-])/g, isIssued, 'only masked'],
  // https://mailchimp.com/developer/marketing/guides/quick-start/
  ['Mailchimp key', ['-us'], /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/g, isIssued],
  // https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
  ['Terraform token', ['.atlasv1.'], /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/g, isIssued],
  // https://learn.microsoft.com/en-us/entra/identity-platform/how-to-add-credentials
  ['Azure client secret', ['Q~'], /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g, isIssued],
  // https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
  ['Azure DevOps token', ['AZDO'], /(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])/g, isIssued],
  // https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage
  ['Azure storage key', ['AccountKey='], /AccountKey=([A-Za-z0-9+/]{86}==)/g, isIssued],
  // https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas
  ['Azure access key', ['SharedAccessKey='], /SharedAccessKey=([A-Za-z0-9+/]{43}=)/g, isIssued],
  // https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
  ['Azure SAS signature', ['sig='], /(?<=[?&;"'\s])sig=([A-Za-z0-9+/%]{43,120}(?:%3D|=))/gi, isIssued],
  // RFC 7519
  [
    'JSON web token',
    ['eyJ'],
    /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{20,2000}/g,
    isIssued,
  ],
  // RFC 7617
  [
    'password in a header',
    ['basic'],
    /\bauthorization["'\]]{0,2}\s{0,5}(?:[:=,]|=>)\s{0,5}["'`]?basic\s{1,5}([A-Za-z0-9+/]{8,700}={0,2})/gi,
    isUserAndPassword,
  ],
  // RFC 6750
  [
    'token in a header',
    ['authorization'],
    /\bauthorization["'\]]{0,2}\s{0,5}(?:[:=,]|=>)\s{0,5}["'`]?(?:bearer|token|apikey|bot|key)[\s=]{1,5}["']?([\w+/=.~-]{16,4000})/gi,
    isGenerated,
  ],
  // https://docs.gitlab.com/api/rest/authentication/, https://docs.anthropic.com/en/api/overview and many others
  [
    'token in a header',
    ['x-', 'private-token', 'subscription-key'],
    /\b(?:x-api-key|x-auth-token|x-vault-token|x-access-token|x-csrf-token|private-token|ocp-apim-subscription-key)["'\]]{0,2}\s{0,5}(?:[:=,]|=>)\s{0,5}["'`]?([\w+/=.~-]{16,4000})/gi,
    isGenerated,
  ],
  // RFC 6265
  [
    'session cookie',
    ['cookie'],
    /\bcookie["'\]]{0,2}\s{0,4}[:=,]\s{0,4}["'`]?(?:[^\n;"'`=]{1,80}=[^\n;"'`]{0,200};\s{0,4}){0,8}[\w.-]{0,40}(?:sess|sid|auth|token|jwt)[\w.-]{0,40}=([^\s;"'`,]{16,4000})/gi,
    isGenerated,
    'only masked',
  ],
  [
    'session cookie',
    ['sessid=', 'sessionid=', 'connect.sid='],
    /\b(?:phpsessid|jsessionid|sessionid|asp\.net_sessionid|connect\.sid)=([^\s;"'`,&]{16,300})/gi,
    isGenerated,
    'only masked',
  ],
  // https://everything.curl.dev/http/auth
  [
    'password on a command line',
    ['curl'],
    /\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]["']?[^\s:"']{1,100}:([^\s"'$]{6,200})/g,
    isPassword,
  ],
  [
    'password on a command line',
    ['--'],
    /\s--(?:\w{1,20}-)?(?:password|passwd|token|secret|api-key)[= ]["']?([^\s"'`\\]{8,200})/g,
    isGenerated,
  ],
  // https://dev.mysql.com/doc/refman/en/connecting.html, https://man7.org/linux/man-pages and sshpass(1)
  [
    'password on a command line',
    ['mysql', 'mariadb'],
    /\b(?:mysql|mariadb)\w{0,10}[^\n]{0,300}?\s-p["']?([^\s"'$]{4,200})/g,
    isPassword,
    'only masked',
  ],
  [
    'password on a command line',
    ['sshpass'],
    /\bsshpass\s{1,5}-p\s{0,5}["']?([^\s"'$]{4,200})/g,
    isPassword,
    'only masked',
  ],
  // https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
  [
    'password of a .netrc',
    ['password'],
    /\b(?:machine\s{1,40}[^\s"']{1,253}|default)\s{1,40}login\s{1,40}[^\s"']{1,200}\s{1,40}(?:account\s{1,40}\S{1,200}\s{1,40})?password\s{1,40}([^\s"']{4,300})/g,
    isPassword,
  ],
  // https://docs.docker.com/reference/cli/docker/login/
  ['registry password', ['"auth"'], /"auth"\s{0,10}:\s{0,10}"([A-Za-z0-9+/]{8,2000}={0,2})(?=")/g, isUserAndPassword],
  // https://docs.npmjs.com/cli/configuring-npm/npmrc
  ['npm password', [':_'], /:_(?:authToken|auth|password)\s?=\s?["']?([A-Za-z0-9+/=_-]{12,2000})/g, isIssued],
  // https://www.postgresql.org/docs/current/libpq-pgpass.html
  [
    'password of a .pgpass',
    [':5', ':6', ':*'],
    /^[\w.*-]{1,253}:(?:5\d{3}|6432|\*):[\w.*-]{1,63}:[\w.-]{1,63}:([^\s:]{6,300})(?=\r?$)/gm,
    (value) => isPassword(value) && /[^a-z]/.test(value),
  ],
  // https://man7.org/linux/man-pages/man8/wg.8.html
  [
    'WireGuard key',
    ['edKey', 'eKey'],
    /\b(?:PrivateKey|PresharedKey)\s?=\s?([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)/g,
    isIssued,
  ],
  // https://httpd.apache.org/docs/current/misc/password_encryptions.html and crypt(5)
  [
    'password hash',
    ['$apr1$', '$1$', '$2a$', '$2b$', '$2y$', '$5$', '$6$', '$y$', '$argon2'],
    /\$(?:apr1|1|2[aby]|5|6|y|argon2(?:id?|d))\$[./A-Za-z0-9$,=+]{20,200}/g,
    isIssued,
    'only masked',
  ],
  // https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-strings
  [
    'password in a connection string',
    ['password', 'pwd'],
    /\b(?:server|data source|host|addr|address|user id|uid|user|username|database|dbname|initial catalog)\s{0,3}=[^\n"'`]{1,300}?[;\s]\s{0,3}(?:password|pwd)\s{0,3}=\s{0,3}([^;\s"'`]{6,200})/gi,
    (value) => isPassword(value) && /^(?=.*\d)[^()[\]{}]+$/.test(value),
  ],
  [
    'password in a connection string',
    ['password', 'pwd'],
    /\b(?:password|pwd)\s{0,3}=\s{0,3}([^;\s"'`]{6,200})(?=;\s{0,3}(?:server|data source|host|addr|address|user id|uid|user|username|database|dbname|initial catalog)\s{0,3}=)/gi,
    isPassword,
    'only masked',
  ],
  // RFC 3986, section 3.2.1
  [
    'password in a URL',
    ['://'],
    /:\/\/(?<=[a-z0-9+.-]{2}:\/\/)[^\s:@/?#"'`<>]{0,100}:([^\s@/?#"'`<>]{3,200})(?=@(?!(?:[\w-]{1,63}\.){0,4}example\b))/gi,
    (value) => isPassword(value.replace(/%[0-9a-f]{2}/gi, '-')),
  ],
  // RFC 6750, section 2.3
  [
    'token in a URL',
    ['key=', 'token=', 'secret=', 'password=', 'signature=', 'passwd='],
    /[?&](?:[\w-]{0,30}(?:key|token|secret|password|passwd|signature))=([^\s&"'`<>#\\]{16,2000})/gi,
    isGenerated,
    'only masked',
  ],
  // https://github.com/google/google-authenticator/wiki/Key-Uri-Format
  [
    'seed of one-time passwords',
    ['otpauth'],
    /otpauth:\/\/[^\s"'`<>]{1,300}?[?&]secret=([A-Za-z2-7]{16,128})/gi,
    isIssued,
  ],
  // https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/: a PEM block in Base64
  [
    'private key',
    ['LS0tLS1CRUdJTi'],
    /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJ|BFQyBQUklW|BPUEVOU1NI|BEU0EgUFJJ|BFTkNSWVBU)[A-Za-z0-9+/=]{40,20000}/g,
    isIssued,
  ],
  // https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html
  ['private key', ['Private-Lines:'], /Private-Lines: \d{1,3}\r?\n((?:[A-Za-z0-9+/=]{1,64}\r?\n){1,200})/g, isIssued],
  // RFC 7518, sections 6.2.2, 6.3.2 and 6.4
  [
    'private key',
    ['"d"', '"k"', '"p"', '"q"', '"dp"', '"dq"', '"qi"'],
    /"(?:d|k|p|q|dp|dq|qi)"\s{0,8}:\s{0,8}"([A-Za-z0-9_-]{43,1400})(?=")/g,
    isIssued,
    'only masked',
  ],
  // "pass" as a word of a name; most else that is called so is no password. What stands before is asked about behind it:
  // else that is looked at everywhere.
  [
    'password or token',
    ['pass', 'Pass', 'PASS'],
    /(?:pass(?<![A-Za-z0-9]pass)|Pass(?<=[a-z]Pass)|PASS(?<![A-Za-z]PASS))\\{0,3}["'\]]{0,2}\s{0,8}[:=]\s{0,8}\\{0,3}["'`]?([^\s"'`,;(){}[\]<>\\]{6,200})/g,
    (value) => isPassword(value) && /[^A-Za-z_.]/.test(value),
    'only masked',
  ],
  // An element of XML, an attribute beside its name, an environment variable of a container
  [
    'password or token',
    ['password>', 'passwd>', 'token>', 'secret>', 'apikey>', 'passphrase>'],
    /<[\w.:-]{0,40}(?:password|passwd|passphrase|token|secret|apikey)>([^<\s]{8,500})(?=<\/)/gi,
    isGenerated,
  ],
  [
    'password or token',
    ['name', 'key='],
    /\b(?:name|key)["']?\s{0,3}[:=]\s{0,3}["']?[\w.:-]{0,60}(?:password|passwd|passphrase|token|secret|api[_-]?key)["']?[,\s]{1,40}["']?value["']?\s{0,3}[:=]\s{0,3}["']?([^\s"'`<>{}$]{8,500})/gi,
    isGenerated,
  ],
];

export const namedKinds: readonly SecretKind[] = rows.map(([kind, hints, pattern, isReal, onlyMasked]) => ({
  ...{ kind, hints, pattern, isReal },
  isReported: onlyMasked === undefined,
}));
