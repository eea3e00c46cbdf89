import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hit } from './hits';
import type { Sample } from './ledger';

/** Some hits, as many as wanted: by chance, and with the same seed the same ones, whatever else is found. */
export function chosen(hits: readonly Hit[], wanted: number, seed: string): readonly Hit[] {
  const key = ({ checkout, path, line, rule }: Hit) =>
    createHash('sha256')
      .update(JSON.stringify([seed, checkout.repository, path, line, rule]))
      .digest('hex');
  return hits
    .map((hit) => ({ hit, key: key(hit) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, wanted)
    .map(({ hit }) => hit);
}

/** A hit as a line of the ledger. */
export function asSample({ checkout, path, line, rule }: Hit): Omit<Sample, 'verdict'> {
  const { repository, commit } = checkout;
  return { repository, commit, path, line, rule: rule.slice(rule.indexOf('/') + 1) };
}

const linesAround = 6;
const longestLine = 180;

/** A hit with what stands around it, and the line that goes into the ledger, without its verdict. */
export function withContext(hit: Hit): string {
  const at = Math.max(1, hit.line);
  const lines = textOf(hit).split('\n');
  const around = lines.slice(Math.max(0, at - 1 - linesAround), at + linesAround).map((text, index) => {
    const number = Math.max(1, at - linesAround) + index;
    const short = text.length > longestLine ? `${text.slice(0, longestLine)} …` : text;
    return `${number === hit.line ? '>' : ' '}${String(number).padStart(5)}| ${short}\n`;
  });
  const line = JSON.stringify({ ...asSample(hit), verdict: '?' });
  return `${headOf(hit)}\n${around.join('')}${line}\n\n`;
}

function headOf({ rule, severity, checkout, path, line, title, isConfigured }: Hit): string {
  const where = isConfigured ? '' : ' (without its configuration)';
  return `== ${rule} ${severity} ${checkout.repository} ${path}:${line}${where}\n   ${title}`;
}

/** The text may have been cleared away since. */
function textOf({ checkout, path }: Hit): string {
  const file = join(checkout.folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What a proposal would change. */
export function diffOf(hit: Hit): string {
  const { proposal } = hit;
  if (!proposal) {
    return '';
  }
  const marks = [proposal.state, ...proposal.flags].join(', ');
  const edits = proposal.edits.map(({ startLine, oldText, newText }) => {
    const signed = (sign: string, text: string) => text.split('\n').map((line) => `${sign}${line}\n`);
    return [`@@ ${startLine}\n`, ...signed('-', oldText), ...(newText === '' ? [] : signed('+', newText))].join('');
  });
  return `${headOf(hit)} [${marks}]\n${edits.join('')}\n`;
}
