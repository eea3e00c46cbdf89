import type { CheckFailure } from '../../proof';
import { type OutputReader, reportOf, toldFailure } from './report';

/** JUnit's XML, as it has spread (https://github.com/testmoapp/junitxml): test cases, with what failed in them. */
export const readJunit: OutputReader = ({ text }) => {
  const starts = text.includes('<testsuite') ? [...text.matchAll(/<testcase\b/g)].map(({ index }) => index) : [];
  if (starts.length === 0) {
    return undefined;
  }
  const cases = starts.map((start, index) => testCase(text.slice(start, starts[index + 1])));
  const failures = cases.flatMap(({ failure }) => failure ?? []);
  return reportOf('junit', failures, { ran: cases.filter(({ isSkipped }) => !isSkipped).length });
};

/** Attributes and the first lines of what failed stand near the beginning. */
const longestCase = 4000;

function testCase(whole: string): { readonly failure?: CheckFailure; readonly isSkipped: boolean } {
  const xml = whole.slice(0, longestCase);
  const tag = /^<testcase(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(xml)?.[0] ?? '';
  const body = tag.endsWith('/>') ? '' : xml.slice(tag.length, endOf(xml));
  const failed = /<(?:failure|error)\b((?:[^>"']|"[^"]*"|'[^']*')*)>([^<]*)/.exec(body);
  const isSkipped = /<skipped\b/.test(body);
  if (!failed) {
    return { isSkipped };
  }
  const test = [attribute(tag, 'classname'), attribute(tag, 'name')].filter((name) => name !== undefined).join(' › ');
  const message = attribute(failed[1] ?? '', 'message') ?? decoded(failed[2] ?? '').split('\n')[0];
  const line = attribute(tag, 'line');
  return { isSkipped, failure: toldFailure('junit', { file: attribute(tag, 'file'), line, test, message }) };
}

function endOf(xml: string): number {
  const end = xml.indexOf('</testcase>');
  return end === -1 ? xml.length : end;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag);
  const said = value?.[1] ?? value?.[2];
  return said === undefined ? undefined : decoded(said);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decoded(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (all, name: string) => entities[name] ?? all);
}
