import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { makeFolder, until } from '../reviewedFolder';
import { resultsOf, untilRunEnds } from '../runsOnDisk';

describe('the packaged extension', () => {
  it('is installed from the .vsix and activates', async () => {
    const extension = vscode.extensions.getExtension('folder-review.folder-review');
    assert.ok(extension);
    const root = process.env.FOLDER_REVIEW_TEST_ROOT;
    assert.ok(root);
    assert.ok(path.relative(root, extension.extensionPath).startsWith('..'), extension.extensionPath);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('reviews with every bundled analyzer and applies one of its changes', async () => {
    const folder = makeFolder({
      'a.js': 'if (process.argc == NaN) {\n  process.exit();\n}\n',
      'b.py': 'print(a)\n',
      'c.md': '# C\n\n(text)[http://c]\n',
      'd.go': [
        'package d\n\nimport "sync"\n\nfunc run(jobs []func()) {\n\tvar group sync.WaitGroup\n\tfor _, job := range jobs {',
        '\t\tgo func() {\n\t\t\tgroup.Add(1)\n\t\t\tdefer group.Done()\n\t\t\tjob()\n\t\t}()\n\t}\n\tgroup.Wait()\n}\n',
      ].join('\n'),
      'e.txt': 'one\n<<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> other\n',
      'f.css': 'a {\n  color: red;\n  margin: 0;\n  color: blue;\n}\n',
      'g.yaml': 'a: 1\na: 2\n',
      'h.json': '{"a": 1, "a": 2}\n',
      'j.html': '<!doctype html>\n<html>\n<body><p>1</div></body>\n</html>\n',
      'i.rs': 'fn main() {\n    let a = (1;\n}\n',
    });
    await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
    const run = await untilRunEnds(folder);
    const { files } = await resultsOf(run);
    const sources = Object.values(files).flatMap(({ status, findings }) => [
      status,
      ...findings.map(({ source }) => source),
    ]);
    const bundled = [
      'ast-grep',
      'eslint',
      'html-validate',
      'json',
      'markdownlint',
      'ruff',
      'stylelint',
      'syntax',
      'text',
      'yaml',
    ];
    assert.deepEqual([...new Set(sources)].sort(), [...bundled, 'reviewed'].sort());
    const applied = files['c.md']?.findings.find(({ proposal }) => proposal?.state === 'ready');
    assert.ok(applied);
    await vscode.commands.executeCommand('folderReview.apply', `finding:${run.header.id}:${applied.id}`);
    const file = path.join(folder.fsPath, 'c.md');
    await until(() => readFileSync(file, 'utf8') === '# C\n\n[text](http://c)\n', 'the applied change');
  });
});
