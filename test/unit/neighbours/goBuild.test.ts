import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { areBuiltTogether, buildConditionOf } from '../../../src/core/neighbours/goBuild';
import type { Condition } from '../../../src/core/neighbours/imports';
import { never } from '../endpoints/support';
import { snapshot } from '../reviewers/support';
import { neighboursIn } from './support';

const systems = 'aix android darwin hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 zos'.split(' ');
const processors = '386 amd64 arm arm64 loong64 mips ppc riscv s390 sparc wasm mipsle ppc64 mips64 riscv64'.split(' ');
const large = `a && !a && (b || c || d || ${[...systems, ...processors].join(' || ')})`;

const textOf = (line: string) => `//go:build ${line}\n\npackage x\n`;

/** The condition of a file with a build line, and how often it was asked about a build. */
function counted(line: string): { readonly condition: Condition; readonly asked: () => number } {
  const condition = buildConditionOf('a.go', textOf(line)) ?? assert.fail(line);
  let asked = 0;
  const holds: Condition['holds'] = (isSet) => {
    asked++;
    return condition.holds(isSet);
  };
  return { condition: { ...condition, holds }, asked: () => asked };
}

describe('conditions of Go', () => {
  it('are the same one for files that say the same, in whatever spaces', () => {
    const [one, other, third] = ['linux && (a||b)', 'linux  &&  (a||b)', 'linux && (a||c)'].map((line, at) =>
      buildConditionOf(`${at}.go`, textOf(line)),
    );
    assert.ok(one && one === other);
    assert.notEqual(one, third);
  });

  it('are compared once for each two, in however many files they stand', () => {
    const [own, other] = [counted('a && linux'), counted('!a || windows')];
    areBuiltTogether(own.condition, other.condition, true);
    const once = own.asked();
    assert.ok(once > 0);
    for (let file = 0; file < 100; file++) {
      assert.equal(areBuiltTogether(own.condition, other.condition, true), false);
    }
    assert.equal(own.asked(), once);
  });

  it('are tried in so many builds at most, and else nobody knows', () => {
    for (const line of [large, 'a && b && c && d && e && f && g && h && i && j && k && l', `${large} && go1.18`]) {
      const [own, other] = [counted(line), counted('linux')];
      assert.equal(areBuiltTogether(own.condition, other.condition, true), undefined, line);
      assert.equal(own.asked(), 0);
    }
    const some = counted(`(${systems.join(' || ')}) && (${processors.slice(0, 9).join(' || ')}) && a && !a && b`);
    assert.equal(areBuiltTogether(some.condition, counted('a').condition, true), false);
    assert.ok(some.asked() > 500 && some.asked() <= 2_000, `${some.asked()}`);
  });

  it('that nobody can compare show nothing, and say of how many files', async () => {
    const define = (name: string) => `package z\n\nfunc ${name}() {}\n`;
    const files = {
      'm.go': 'package z\n\nfunc main() { open(); shut() }\n',
      'a.go': `//go:build ${large}\n\n${define('open')}`,
      'b.go': define('shut'),
    };
    const found = await neighboursIn(files).find(snapshot('m.go', files['m.go']), never);
    assert.deepEqual(
      found.files.map(({ path }) => path),
      ['b.go'],
    );
    assert.deepEqual(found.leftOut, [{ kind: 'builds', files: 1 }]);
  });
});
