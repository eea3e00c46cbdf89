import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GatedFile } from '../../../src/core/gates/gatedFile';
import { toProposal } from '../../../src/core/gates/proposal';
import { languageOf } from '../../../src/core/text/language';
import type { Flag, ReviewerKind } from '../../../src/core/types';
import { grammars } from '../../../src/reviewers/syntax/grammars';
import { snapshot } from './arbitraries';

function flags(path: string, reviewer: ReviewerKind, text = 'a\nb\n', newText = 'c'): readonly Flag[] {
  const file = snapshot(text, { path, language: languageOf(path) });
  const start = text.lastIndexOf('b');
  const edits = [{ start, end: start + 1, newText }];
  return toProposal(new GatedFile(file, '', 1, reviewer), { kind: 'edits', anchoring: 'exact', edits }).flags;
}

describe('the flag of what nothing can check', () => {
  it('is on what a model proposes for a language without grammar and table of risks', () => {
    const paths =
      'a.pl a.ps1 a.bat a.cmd a.swift a.dart a.exs a.r a.awk a.mdx a.svg a.jsp a.ejs a.sql a.vbs a.jl a.nix deploy a.unknown';
    for (const path of paths.split(' ')) {
      assert.deepEqual(flags(path, 'model'), ['syntax not checked'], path);
      assert.deepEqual(flags(path, 'local'), [], path);
    }
    assert.deepEqual(flags('a.ipynb', 'model', '["b"]\n'), ['syntax not checked']);
  });

  it('is not on prose, data and the languages that are checked', () => {
    const paths =
      'a.md a.rst a.txt a.csv a.yaml a.toml a.ini a.xml LICENSE README a.js a.vue a.html a.css a.py a.scss a.kt a.groovy';
    for (const path of paths.split(' ')) {
      assert.deepEqual(flags(path, 'model'), [], path);
    }
    assert.deepEqual(flags('a.json', 'model', '["b"]\n'), []);
    for (const language of Object.keys(grammars)) {
      const file = snapshot('a\nb\n', { path: 'a', language });
      const edits = [{ start: 2, end: 3, newText: 'c' }];
      assert.deepEqual(
        toProposal(new GatedFile(file), { kind: 'edits', anchoring: 'exact', edits }).flags,
        [],
        language,
      );
    }
  });

  it('comes with the risks of the language that the first line of a script names', () => {
    for (const [first, line] of [
      ['#!/bin/sh', 'rm -rf a'],
      ['#!/usr/bin/env -S python3 -u', 'os.remove(a)'],
      ['#!/usr/bin/env node', 'fs.unlinkSync(a)'],
      ['#!/usr/bin/ruby', 'File.delete(a)'],
    ] as const) {
      assert.deepEqual(flags('deploy', 'model', `${first}\nb\n`, line), ['syntax not checked', 'deletes files'], first);
    }
  });
});
