import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A language that trees are generated in. */
export interface TreeLanguage {
  readonly extension: string;
  /** What a file begins with. */
  readonly head: string;
  /** A stretch of plausible code in which there is nothing to find. */
  readonly part: (n: number) => string;
  /** The same with something to find, and where there is one, an edit for it. */
  readonly faulty: (n: number) => string;
}

const javascriptPart = (n: number) => `
/** Groups rows by the value that \`key${n}\` gives for them. */
export function groupBy${n}(rows, key${n}) {
  const groups = new Map();
  for (const row of rows) {
    const value = key${n}(row);
    const group = groups.get(value) ?? [];
    group.push(row);
    groups.set(value, group);
  }
  return groups;
}

export class Store${n} {
  #entries = new Map();

  constructor(limit = ${n}) {
    this.limit = limit;
  }

  async load(path, options = {}) {
    const { encoding = 'utf8', signal } = options;
    try {
      const text = await readFile(path, { encoding, signal });
      for (const [index, line] of text.split('\\n').entries()) {
        if (line.trim() === '' || line.startsWith('#')) {
          continue;
        }
        const [name, ...values] = line.split(/\\s*[=:]\\s*/);
        this.#entries.set(name, { index, values: values.map((value) => Number(value) || value) });
      }
    } catch (error) {
      throw new Error(\`\${path} cannot be read: \${error.message}\`, { cause: error });
    }
    return this.#entries.size <= this.limit ? [...this.#entries.keys()].toSorted() : undefined;
  }
}
`;

const typescriptPart = (n: number) => `
export interface Row${n} {
  readonly id: number;
  readonly name: string;
  readonly tags?: readonly string[];
}

type Keyed${n}<Key extends string> = { readonly [Name in Key]: Row${n} | undefined };

export function find${n}(rows: readonly Row${n}[], id: number): Row${n} | undefined {
  return rows.find((row) => row.id === id);
}

export class Table${n}<Key extends string> {
  private readonly rows = new Map<Key, Row${n}>();

  constructor(private readonly limit: number = ${n}) {}

  async load(path: string, keyOf: (row: Row${n}) => Key): Promise<Keyed${n}<Key>> {
    const text = await readFile(path, 'utf8');
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || parsed.length > this.limit) {
      throw new TypeError(\`\${path}: not a list of at most \${this.limit} rows\`);
    }
    for (const row of parsed as Row${n}[]) {
      const tags = row.tags?.filter((tag) => tag !== '') ?? [];
      this.rows.set(keyOf(row), { ...row, tags });
    }
    return Object.fromEntries(this.rows) as Keyed${n}<Key>;
  }
}
`;

const pythonPart = (n: number) => `

class Store${n}:
    """Keeps the entries of a file."""

    def __init__(self, limit: int = ${n}) -> None:
        self.limit = limit
        self.entries: dict[str, list[str]] = {}

    def load(self, path: str, encoding: str = "utf-8") -> list[str]:
        with open(path, encoding=encoding) as handle:
            for index, line in enumerate(handle):
                stripped = line.strip()
                if not stripped or stripped.startswith("#"):
                    continue
                name, _, value = stripped.partition("=")
                self.entries.setdefault(name.strip(), []).append(f"{index}: {value}")
        if len(self.entries) > self.limit:
            raise ValueError(f"{path} has more than {self.limit} entries")
        return sorted(self.entries)


def group_by_${n}(rows, key):
    groups = {}
    for row in rows:
        try:
            groups.setdefault(key(row), []).append(row)
        except (KeyError, TypeError) as error:
            raise ValueError(f"{row!r} has no key") from error
    return {name: sorted(group, key=lambda row: row.weight * ${n}) for name, group in groups.items()}
`;

const goPart = (n: number) => `
// Store${n} keeps the entries of a file.
type Store${n} struct {
	mu      sync.Mutex
	entries map[string][]string
	limit   int
}

// Load reads a file of names and values.
func (s *Store${n}) Load(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("store ${n}: %w", err)
	}
	defer file.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	scanner := bufio.NewScanner(file)
	for line := 1; scanner.Scan(); line++ {
		text := strings.TrimSpace(scanner.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, value, ok := strings.Cut(text, "=")
		if !ok || len(s.entries) > s.limit {
			return nil, fmt.Errorf("%s:%d: %q has no value", path, line, text)
		}
		s.entries[name] = append(s.entries[name], value)
	}
	names := make([]string, 0, len(s.entries))
	for name := range s.entries {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, scanner.Err()
}
`;

const cPart = (n: number) => `
struct store${n} {
    char *names[LIMIT];
    long values[LIMIT];
    size_t count;
};

/* Reads a file of names and values; -1 when it cannot be read. */
int load${n}(struct store${n} *store, const char *path)
{
    char line[256];
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return -1;
    while (store->count < LIMIT && fgets(line, sizeof line, file) != NULL) {
        char *separator = strchr(line, '=');

        if (separator == NULL || line[0] == '#')
            continue;
        *separator = '\\0';
        store->names[store->count] = strdup(line);
        store->values[store->count] = strtol(separator + 1, NULL, 10);
        store->count++;
    }
    fclose(file);
    return 0;
}

long sum${n}(const struct store${n} *store, long factor)
{
    long sum = ${n};

    for (size_t i = 0; i < store->count; i++) {
        switch (store->values[i] % 3) {
        case 0:
            sum += store->values[i] * factor;
            break;
        case 1:
            sum -= store->values[i];
            break;
        default:
            sum ^= store->values[i] << 2;
        }
    }
    return sum;
}
`;

const cppPart = (n: number) => `
class Store${n} {
public:
    explicit Store${n}(std::size_t limit) : limit_(limit) {}

    std::vector<std::string> load(const std::string& path)
    {
        std::ifstream file(path);
        if (!file) {
            throw std::runtime_error("cannot open " + path);
        }
        for (std::string line; std::getline(file, line) && entries_.size() < limit_;) {
            const auto separator = line.find('=');
            if (separator == std::string::npos || line.front() == '#') {
                continue;
            }
            entries_[line.substr(0, separator)].push_back(line.substr(separator + 1));
        }
        std::vector<std::string> names;
        names.reserve(entries_.size());
        for (const auto& [name, values] : entries_) {
            names.push_back(values.empty() ? name : name + " (" + std::to_string(values.size()) + ")");
        }
        return names;
    }

private:
    std::size_t limit_ = ${n};
    std::map<std::string, std::vector<std::string>> entries_;
};
`;

const markdownPart = (n: number) => `
## Part ${n}

The store keeps *what it reads* in the order of the file, as [the next part](#part-${n}) and \`store ${n}\` say.
It is read **once**; a second look costs nothing:

- names come before the sign,
- values behind it, of which there may be ${n},
  - each on a line of its own.

| name | meaning | default |
| --- | --- | --- |
| limit | how many there may be | ${n} |
| encoding | of the file | UTF-8 |

\`\`\`sh
store --limit ${n} settings.txt
\`\`\`
`;

/** By the name that the benchmarks use. */
export const treeLanguages: Readonly<Record<string, TreeLanguage>> = {
  javascript: {
    extension: 'js',
    head: "import { readFile } from 'node:fs/promises';\n",
    part: javascriptPart,
    faulty: (n) => `\nexport function isKnown${n}(value) {\n  return typeof value === 'strnig' || value == NaN;\n}\n`,
  },
  typescript: {
    extension: 'ts',
    head: "import { readFile } from 'node:fs/promises';\n",
    part: typescriptPart,
    faulty: (n) => `\nexport const numbers${n} = ['1', '2', '${n}'].map(parseInt);\n`,
  },
  python: {
    extension: 'py',
    head: '"""Stores."""\n',
    part: pythonPart,
    faulty: (n) =>
      `\n\ndef add_${n}(item, seen=[]):\n    if item == None:\n        return seen\n    return [*seen, item]\n`,
  },
  go: {
    extension: 'go',
    head: 'package store\n\nimport (\n\t"bufio"\n\t"fmt"\n\t"os"\n\t"sort"\n\t"strings"\n\t"sync"\n)\n',
    part: goPart,
    faulty: (n) =>
      `\nfunc (s *Store${n}) Size() int {\n\ts.mu.Lock()\n\tdefer s.mu.Lock()\n\treturn len(s.entries)\n}\n`,
  },
  c: {
    extension: 'c',
    head: '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n#define LIMIT 64\n',
    part: cPart,
    faulty: (n) => `\nvoid reset${n}(struct store${n} *store)\n{\n    memset(store, sizeof *store, 0);\n}\n`,
  },
  cpp: {
    extension: 'cpp',
    head: '#include <fstream>\n#include <map>\n#include <stdexcept>\n#include <string>\n#include <vector>\n',
    part: cppPart,
    faulty: (n) => `\nvoid release${n}()\n{\n    int* values = new int[${n} + 1];\n    delete values;\n}\n`,
  },
  markdown: {
    extension: 'md',
    head: '# Stores\n',
    part: markdownPart,
    faulty: (n) => `\n## See also ${n}\n\n(the first part)[#part-${n}]\n`,
  },
};

/** In one of so many files there is something to find. */
const faultyOnceIn = 10;

/** Fills a folder with files of 2 to 7 parts in one language, 20 to a folder, the same for every call. */
export function generateTree(folder: string, { extension, head, part, faulty }: TreeLanguage, files: number): void {
  for (let n = 0; n < files; n++) {
    const below = join(folder, `part${Math.floor(n / 20)}`);
    mkdirSync(below, { recursive: true });
    const parts = Array.from({ length: 2 + (n % 6) }, (_, index) => part(10 * n + index));
    const end = n % faultyOnceIn === 0 ? faulty(10 * n) : '';
    writeFileSync(join(below, `file${n}.${extension}`), head + parts.join('') + end);
  }
}
