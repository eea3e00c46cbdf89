import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Editor, openEditor, temporaryFolder } from './editor';
import { activeTab, message, openRow, reviewRow, reviewTree } from './review';

const defect = 'export function isGap(amount) {\n  return amount === NaN;\n}\n';

describe('an editor whose language is German', () => {
  const workspace = temporaryFolder();
  let editor: Editor;

  before(async () => {
    mkdirSync(path.join(workspace, 'src'));
    writeFileSync(path.join(workspace, 'src', 'gap.js'), defect + defect.replace('isGap', 'isHole'));
    writeFileSync(path.join(workspace, 'data.bin'), Buffer.from([0, 1, 2, 0]));
    writeFileSync(path.join(workspace, 'Dockerfile'), 'FROM scratch\n');
    const settings = { 'folderReview.reviewers': ['local'] };
    editor = await openEditor({ folder: workspace, settings, language: 'de' });
  });
  after(() => editor?.close());

  it('has commands, rows, messages, questions and explanations in German', async () => {
    const { page } = editor;
    const name = path.basename(workspace);
    const finding = reviewRow(page, /^Fehler, .*Korrektur verfügbar/).first();

    await editor.runCommand('Folder Review: Ordner prüfen');
    await reviewRow(page, new RegExp(`^${name}, 2 Befunde, .*2/3 geprüft`)).waitFor();
    await reviewRow(page, 'data.bin, übersprungen: binär').waitFor();
    await reviewRow(page, 'data.bin').hover();
    await page.locator('.workbench-hover', { hasText: 'sie enthält NUL-Bytes, ist also kein Text' }).waitFor();
    await editor.screenshot('german-tooltip');
    await openRow(page, reviewRow(page, 'gap.js'));
    await editor.screenshot('german-tree');
    await message(page, new RegExp(`„${name}“: 2 von 3 Dateien geprüft \\(9 Zeilen\\); 1 übersprungen\\. 2 Befunde, `));
    await editor.screenshot('german-message');
    await page.keyboard.press('Escape');

    await finding.click();
    await activeTab(page, /gap\.js/).waitFor();
    await page.getByText('Eine Korrektur ist verfügbar. Sie behebt diesen Befund.').first().waitFor();
    await editor.screenshot('german-preview');
    for (const [command, question] of [
      ['Gehe zu Befund...', 'Zu welchem von 2 Befunden? Geben Sie einen Titel, einen Pfad oder eine Regel ein.'],
      ['Filtern...', 'Welche Dateien anzeigen?'],
    ] as const) {
      await editor.runCommand(`Folder Review: ${command}`);
      await page.getByPlaceholder(question).waitFor();
      await editor.screenshot(`german-${command.replace(/\W/g, '').toLowerCase()}`);
      await page.keyboard.press('Escape');
    }

    await editor.runCommand('Folder Review: Ergebnisse leeren...');
    const asked = page.getByRole('dialog', { name: `Ergebnisse der Prüfung von „${name}“ leeren?` });
    await asked.getByText('„Frühere Prüfung öffnen…“ bringt alles zurück.').waitFor();
    await editor.screenshot('german-clear');
    await asked.getByRole('button', { name: 'Leeren' }).click();
    await reviewTree(page).waitFor({ state: 'hidden' });
  });
});
