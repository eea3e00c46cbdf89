import type { LanguageRisks, Risk } from './risk';

/** A path as it stands: relative, with nothing in it that is computed or leads upwards. Behind it, the next argument or the end. */
const plain = '["\'`](?![/\\\\~]|[A-Za-z]:)(?:(?!\\.\\.|[${#%])[^"\'`\\n]){0,200}["\'`]\\s*[,)]';
/** Unless it is called with such a path. */
const elsewhere = `(?!\\s*\\(\\s*${plain})`;
/** What stands between the path and the mode of an opened file. */
const args = '[^\\n]{0,160}?';
/** A mode in which what is opened can be written. */
const writing = '["\'][rbt]{0,3}[wax+][rbtwaxce+]{0,3}["\']';

/** What is found takes no text away from what else may be found in it. */
function writes(source: string, ...found: readonly string[]): readonly Risk[] {
  return [{ flag: 'writes files', text: found.map((pattern) => `(?=${pattern})`), source }];
}

/**
 * What writes a file at a place that is absolute, in a home, upwards, or computed, so that it may be anywhere: no copy of the
 * project keeps that from the person's files. A new name in the project itself is none of it.
 */
export const fileWrites: readonly LanguageRisks[] = [
  {
    languages: ['python'],
    risks: writes(
      'https://docs.python.org/3/library/functions.html#open',
      `(?<![.\\w])(?:(?:io|codecs|os)\\s*\\.\\s*)?(?:f?d?open)\\s*\\(\\s*(?!${plain})${args},\\s*(?:mode\\s*=\\s*)?${writing}`,
      `\\.\\s*open\\s*\\(\\s*(?:mode\\s*=\\s*)?${writing}`,
      `(?<!\\bPath\\s*\\(\\s*["'](?![/~])(?:(?!\\.\\.)[^"'\\n]){0,100}["']\\s*\\))\\.\\s*(?:write_text|write_bytes|symlink_to|hardlink_to)\\b`,
      '\\bos\\s*\\.\\s*(?:rename|renames|replace|symlink|link|write|mkfifo)\\b',
      '\\bos\\s*\\.\\s*open\\s*\\([^\\n]{0,160}\\bO_(?:WRONLY|RDWR|CREAT|APPEND|TRUNC)\\b',
      '\\bshutil\\s*\\.\\s*(?:copy\\w*|move|make_archive|unpack_archive)\\b',
      '\\bfrom\\s+(?:os|shutil)\\s+import\\b[^\\n]{0,200}\\b(?:rename|replace|symlink|link|copy\\w*|move)\\b',
    ),
  },
  {
    languages: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'vue', 'svelte', 'astro'],
    risks: writes(
      'https://nodejs.org/api/fs.html',
      `\\b(?:writeFile|appendFile|createWriteStream|outputFile|outputJson|writeTextFile)(?:Sync)?\\b(?!\\s*[,}])${elsewhere}`,
      '\\b(?:renameSync|symlinkSync|linkSync|copyFile|copyFileSync|cpSync)\\b(?!\\s*[,}])',
      '\\bfs\\w{0,10}\\s*\\.\\s*(?:promises\\s*\\.\\s*)?(?:rename|link|symlink|cp)\\b',
      `\\bBun\\s*\\.\\s*write\\b${elsewhere}`,
      `\\bopen(?:Sync)?\\s*\\(\\s*(?!${plain})${args},\\s*["'\`][wax]`,
    ),
  },
  {
    languages: ['shellscript'],
    risks: writes(
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html',
      '(?<![<>=-])>{1,2}\\|?\\s*["\']?(?!/dev/(?:null|std|tty|fd))(?:[/~$]|\\.\\.)',
      '(?:^|[\\s;|&(])(?:tee|cp|mv|ln|install|dd|rsync|touch)\\s[^\\n;|&]{0,120}(?<=[\\s"\'=])(?:/(?!dev/)|~|\\$\\{?HOME\\b|\\.\\./)',
    ),
  },
  {
    languages: ['go'],
    risks: writes(
      'https://pkg.go.dev/os',
      `\\b(?:os|ioutil)\\s*\\.\\s*(?:WriteFile|Create|OpenFile)\\b${elsewhere}`,
      '\\bos\\s*\\.\\s*(?:Rename|Symlink|Link)\\b',
    ),
  },
  {
    languages: ['rust'],
    risks: writes(
      'https://doc.rust-lang.org/std/fs/',
      `\\bfs\\s*::\\s*write\\b${elsewhere}`,
      '\\bfs\\s*::\\s*(?:copy|rename|hard_link|soft_link|symlink\\w*)\\b',
      `\\bFile\\s*::\\s*create\\w*\\b${elsewhere}`,
      '\\bOpenOptions\\s*::|\\bFile\\s*::\\s*options\\b|\\bunix\\s*::\\s*fs\\s*::\\s*symlink\\b',
    ),
  },
  {
    languages: ['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp'],
    risks: writes(
      'https://man7.org/linux/man-pages/man3/fopen.3.html',
      `\\b_?w?f(?:re)?open(?:64|_s)?\\s*\\(\\s*(?!${plain})${args},\\s*L?"[^"\\n]{0,9}[wa+]`,
      '\\bopen(?:at|64)?\\s*\\([^\\n]{0,160}\\bO_(?:WRONLY|RDWR|CREAT|APPEND|TRUNC)\\b',
      '(?<![.>\\w])(?:rename|renameat|symlink|creat)\\s*\\(',
      `\\bofstream\\b(?!\\s*[&*>])(?!\\s*\\w{0,60}\\s*[({]\\s*${plain.replace(',)', ',)}')})`,
      '\\bfilesystem\\s*::\\s*(?:copy\\w*|rename|create_\\w*link)\\b',
    ),
  },
  {
    languages: ['java', 'kotlin', 'groovy', 'scala'],
    risks: writes(
      'https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/nio/file/Files.html',
      '\\bFiles\\s*\\.\\s*(?:write\\w*|copy|move|newBufferedWriter|newOutputStream|create\\w*Link)\\b',
      `\\b(?:FileWriter|FileOutputStream|RandomAccessFile)\\s*\\(\\s*(?!${plain})`,
      '\\.\\s*(?:writeText|appendText|writeBytes|renameTo|copyTo)\\s*\\(',
    ),
  },
  {
    languages: ['csharp', 'razor'],
    risks: writes(
      'https://learn.microsoft.com/dotnet/api/system.io.file',
      `\\bFile\\s*\\.\\s*(?:Write\\w*|Append\\w*|Create\\w*|OpenWrite)\\b${elsewhere}`,
      '\\bFile\\s*\\.\\s*(?:Copy|Move|Replace)\\b',
      `\\bnew\\s+(?:StreamWriter|FileStream)\\s*\\(\\s*(?!${plain})`,
    ),
  },
  {
    languages: ['ruby'],
    risks: writes(
      'https://docs.ruby-lang.org/en/master/File.html',
      `\\b(?:File|IO)\\s*\\.\\s*(?:write|binwrite)\\b${elsewhere}`,
      '\\b(?:File\\s*\\.\\s*(?:rename|symlink|link)|FileUtils\\s*\\.\\s*(?:cp|mv|ln|copy|move|install|touch)\\w*)\\b',
      `\\bFile\\s*\\.\\s*(?:open|new)\\s*\\(\\s*(?!${plain})${args},\\s*["'][wa]`,
    ),
  },
  {
    languages: ['php'],
    risks: writes(
      'https://www.php.net/manual/ref.filesystem.php',
      `\\bfile_put_contents\\b${elsewhere}`,
      `\\bfopen\\s*\\(\\s*(?!${plain})${args},\\s*["'][waxc]`,
      '(?<![>:\\w$])(?:copy|rename|symlink|link|move_uploaded_file)\\s*\\(',
    ),
  },
];
