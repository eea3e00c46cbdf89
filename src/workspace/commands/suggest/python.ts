import type { NamesIn } from '../../folderNames';
import type { ReadText } from '../projectFile';
import type { Suggestion } from './suggestion';

/** Where each tool is configured, and what runs it: the pages of the tools on their configuration files. */
const tools = [
  {
    module: 'mypy',
    arguments: ' .',
    cost: 'types',
    files: ['mypy.ini', '.mypy.ini'],
    section: /^\[tool\.mypy\b|^\[mypy\]/m,
  },
  {
    module: 'ruff',
    arguments: ' check .',
    cost: 'lint',
    files: ['ruff.toml', '.ruff.toml'],
    section: /^\[tool\.ruff\b/m,
  },
  { module: 'flake8', arguments: '', cost: 'lint', files: ['.flake8'], section: /^\[flake8\]/m },
  {
    module: 'pytest',
    arguments: '',
    cost: 'test',
    files: ['pytest.ini', '.pytest.ini', 'pytest.toml', 'conftest.py'],
    section: /^\[tool\.pytest\b|^\[tool:pytest\]|^\[pytest\]/m,
  },
] as const;

const shared = ['pyproject.toml', 'setup.cfg', 'tox.ini'];

/** As unittest finds tests by itself (the library's reference on `unittest`, "Test Discovery"). */
const testFile = /^test.*\.py$/;

/** What runs the tests of a project that names no tool for them: the library's own, or pytest where they are no cases of that. */
async function plainTests(
  read: ReadText,
  names: ReadonlySet<string>,
  namesIn: NamesIn,
): Promise<{ readonly words: string; readonly from: string } | undefined> {
  for (const folder of ['', 'tests', 'test'].filter((name) => name === '' || names.has(name))) {
    const inside = await namesIn(folder);
    const [first] = [...inside].filter((name) => testFile.test(name)).sort();
    const from = folder === '' ? first : `${folder}/${first}`;
    const text = first === undefined || from === undefined ? undefined : await read(from);
    if (from !== undefined && text !== undefined) {
      // Of folders it looks only into packages by itself.
      const start = folder === '' || inside.has('__init__.py') ? '' : ` discover -s ${folder}`;
      return { words: /\bunittest\b/.test(text) ? `unittest${start}` : 'pytest', from };
    }
  }
  return undefined;
}

export async function suggestForPython(
  read: ReadText,
  names: ReadonlySet<string>,
  namesIn: NamesIn,
): Promise<Suggestion[]> {
  const present = shared.filter((name) => names.has(name));
  const texts = await Promise.all(present.map(async (name) => ({ name, text: (await read(name)) ?? '' })));
  const runner = names.has('uv.lock') ? 'uv run ' : names.has('poetry.lock') ? 'poetry run ' : '';
  const python = process.platform === 'win32' || runner !== '' ? 'python' : 'python3';
  const checks = tools.flatMap(({ module, arguments: rest, cost, files, section }): Suggestion[] => {
    const from = files.find((name) => names.has(name)) ?? texts.find(({ text }) => section.test(text))?.name;
    return from === undefined ? [] : [{ role: 'check', command: `${runner}${python} -m ${module}${rest}`, from, cost }];
  });
  const hasTox = names.has('tox.toml') || texts.some(({ text }) => /^\[(?:tox|testenv|tool\.tox)\b/m.test(text));
  const isToldHow = hasTox || checks.some(({ cost }) => cost === 'test');
  const plain = isToldHow ? undefined : await plainTests(read, names, namesIn);
  return [
    ...checks,
    ...(hasTox && !checks.some(({ cost }) => cost === 'test')
      ? [{ role: 'check', command: 'tox', from: 'tox', cost: 'test' } as const]
      : []),
    ...(plain
      ? [{ role: 'check', command: `${runner}${python} -m ${plain.words}`, from: plain.from, cost: 'test' } as const]
      : []),
    ...(names.has('uv.lock')
      ? [{ role: 'set-up', command: 'uv sync --locked', from: 'uv.lock', cost: 'build' } as const]
      : []),
    ...(names.has('poetry.lock')
      ? [{ role: 'set-up', command: 'poetry install', from: 'poetry.lock', cost: 'build' } as const]
      : []),
  ];
}
