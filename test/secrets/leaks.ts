/** The forms in which a text can carry a secret without looking like it. Written apart from the product's own. */
export function formsOf(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const pairs = hex.match(/../g) ?? [];
  const behind = (before: string) => {
    const text = Buffer.concat([Buffer.from(before), bytes, Buffer.from('zzz')]).toString('base64');
    return text.slice(Math.ceil((before.length * 4) / 3), Math.floor(((before.length + bytes.length) * 4) / 3));
  };
  const base64 = ['', 'a', 'ab'].map(behind);
  return {
    plain: secret,
    backwards: [...secret].reverse().join(''),
    'upper case': secret.toUpperCase(),
    'base64, first alignment': base64[0] ?? '',
    'base64, second alignment': base64[1] ?? '',
    'base64, third alignment': base64[2] ?? '',
    'base64 of a header': Buffer.from(`key:${secret}`).toString('base64'),
    base64url: bytes.toString('base64url'),
    hex,
    'hex in capitals': hex.toUpperCase(),
    'hex with colons': pairs.join(':'),
    'bytes of a program': pairs.map((pair) => `0x${pair}`).join(', '),
    'decimal bytes': [...bytes].join(', '),
    'escaped bytes': pairs.map((pair) => `\\x${pair}`).join(''),
    'escaped for a URL': pairs.map((pair) => `%${pair}`).join(''),
    'encoded for a URL': encodeURIComponent(secret),
    'encoded for a URL twice': encodeURIComponent(pairs.map((pair) => `%${pair}`).join('')),
    'escaped in JSON': pairs.map((pair) => `\\u00${pair}`).join(''),
    'partly escaped in JSON': `\\u00${pairs[0]}${secret.slice(1)}`,
    'escaped in HTML': pairs.map((pair) => `&#x${pair};`).join(''),
    'decimal in HTML': [...bytes].map((byte) => `&#${byte};`).join(''),
    'in pieces': [secret.slice(0, 7), secret.slice(7, 14), secret.slice(14)].join(' '),
    'over lines': [secret.slice(0, 9), secret.slice(9)].join('\n'),
    'over lines in JSON': [secret.slice(0, 9), secret.slice(9)].join('\\n'),
    'letter by letter': [...secret].join('-'),
    'in two strings': `"${secret.slice(0, 9)}" + "${secret.slice(9)}"`,
  };
}

const known = new Map<string, readonly (readonly [string, string])[]>();

/** The forms in which a text has a secret; none is what it should be. */
export function leaksIn(text: string, secret: string): string[] {
  const forms = known.get(secret) ?? Object.entries(formsOf(secret));
  known.set(secret, forms);
  return forms.flatMap(([name, form]) => (form.length >= 6 && text.includes(form) ? [name] : []));
}
