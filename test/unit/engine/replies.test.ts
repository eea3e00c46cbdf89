import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { startModelServer } from '../../modelServer/modelServer';
import type { ProtocolName, Reply, ReplyFinding } from '../../modelServer/types';
import { protocols } from '../endpoints/support';
import { type EngineResult, inParallel, type ResultFile, runEngine, sources } from './engine';

const files = sources(6);
const line = (number: number, path: string) => (files.get(path) ?? '').split('\n')[number - 1] ?? '';

type EditOf = (path: string) => ReplyFinding['edits'];

const finding = (path: string, edits: EditOf, change: object = {}): ReplyFinding => ({
  ...{ title: 'Odd', explanation: 'Why.', severity: 'warning', category: 'bug', confidence: 'high' },
  ...{ startLine: 3, endLine: 3, edits: edits(path) },
  ...change,
});

const replace =
  (number: number, newText: string, hint = number) =>
  (path: string) => [{ startLine: hint, endLine: hint, oldText: line(number, path), newText }];

interface ReplyCase {
  readonly what: string;
  readonly reply: (path: string) => Reply;
  /** Absent for reviewed. */
  readonly status?: 'failed';
  readonly requests: number;
  /** Where each finding is, and what became of its proposal. */
  readonly findings: readonly string[];
}

const one =
  (edits: EditOf, change: object = {}) =>
  (path: string): Reply => ({ findings: [finding(path, edits, change)] });

/** Replies that are complete and wrong in what they say. */
const cases: readonly ReplyCase[] = [
  {
    what: 'a path in a finding',
    reply: (path) => ({
      text: JSON.stringify({
        findings: [{ ...finding(path, replace(3, 'a();')), path: '../other.ts', file: 'f1.ts' }],
      }),
    }),
    status: 'failed',
    requests: 2,
    findings: [],
  },
  {
    what: 'line numbers that are not there',
    reply: one(replace(3, 'a();', 9_999), { startLine: 9_999, endLine: -4 }),
    requests: 1,
    findings: ['3 ready'],
  },
  {
    what: 'a quote that is not there',
    reply: one(() => [{ startLine: 3, endLine: 3, oldText: 'not there', newText: 'x' }]),
    requests: 2,
    findings: [' rejected'],
  },
  {
    what: 'edits that overlap',
    reply: one((path) => [...replace(3, 'a();')(path), ...replace(3, 'b();')(path)]),
    requests: 2,
    findings: ['3 rejected'],
  },
  {
    what: 'an edit that changes nothing',
    reply: one((path) => replace(3, line(3, path))(path)),
    requests: 1,
    findings: ['3 '],
  },
  {
    what: 'a placeholder',
    reply: one(replace(3, '// ... rest of code ...')),
    requests: 2,
    findings: ['3 rejected'],
  },
  {
    what: 'an address that is not in the file',
    reply: one(replace(3, "fetch('https://elsewhere.example/');")),
    requests: 1,
    findings: ['3 ready flagged'],
  },
  {
    what: 'two findings, one of them broken',
    reply: (path) => ({ text: JSON.stringify({ findings: [finding(path, replace(3, 'a();')), { title: 7 }] }) }),
    requests: 2,
    findings: ['3 ready'],
    status: 'failed',
  },
  { what: 'nothing at all', reply: () => ({ text: '{"findings":[]}' }), requests: 1, findings: [] },
];

const told = ({ findings }: ResultFile) =>
  findings.map(({ startLine, proposal }) =>
    [startLine, proposal?.state, ...(proposal?.flags.length ? ['flagged'] : [])].join(' '),
  );

describe('one file’s odd reply in a run', () => {
  const clean: Partial<Record<ProtocolName, EngineResult>> = {};
  const review = async (protocol: ProtocolName, at: string, reply: (path: string) => Reply) => {
    const server = await startModelServer({ reply: ({ file }) => (file === at ? reply(file) : {}) });
    try {
      const done = await runEngine({ files, servers: [{ protocol, server }], limit: 3 });
      return { ...done, requests: server.requests.map(({ file }) => file) };
    } finally {
      await server.stop();
    }
  };
  before(async () => {
    for (const protocol of protocols) {
      clean[protocol] = await review(protocol, '', () => ({}));
    }
  });

  for (const { what, reply, requests, findings, status = 'reviewed' } of cases) {
    it(`${what}: ${requests} request(s), ${findings.join(', ') || 'no finding'}`, async () => {
      const places = protocols.flatMap((protocol) => ['f0.ts', 'f3.ts', 'f5.ts'].map((at) => ({ protocol, at })));
      await inParallel(places, 9, async ({ protocol, at }) => {
        const done = await review(protocol, at, reply);
        assert.equal(done.files[at]?.status, status);
        assert.deepEqual(told(done.files[at] ?? assert.fail()), findings);
        assert.equal(done.requests.filter((path) => path === at).length, requests);
        for (const path of [...files.keys()].filter((path) => path !== at)) {
          assert.deepEqual(done.files[path], clean[protocol]?.files[path], path);
        }
      });
    });
  }
});
