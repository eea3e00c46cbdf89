import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, overlap } from '../../../src/core/edits/applyEdits';
import { type Located, locateEdits, locateRevert } from '../../../src/core/edits/locate';
import type { FileReview } from '../../../src/core/fileReview';
import type { Finding, ProposalState, TextEdit } from '../../../src/core/types';
import { toFindings } from '../fakes';
import { editsOf, hash, lines, runs, snapshot, text } from './arbitraries';

const state: ProposalState = { kind: 'ready' };

/** A reviewed file with one finding per group of edits. */
function review(subject: string, groups: readonly (readonly TextEdit[])[]): FileReview {
  const reported = groups.map((edits, position) => ({
    source: 'test',
    title: `fix ${position}`,
    explanation: '',
    severity: 'info' as const,
    category: 'style' as const,
    confidence: 'high' as const,
    fix: { kind: 'edits' as const, anchoring: 'exact' as const, edits },
  }));
  const file = snapshot(subject);
  return {
    path: file.path,
    bytes: subject.length,
    status: { kind: 'queued' },
    textHash: file.textHash,
    findings: toFindings(file, 'local', reported, hash),
  };
}

function withState(file: FileReview, finding: Finding, next: ProposalState, current?: string): FileReview {
  const { editedHash: _, ...rest } = file;
  return {
    ...rest,
    ...(current !== undefined && { editedHash: hash(current) }),
    findings: file.findings.map((other) =>
      other.id === finding.id && other.proposal ? { ...other, proposal: { ...other.proposal, state: next } } : other,
    ),
  };
}

function appliedTo(file: FileReview): ProposalState {
  return { kind: 'applied', receipt: { change: 0, textHash: 't', baseHash: file.textHash ?? '' } };
}

function appliedEdits(file: FileReview) {
  return file.findings.flatMap(({ proposal }) => (proposal?.state.kind === 'applied' ? proposal.edits : []));
}

function only(file: FileReview): Finding {
  const [finding] = file.findings;
  assert.ok(finding);
  return finding;
}

function change(located: Located, current: string): string {
  assert.equal(located.kind, 'located', JSON.stringify(located));
  return located.kind === 'located' ? applyEdits(current, located.edits) : current;
}

function locate(file: FileReview, finding: Finding, currentText: string): Located {
  return locateEdits({ file, finding, currentText, hash });
}

function revert(file: FileReview, finding: Finding, currentText: string): Located {
  return locateRevert({ file, finding, currentText, hash });
}

const reviewed = text.chain((subject) =>
  fc.tuple(fc.constant(subject), fc.array(editsOf(subject, 2), { minLength: 1, maxLength: 5 })),
);

describe('locateEdits and locateRevert', () => {
  it('apply and take back any proposals in any order, and end where they began', () => {
    fc.assert(
      fc.property(reviewed, fc.array(fc.nat(4), { maxLength: 12 }), ([subject, groups], toggles) => {
        let file = review(subject, groups);
        let current = subject;
        const toggle = (position: number) => {
          const finding = file.findings[position];
          if (finding?.proposal?.edits.length) {
            const isApplied = finding.proposal.state.kind === 'applied';
            const located = isApplied ? revert(file, finding, current) : locate(file, finding, current);
            if (located.kind === 'stale') {
              assert.ok(!isApplied, located.reason);
              const { edits } = finding.proposal;
              assert.ok(
                appliedEdits(file).some((other) => edits.some((own) => overlap(own, other))),
                located.reason,
              );
              return;
            }
            current = applyEdits(current, located.edits);
            file = withState(file, finding, isApplied ? { kind: 'reverted' } : appliedTo(file), current);
            assert.equal(current, applyEdits(subject, appliedEdits(file)));
          }
        };
        for (const position of toggles) {
          toggle(position);
        }
        for (const [position, finding] of file.findings.entries()) {
          if (finding.proposal?.state.kind === 'applied') {
            toggle(position);
          }
        }
        assert.equal(current, subject);
      }),
      { numRuns: runs },
    );
  });

  it('never name a place whose text is not the one they speak of', () => {
    fc.assert(
      fc.property(reviewed, text, fc.boolean(), ([subject, groups], other, isEdited) => {
        let file = review(subject, groups);
        for (const finding of file.findings.slice(1)) {
          file = withState(file, finding, appliedTo(file));
        }
        // Even a hash that promises too much must not lead to a wrong place.
        const lying = isEdited ? { ...file, editedHash: hash(other) } : file;
        for (const finding of file.findings) {
          for (const [located, side] of [
            [locate(lying, finding, other), 'oldText'],
            [revert(lying, finding, other), 'newText'],
          ] as const) {
            if (located.kind === 'located') {
              const expected = finding.proposal?.edits.map((edit) => edit[side]).join('');
              assert.equal(located.edits.map(({ start, end }) => other.slice(start, end)).join(''), expected);
            }
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('find the same place after lines were added at the ends', () => {
    const grown = fc.tuple(reviewed, fc.constantFrom('', 'ZZ\n'), fc.constantFrom('', '\nZZ'));
    let found = 0;
    fc.assert(
      fc.property(grown, ([[subject, groups], before, after]) => {
        const file = review(subject, groups.slice(0, 1));
        for (const finding of file.findings.filter(({ proposal }) => proposal?.edits.length)) {
          const edits = finding.proposal?.edits ?? [];
          const located = locate(file, finding, before + subject + after);
          if (located.kind === 'located') {
            found += 1;
            assert.equal(change(located, before + subject + after), before + applyEdits(subject, edits) + after);
          }
          const appliedFile = withState(file, finding, appliedTo(file));
          const changed = before + applyEdits(subject, edits) + after;
          const back = revert(appliedFile, finding, changed);
          if (back.kind === 'located') {
            assert.equal(change(back, changed), before + subject + after);
          }
        }
      }),
      { numRuns: runs },
    );
    assert.ok(found > runs / 4, `${found} found`);
  });

  it('never take a twin of a single line for the line itself', () => {
    const shrunk = lines
      .filter((list) => list.length > 0)
      .chain((list) => fc.tuple(fc.constant(list), fc.nat(), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 })));
    fc.assert(
      fc.property(shrunk, ([list, pick, drops]) => {
        const at = pick % Math.max(1, list.length);
        const start = list.slice(0, at).join('').length + at;
        const file = review(list.join('\n'), [[{ start, end: start + (list[at] ?? '').length, newText: 'changed' }]]);
        const [finding] = file.findings;
        const [edit] = finding?.proposal?.edits ?? [];
        if (!finding || !edit || edit.linesBefore || edit.linesAfter) {
          return;
        }
        const kept = list.map((content, line) => ({ content, line })).filter(({ line }) => !drops[line]);
        const current = kept.map(({ content }) => content).join('\n');
        const located = locate(file, finding, current);
        if (located.kind === 'located' && kept.length > 0) {
          const line = current.slice(0, located.edits[0]?.start).split('\n').length - 1;
          assert.equal(kept[line]?.line, at);
        }
      }),
      { numRuns: runs },
    );
  });

  it('refuse when the twin of the changed line is all that is left', () => {
    const subject = 'f {\n  return null;\n}\ng {\n  return null;\n}\n';
    const start = subject.lastIndexOf('null');
    const file = review(subject, [[{ start, end: start + 4, newText: '[]' }]]);
    assert.equal(locate(file, only(file), 'f {\n  return null;\n}\n').kind, 'stale');
    const moved = `// new\n${subject}`;
    const expected = `${moved.slice(0, start + 7)}[]${moved.slice(start + 11)}`;
    assert.equal(change(locate(file, only(file), moved), moved), expected);
  });

  it('name the applied proposal that is in the way', () => {
    let file = review('a b', [[{ start: 0, end: 3, newText: 'x' }], [{ start: 2, end: 3, newText: 'y' }]]);
    const [first, second] = file.findings;
    assert.ok(first && second);
    file = withState(file, first, appliedTo(file), 'x');
    const located = locate(file, second, 'x');
    assert.equal(located.kind === 'stale' && located.reason, `“${first.title}” was applied at the same place`);
    assert.equal(locate(file, first, 'x').kind, 'stale');
  });

  it('count applied proposals that cancel out as applied', () => {
    const groups = ['a', '', '\n'].map((newText) => [{ start: 0, end: newText === '' ? 1 : 0, newText }]);
    let file = review('a', groups);
    for (const finding of file.findings.slice(0, 2)) {
      file = withState(file, finding, appliedTo(file), 'a');
    }
    const third = file.findings[2];
    assert.equal(third && locate(file, third, 'a').kind, 'stale');
  });

  it('join insertions that another proposal brought to one place', () => {
    const two = [
      { start: 0, end: 0, newText: 'a\n' },
      { start: 2, end: 2, newText: 'x' },
    ];
    let file = review('\n}', [two, [{ start: 0, end: 2, newText: '' }]]);
    const [first, second] = file.findings;
    assert.ok(first && second);
    file = withState(file, second, appliedTo(file), '');
    assert.deepEqual(locate(file, first, ''), { kind: 'located', edits: [{ start: 0, end: 0, newText: 'a\nx' }] });
  });

  it('do not make a change twice, nor take back what is back already', () => {
    const file = review('a\nb\nc', [[{ start: 2, end: 4, newText: '' }]]);
    assert.deepEqual(revert(withState(file, only(file), appliedTo(file)), only(file), 'a\nb\nc'), {
      kind: 'stale',
      reason: 'the file has the text from before the change again',
    });
    assert.equal(revert(withState(file, only(file), appliedTo(file)), only(file), 'a\nb\nc\nnew').kind, 'stale');
    const insertion = review('c', [[{ start: 0, end: 0, newText: 'b\n' }]]);
    assert.equal(locate(insertion, only(insertion), 'b\nc\nd').kind, 'stale');
    assert.equal(locate(insertion, only(insertion), 'c\nd').kind, 'located');
  });

  it('keep the parts of a change in their order', () => {
    const file = review('a\nb\nc', [
      [
        { start: 0, end: 1, newText: 'x' },
        { start: 4, end: 5, newText: 'y' },
      ],
    ]);
    assert.equal(locate(file, only(file), 'a\nc').kind, 'located');
    assert.equal(locate(file, only(file), 'c\nb\na').kind, 'stale');
  });

  it('do not trust blank lines', () => {
    const file = review('\n\n', [[{ start: 0, end: 1, newText: '' }]]);
    assert.equal(locate(file, only(file), '\n\n').kind, 'located');
    assert.equal(locate(file, only(file), '\n\n\nx').kind, 'stale');
  });

  it('compare whole lines, not parts of them', () => {
    const file = review('foo', [[{ start: 0, end: 3, newText: 'bar' }]]);
    assert.equal(locate(file, only(file), 'foo2\nxfoo').kind, 'stale');
    assert.equal(locate(file, only(file), 'foo2\nfoo').kind, 'located');
    assert.equal(locate(file, only(file), 'foo\nx\nfoo').kind, 'stale');
  });

  it('do not use the places of an earlier review', () => {
    const file = review('a\nb', [[{ start: 0, end: 1, newText: 'xx' }], [{ start: 2, end: 3, newText: 'yy' }]]);
    const [first, second] = file.findings;
    assert.ok(first && second);
    const old: ProposalState = { kind: 'applied', receipt: { change: 0, textHash: 't', baseHash: 'earlier' } };
    const again = withState(withState(file, first, old, 'a\nb\n'), second, state, 'a\nb\n');
    assert.deepEqual(locate(again, second, 'a\nb\n'), {
      kind: 'located',
      edits: [{ start: 2, end: 3, newText: 'yy' }],
    });
  });
});
