import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { decode, encodings } from '../../../src/workspace/encoding';
import { clearReview } from '../clearReview';
import { closeEverything, makeFolder } from '../reviewedFolder';
import { resultsOf, untilRunEnds } from '../runsOnDisk';

/** Pieces of texts in every encoding: each byte above ASCII alone, and pairs of them. */
function samples(): Buffer[] {
  const high = Array.from({ length: 128 }, (_, index) => 128 + index);
  const pairs = high.filter((_, index) => index % 5 === 0);
  return [
    ...high.map((byte) => Buffer.from([0x61, byte, 0x0a])),
    ...pairs.flatMap((first) => pairs.map((second) => Buffer.from([0x61, first, second, 0x0a]))),
  ];
}

describe('encodings', () => {
  const files = () => vscode.workspace.getConfiguration('files');

  afterEach(async () => {
    await clearReview();
    await files().update('encoding', undefined, vscode.ConfigurationTarget.Global);
    await closeEverything();
  });

  it('are read as VS Code reads them', async () => {
    for (const encoding of [...encodings].filter((name) => !name.startsWith('utf'))) {
      // In one piece, as each question is asked of another process.
      const taken = samples().filter((bytes) => decode(bytes, encoding).kind === 'text');
      assert.ok(taken.length > 30, `${encoding}: ${taken.length}`);
      const bytes = Buffer.concat(taken);
      const decoded = decode(bytes, encoding);
      assert.equal(
        decoded.kind === 'text' && decoded.raw,
        await vscode.workspace.decode(bytes, { encoding }),
        encoding,
      );
    }
  });

  it('of a folder are those of the setting, and stay', async () => {
    const gbk = (code: string) =>
      Buffer.concat([Buffer.from('// '), Buffer.from('d6d0cec4', 'hex'), Buffer.from(code)]);
    const bad = '\nconst values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';
    const folder = makeFolder({ 'a.js': gbk(bad) });
    await files().update('encoding', 'gbk', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('folderReview.reviewFolder', folder);
    const run = await untilRunEnds(folder);
    const { status, findings } = (await resultsOf(run)).files['a.js'] ?? {};
    assert.equal(status, 'reviewed');
    const fixable = findings?.find(({ proposal }) => proposal?.state === 'ready');
    await vscode.commands.executeCommand('folderReview.apply', `finding:${run.header.id}:${fixable?.id}`);
    assert.deepEqual(
      readFileSync(path.join(folder.fsPath, 'a.js')),
      gbk(bad.replace('values[1] == NaN', 'Number.isNaN(values[1])')),
    );
  });
});
