import type { AgreedFinding } from '../../../../src/core/prompt/reply/modelFinding';

/** A file with a defect, and what a model that keeps to the contract says about it. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** The defect, with one edit that repairs it. */
  readonly main: AgreedFinding;
  /** One more finding, without an edit. */
  readonly other: AgreedFinding;
  /** The text when the edit is made. */
  readonly repaired: string;
}

type About = Pick<AgreedFinding, 'title' | 'explanation' | 'category'>;

/** @param oldText whole lines that stand once in the text */
function source(path: string, text: string, about: About, oldText: string, newText: string): Source {
  const startLine = text.slice(0, text.indexOf(oldText)).split('\n').length;
  const endLine = startLine + oldText.split('\n').length - 1;
  return {
    path,
    text,
    main: {
      ...about,
      severity: 'error',
      confidence: 'high',
      ...{ startLine, endLine, edits: [{ startLine, endLine, oldText, newText }] },
    },
    other: {
      title: 'Nobody says what the file is for',
      explanation: 'A reader has to guess it from the names.',
      ...{ severity: 'info', category: 'docs', confidence: 'medium', startLine: 1, endLine: 1, edits: [] },
    },
    repaired: text.replace(oldText, () => newText),
  };
}

/** Code with what makes trouble in replies: braces at line ends, quotes of all kinds, backslashes, tabs, dollars. */
export const sources: readonly Source[] = [
  source(
    'src/cart/total.ts',
    `import type { Item, Voucher } from './types';

export function totalOf(items: readonly Item[], voucher?: Voucher): number {
  let total = 0;
  for (let index = 0; index <= items.length; index++) {
    total += items[index].price * items[index].count;
  }
  if (voucher && voucher.code !== '') {
    total -= voucher.amount;
  }
  return total;
}
`,
    { title: 'Loop reads past the end', explanation: 'index reaches items.length.', category: 'bug' },
    '  for (let index = 0; index <= items.length; index++) {',
    '  for (let index = 0; index < items.length; index++) {',
  ),
  source(
    'tools/versions.py',
    `import re

VERSION = re.compile(r"^v?(\\d+)\\.(\\d+)$")


def newest(tags, default={}):
    """The tag with the highest version."""
    best = None
    for tag in tags:
        match = VERSION.match(tag)
        if match is None:
            print("skipped {}: {!r}".format('tag', tag))
        best = max(best, match.groups()) if best else match.groups()
    return best or default
`,
    { title: 'Tags that do not match are not skipped', explanation: 'match is None there.', category: 'bug' },
    `            print("skipped {}: {!r}".format('tag', tag))
        best =`.concat(' max(best, match.groups()) if best else match.groups()'),
    `            print("skipped {}: {!r}".format('tag', tag))
            continue
        best = max(best, match.groups()) if best else match.groups()`,
  ),
  source(
    'store/writer.go',
    `package store

import (
	"fmt"
	"os"
)

// Write puts data where path says.
func Write(path string, data []byte) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("create %q: %w", path, err)
	}
	_, err = file.Write(data)
	return nil
}
`,
    { title: 'An error of writing is lost', explanation: 'The caller takes a torn file for whole.', category: 'bug' },
    '\t_, err = file.Write(data)\n\treturn nil',
    '\t_, err = file.Write(data)\n\tif err != nil {\n\t\treturn fmt.Errorf("write %q: %w", path, err)\n\t}\n\treturn nil',
  ),
  source(
    'src/ring.rs',
    `pub struct Ring<T> {
    slots: Vec<Option<T>>,
    head: usize,
}

impl<T> Ring<T> {
    pub fn next(&mut self) -> Option<T> {
        let slot = self.slots[self.head].take();
        self.head = self.head + 1;
        slot
    }

    pub fn name(&self) -> &'static str {
        "ring {\\"fixed\\"}"
    }
}
`,
    { title: 'The head leaves the ring', explanation: 'It grows beyond the slots.', category: 'bug' },
    '        self.head = self.head + 1;',
    '        self.head = (self.head + 1) % self.slots.len();',
  ),
  source(
    'src/main/java/app/Lookup.java',
    `package app;

import java.util.Map;

final class Lookup {
    private final Map<String, String> names;

    Lookup(Map<String, String> names) {
        this.names = names;
    }

    boolean isAdmin(String id) {
        String role = names.get(id);
        if (role == "admin") {
            return true;
        }
        return false;
    }
}
`,
    { title: 'Strings compared by identity', explanation: 'Equal strings need not be one.', category: 'bug' },
    '        if (role == "admin") {',
    '        if ("admin".equals(role)) {',
  ),
  source(
    'lib/parse.cpp',
    `#include <string>
#include <vector>

std::vector<std::string> split(const std::string& line, char by) {
  std::vector<std::string> parts;
  std::string part;
  for (char c : line) {
    if (c == by || c == '\\n') {
      parts.push_back(part);
    } else {
      part += c;
    }
  }
  return parts;
}
`,
    { title: 'Parts are never emptied', explanation: 'Each part holds all before it.', category: 'bug' },
    '      parts.push_back(part);',
    '      parts.push_back(part);\n      part.clear();',
  ),
  source(
    'Web/Users.cs',
    `using System.Data;

namespace Web
{
    public class Users
    {
        private readonly IDbConnection db;

        public object Find(string name)
        {
            using var command = db.CreateCommand();
            command.CommandText = $"SELECT * FROM users WHERE name = '{name}'";
            return command.ExecuteScalar();
        }
    }
}
`,
    { title: 'A name becomes SQL', explanation: 'Whoever chooses the name chooses the query.', category: 'security' },
    '            command.CommandText = $"SELECT * FROM users WHERE name = \'{name}\'";',
    '            command.CommandText = "SELECT * FROM users WHERE name = @name";\n            command.Parameters.Add(new("@name", name));',
  ),
  source(
    'app/models/invoice.rb',
    `class Invoice
  attr_reader :lines, :tax

  def total
    sum = lines.sum { |line| line.price * line.count }
    return sum if tax = 0
    sum + sum * tax
  end

  def to_s
    "Invoice #{total}\\t(#{lines.size} lines)"
  end
end
`,
    { title: 'The tax is set instead of compared', explanation: 'One = assigns.', category: 'bug' },
    '    return sum if tax = 0',
    '    return sum if tax == 0',
  ),
  source(
    'public/upload.php',
    `<?php
$name = $_FILES['doc']['name'];
$target = "uploads/{$name}";
if (preg_match('/\\.(png|jpe?g)$/', $name) === 0) {
    http_response_code(415);
}
move_uploaded_file($_FILES['doc']['tmp_name'], $target);
echo "Saved as $name\\n";
`,
    {
      title: 'Other files are saved all the same',
      explanation: 'Nothing ends the script there.',
      category: 'security',
    },
    '    http_response_code(415);',
    "    http_response_code(415);\n    exit('Only pictures.');",
  ),
  source(
    'bin/backup.sh',
    `#!/bin/sh
# Copies what changed into the archive.
set -u

target=\${1:-"/var/backups"}
for file in $(find . -name '*.db'); do
  stamp=$(date "+%Y\\%m")
  if [ -f $file ]; then
    cp "$file" "$target/$stamp-\${file##*/}"
  fi
done
echo "done: \\$target is $target"
`,
    { title: 'Names with spaces fall apart', explanation: 'The variable is not quoted.', category: 'bug' },
    '  if [ -f $file ]; then',
    '  if [ -f "$file" ]; then',
  ),
];
