import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { riskCheckOf } from '../../../src/core/gates/risks/riskCheck';

function added(language: string, line: string): readonly string[] {
  const check = riskCheckOf({ path: 'a', language, text: 'a\n', textHash: '', lineEnding: 'lf' });
  return (
    check?.addedBy(
      [{ start: 2, end: 2, startLine: 2, oldText: '', newText: `${line}\n`, linePrefix: '', lineSuffix: '' }],
      1,
    ) ?? []
  );
}

describe('edits that write files elsewhere', () => {
  for (const [language, line] of [
    ['python', "open('/etc/passwd', 'w').write(x)"],
    ['python', "open(os.path.expanduser('~/.bashrc'), 'a')"],
    ['python', "with open(name, mode='wb') as f:"],
    ['python', "open(f'{home}/a', 'w')"],
    ['python', "open('../a', 'w')"],
    ['python', "path.open('w')"],
    ['python', "Path('/tmp/a').write_text(x)"],
    ['python', 'path.write_bytes(x)'],
    ['python', 'os.replace(a, b)'],
    ['python', 'shutil.copyfile(a, b)'],
    ['javascript', "fs.writeFileSync('/tmp/a', x);"],
    ['javascript', 'await writeFile(join(homedir(), name), x);'],
    ['javascript', "fs['appendFileSync'](a, b);"],
    ['javascript', 'fs.createWriteStream(`${a}/b`);'],
    ['javascript', 'fs.promises.rename(a, b);'],
    ['javascript', 'const w = fs.writeFileSync;'],
    ['javascript', 'symlinkSync(a, b);'],
    ['typescript', "fs.openSync(path, 'w');"],
    ['shellscript', 'echo a > /etc/a'],
    ['shellscript', 'echo a >> ~/.bashrc'],
    ['shellscript', 'echo a > "$file"'],
    ['shellscript', 'echo a | tee -a $HOME/x'],
    ['shellscript', 'cp a /usr/bin/a'],
    ['go', 'os.WriteFile(path, b, 0o644)'],
    ['go', 'f, err := os.Create("/tmp/a")'],
    ['rust', 'std::fs::write(&path, x)?;'],
    ['rust', 'File::create("/tmp/a")?;'],
    ['rust', 'OpenOptions::new().append(true)'],
    ['c', 'FILE *f = fopen(path, "w");'],
    ['c', 'int f = open(path, O_WRONLY | O_CREAT);'],
    ['cpp', 'std::ofstream out(path);'],
    ['java', 'new FileWriter(path);'],
    ['csharp', 'File.WriteAllText(path, x);'],
    ['ruby', 'File.write(path, x)'],
    ['php', 'file_put_contents($path, $x);'],
  ] as const) {
    it(`are flagged: ${line}`, () => assert.ok(added(language, line).includes('writes files')));
  }

  for (const [language, line] of [
    ['python', "open('out.txt', 'w').write(x)"],
    ['python', 'with open(path) as f:'],
    ['python', "open(path, 'rb')"],
    ['python', "open(path, encoding='utf8')"],
    ['python', "Path('out.txt').write_text(x)"],
    ['python', "text.replace('a', 'w')"],
    ['python', "# open('/etc/a', 'w')"],
    ['javascript', "fs.writeFileSync('out/a.json', x);"],
    ['javascript', "import { writeFileSync } from 'node:fs';"],
    ['javascript', "fs.readFileSync('/tmp/a');"],
    ['javascript', "const link = rename(a) + open('w');"],
    ['shellscript', 'echo a > out.txt'],
    ['shellscript', 'a 2>&1 > /dev/null'],
    ['shellscript', 'if [ $a -gt 3 ]; then cat /etc/a; fi'],
    ['go', 'os.WriteFile("out.txt", b, 0o644)'],
    ['go', 'os.ReadFile(path)'],
    ['rust', 'fs::write("out.txt", x)?;'],
    ['c', 'fopen(path, "r");'],
    ['cpp', 'std::ofstream out("out.txt");'],
    ['cpp', 'void print(std::ofstream& out);'],
  ] as const) {
    it(`are not: ${line}`, () => assert.deepEqual(added(language, line), []));
  }
});
