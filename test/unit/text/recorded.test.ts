import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { endpointProblems } from '../../../src/core/text/endpointProblems';
import { limitReasons } from '../../../src/core/text/limitReasons';
import { obstacles } from '../../../src/core/text/obstacles';
import { reasons } from '../../../src/core/text/reasons';
import { recordedText } from '../../../src/core/text/recorded';
import { replyProblems } from '../../../src/core/text/replyProblems';
import { reviewFailures } from '../../../src/core/text/reviewFailures';
import { runFailures } from '../../../src/core/text/runFailures';
import { english, type Say } from '../../../src/core/text/say';
import { serverFailures } from '../../../src/core/text/serverFailures';
import { skipTexts } from '../../../src/core/text/skipTexts';
import type { ProposalState } from '../../../src/core/types';
import { findingDetails } from '../../../src/vscode/facts/findingDetails';
import { translateWith } from '../../../src/vscode/l10n';
import { fileRow } from '../../../src/vscode/tree/rows/fileRow';
import { findingRow } from '../../../src/vscode/tree/rows/findingRow';
import { readBundle } from '../../words/bundles';
import { reported, sha256, snapshotOf, toFindings } from '../fakes';

const german = readBundle('de');
const inGerman: Say = (message, ...values) => english(german[message] ?? message, ...values);

describe('what is recorded', () => {
  it('is told in the language of the reader, with what belongs in it', () => {
    const tables = [
      ...[reasons, serverFailures, reviewFailures, replyProblems, runFailures],
      ...[endpointProblems, skipTexts, limitReasons, obstacles],
    ];
    for (const message of tables.flatMap((texts) => Object.values<string>(texts))) {
      const values = ['3 (a.b)*\n{0}', ' (401)', 'fixed', 12];
      const recorded = english(message, ...values);
      assert.equal(recordedText(recorded, inGerman), inGerman(message, ...values));
      assert.notEqual(recordedText(recorded, inGerman), recorded);
      assert.equal(recordedText(recorded, english), recorded);
    }
  });

  it('is told with another one in it', () => {
    const recorded = english(reasons.gatesNow, english(reasons.syntaxErrors, 2));
    assert.equal(
      recorded,
      'With the file as it is now: the file would have 2 more syntax errors. Nothing was changed.',
    );
    assert.equal(
      recordedText(recorded, inGerman),
      'Mit der Datei, wie sie jetzt ist: die Datei hätte 2 Syntaxfehler mehr. Nichts wurde geändert.',
    );
    const said = english(serverFailures.says, english(serverFailures.refusesKey, 'http://a:1', ''), '"No {0}."');
    assert.equal(said, 'http://a:1 does not accept the API key. Check the key of this endpoint. It says: "No {0}."');
    assert.equal(
      recordedText(said, inGerman),
      'http://a:1 akzeptiert den API-Schlüssel nicht. Prüfen Sie den Schlüssel dieses Endpunkts. Die Antwort: "No {0}."',
    );
  });

  it('is told with several in it, a line each, and with the words of a model left as they are', () => {
    const problems = [
      english(reviewFailures.badPart, 1, 'title', 'Expected string'),
      english(reviewFailures.rivals, 'no longer there'),
    ];
    const inVain = english(reviewFailures.unreadInVain, reviewFailures.oneUnread, problems.join('\n'));
    assert.equal(
      recordedText(english(reviewFailures.begins, inVain, 'its path leads on'), inGerman),
      '1 Befund der Antwort war nicht lesbar, und eine erneute Anfrage half nicht. Befund 1, title: Expected string.\n„no longer there“ ist zweimal da, mit verschiedenem Inhalt. Sie beginnt so: „its path leads on“.',
    );
  });

  it('is told as a sentence where it was recorded as one', () => {
    assert.equal(recordedText('It is read-only.', inGerman), 'Die Datei ist schreibgeschützt.');
    assert.equal(
      recordedText(
        `Process 12 on host.local${english(obstacles.changing, '', '', '/x').slice('process  on '.length)}.`,
        inGerman,
      ),
      'Der Prozess 12 auf host.local ändert die Datei gerade; versuchen Sie es danach noch einmal, oder löschen Sie /x, wenn es keinen solchen Prozess gibt.',
    );
  });

  it('is told with what the system says in it', () => {
    const why = english(runFailures.repository, '/a', english(runFailures.marker, '/a/.git', obstacles.notPermitted));
    assert.equal(
      recordedText(why, inGerman),
      'das Git-Repository /a kann nicht gelesen werden: /a/.git kann nicht verwendet werden: Zugriff verweigert',
    );
    const reply = english(
      reviewFailures.badPart,
      1,
      'edits.0.newText',
      english(replyProblems.unclear, replyProblems.lineBreaks),
    );
    assert.equal(
      recordedText(reply, inGerman),
      'Befund 1, edits.0.newText: Das kann auf zwei Arten gelesen werden (Zeilenumbrüche sowohl unverändert als auch maskiert).',
    );
  });

  it('leaves a name as it is that is a word of ours', () => {
    assert.equal(
      recordedText(english(skipTexts.holdsOthers, 'fixed'), inGerman),
      'der Ordner fixed enthält fremden Code',
    );
  });

  it('stands so on the row of a file that is skipped or failed', () => {
    const file = { path: 'a.js', bytes: 1, findings: [] };
    translateWith((message) => german[message] ?? message);
    try {
      const message = english(skipTexts.lockFile, 'a.js');
      const skipped = fileRow({ ...file, status: { kind: 'skipped', reason: 'lock file', message } }, 0);
      assert.match(skipped.tooltip ?? '', /a\.js wird von einem Paketmanager geschrieben/);
      const refused = english(serverFailures.says, english(reviewFailures.modelFiltered, 'copilot/x'), '"no"');
      const failed = fileRow(
        { ...file, status: { kind: 'failed', reason: 'refused', message: refused, phase: 'model' } },
        0,
      );
      assert.match(failed.tooltip ?? '', /Der Filter von copilot\/x hat diese Datei abgelehnt\. Die Antwort: "no"/);
    } finally {
      translateWith((message) => message);
    }
  });

  it('stays as it is where nobody knows it', () => {
    for (const unknown of [
      '',
      'operation canceled',
      'It is written-only.',
      'the file was deleted, as was said once',
      'toString',
    ]) {
      assert.equal(recordedText(unknown, inGerman), unknown);
    }
  });

  it('stands so on the row of its finding and in what is said of it', () => {
    const edits = [{ start: 0, end: 3, newText: 'two' }];
    const [finding] = toFindings(
      snapshotOf('a.txt', 'one\n'),
      'local',
      [reported({ span: { start: 0, end: 3 }, fix: { kind: 'edits', anchoring: 'exact', edits } })],
      sha256,
    );
    assert.ok(finding?.proposal);
    const { proposal } = finding;
    const states: readonly (readonly [ProposalState, string])[] = [
      [{ kind: 'rejected', reason: reasons.notInFile }, 'der zitierte Text steht nicht in der Datei'],
      [{ kind: 'stale', reason: reasons.textChanged }, 'sein Text hat sich seit der Prüfung geändert'],
      [{ kind: 'ready', problem: reasons.readOnly }, 'Nach den Einstellungen ist die Datei schreibgeschützt'],
    ];
    translateWith((message) => german[message] ?? message);
    try {
      for (const [state, said] of states) {
        const now = { ...finding, proposal: { ...proposal, state } };
        const { description, accessibleLabel } = findingRow(now);
        for (const text of [description, accessibleLabel, JSON.stringify(findingDetails(now))]) {
          assert.ok(text.includes(said), text);
        }
      }
    } finally {
      translateWith((message) => message);
    }
  });
});
