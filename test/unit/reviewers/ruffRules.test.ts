import assert from 'node:assert/strict';
import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { describe, it } from 'mocha';
import { ruff } from '../../../src/reviewers/analyzers/ruff';
import { certainties, conditions } from '../../../src/reviewers/analyzers/ruffRules/conditions';
import { defaultCodes, ruffRules } from '../../../src/reviewers/analyzers/ruffRules/ruffRules';
import { analyze, rulesOf, snapshot } from './support';

async function reports(code: string, text: string, path = 'src/a.py'): Promise<boolean> {
  return rulesOf(await analyze(ruff, snapshot(path, text))).includes(code);
}

/** By code: what is worth a reviewer's time, and what Ruff reports as well and is not. */
const told: Readonly<Record<string, { readonly worth: readonly string[]; readonly not: readonly string[] }>> = {
  B005: {
    worth: ['url = a().lstrip("http://")\n'],
    not: ['text = a().rstrip(" & ")\n'],
  },
  B006: {
    worth: [
      'def f(a, b=[]):\n    b.append(a)\n    return len(b)\n',
      'def f(a, *, b: dict[str, int] = {}) -> None:\n    b["a"] = a\n',
      'def f(\n    a,\n    b=[],\n):\n    b += [a]\n    print(b)\n',
      'def f(a, b=[3, 2]):\n    b.sort()\n    return len(b)\n',
      'def f(a, b={}):\n    b["VALUE"] = a\n    return g(b)\n',
      'def f(a, b={}):\n    if a:\n        b["AGAIN"] = True\n    return g(b)\n',
      'def f(a, b=[3]):\n    if b:\n        b.append(a)\n    return len(b)\n',
    ],
    not: [
      'def f(a, b=[]):\n    return a + b\n',
      'def f(a, b=[]):\n    b.sort()\n    return len(b)\n',
      'def f(a, b={}):\n    return b.get(a)\n',
      'import copy\n\n\ndef f(a, b={}):\n    b = copy.copy(b)\n    b["a"] = a\n',
      'class A:\n    def __init__(self, scales=[1, 2]):\n        self.scales = scales\n',
      'def f(a, b=[]):\n    return [*b, a]\n\n\ndef g(b):\n    b.append(1)\n',
      'def f(a, b=["c"]):\n    for i in range(len(b)):\n        b[i] = b[i].lower()\n    return a in b\n',
      'def f(a, b={}):\n    b["VALUE"] = "DATE"\n    return g(a, b)\n',
      'def f(a,\n      b={}):\n    b["VALUE"] = "DATE"\n    return g(a, b)\n',
      'def f(a, b={}):\n    if b:\n        for c in a:\n            b[c] = 1\n    return len(b)\n',
    ],
  },
  B012: {
    worth: [
      'def f():\n    try:\n        g()\n    finally:\n        return 1\n',
      'def f():\n    try:\n        g()\n    except:\n        return 2\n    finally:\n        return 1\n',
      'def f():\n    try:\n        return g()\n    except BaseException:\n        pass\n    finally:\n        return 1\n',
      'def f():\n    try:\n        g()\n    except Exception:\n        pass\n    finally:\n        return 1\n',
    ],
    not: [
      'def f():\n    try:\n        g()\n    except:\n        log()\n    finally:\n        h()\n        return 1\n',
      'def f():\n    try:\n        g()\n    except BaseException as e:\n        log(e)\n    finally:\n        return 1\n',
    ],
  },
  B015: {
    worth: ['def f(a):\n    a == 1\n'],
    not: [
      'def f(a):\n    with pytest.raises(TypeError):\n        a < 1\n'.replace('def', 'import pytest\n\n\ndef'),
      'def f(a):\n    try:\n        a < 1\n    except TypeError:\n        return None\n',
      'def test(one):\n    def smash(a, b):\n        a &= b\n        a > b\n\n    with raises(TypeError): smash(one, 1)\n',
      "def f(a, b):\n    # we don't care about results, just that it's possible\n    a < b\n    a >= b\n",
      'class T(TestCase):\n    def test(self):\n        def below(a):\n            a < 1\n\n        self.assertRaises(TypeError, below, "a")\n',
    ],
  },
  B018: {
    worth: ['def f():\n    print\n', 'def f(a):\n    [a]\n'],
    not: [
      'def f(a):\n    a.content\n',
      'def f():\n    1 / 0\n',
      'try:\n    unicode_type\nexcept NameError:\n    pass\n',
      'class A:\n    def f(self):\n        with self.assertRaises(TypeError):\n            [self]\n',
      '# %%\nframe = 1\n\n# %%\nframe\n',
      'def f(a):\n    a  # noqa: F821\n',
    ],
  },
  B023: {
    worth: [
      'def f(names):\n    all = []\n    for name in names:\n        all.append(lambda: print(name))\n    return all\n',
      'def f(names):\n    all = {}\n    for name in names:\n\n        def one():\n            return name\n\n        all[name] = one\n    return all\n',
    ],
    not: [
      'def f(names):\n    for name in names:\n        g = lambda: print(name)\n        return g\n',
      'def f(names):\n    for name in names:\n\n        def one():\n            return name\n\n        print(one())\n',
    ],
  },
  B030: {
    worth: ['try:\n    f = 1\nexcept "ValueError":\n    pass\n'],
    not: [
      'try:\n    f = 1\nexcept ValueError or KeyError:\n    pass\n',
      'try:\n    f = 1\nexcept a.errors + a.others + ((b,) if (b := c()) is not None else ()):\n    pass\n',
    ],
  },
  B034: {
    worth: ['import re\n\na = re.sub("a", "b", "c", re.IGNORECASE)\n'],
    not: ['import re\n\na = re.sub("a", "b", "c", 1)\n'],
  },
  B909: {
    worth: [
      'def f(all):\n    for one in all:\n        if one:\n            all.remove(one)\n',
      'def f(all):\n    for i, a in enumerate(all):\n        for j in range(i, len(all)):\n            del all[j]\n',
    ],
    not: [
      'def f(all):\n    for one in all:\n        all[all.index(one)] = one.lower()\n',
      'def f(todo):\n    for one in todo:\n        todo.append(one.next)\n',
      'def f(db):\n    all = Rows(db)\n    for one in all:\n        all.remove(one)\n',
      'def f(all):\n    for i, a in enumerate(all):\n        for j in range(i + 1, len(all)):\n            if a == all[j]:\n                del all[j]\n                print(a)\n                break\n',
    ],
  },
  F811: {
    worth: ['def f():\n    return 1\n\n\ndef f():\n    return 2\n'],
    not: [
      'import time\n\ntime = 1\n',
      'import time\n\n\ndef time():\n    return 1\n',
      'def a(f):\n    return f\n\n\ndef f():\n    return 1\n\n\n@a\ndef f():\n    return 2\n',
    ],
  },
  F821: {
    worth: [
      'globals()["other"] = 1\nprint(verbose)\n',
      'def f():\n    exec(open("names.py").read())\n    print(verbose)\n',
      'def f():\n    return T("a") + "b"\n',
      'def f():\n    return T("a") + T\n\n\ndef g():\n    return T, U\n',

      'print(nowhere)\n',
      'print(__author__, "__main__")\n',
      'class A:\n    other: str\n\n\nprint(other)\n',
      'name = raw_input()\n',
      'print("a", nowhere, "b")\n',
      'print("it\'s", f"{nowhere}", nowhere)\n',
      'def f(a: Nowhere):\n    return a\n',
      'class A:\n    a: Nowhere = None\n',
      'from __future__ import annotations\n\nnames = {\n    "a": 1,\n}\nall = {\n    names: nowhere,\n}\n',
      'from __future__ import annotations\n\n\ndef f(a=nowhere):\n    return a\n',
      'def f(a):\n    b: int = nowhere\n    return a, b\n',
      'def f(a):\n    try: nowhere(a)\n    finally: print(a)\n',
    ],
    not: [
      'from typing import TypeVar\n\nT = TypeVar("T")\n\n\nclass A:\n    def f(self, a: T):\n        return a\n\n\ndel T, A\n',
      'import sys\n\nfor name in sys.argv:\n    globals()[name] = 1\nprint(verbose)\n',
      'globals().update(load())\nprint(verbose)\n',
      'globals()["verbose"] = 1\nprint(verbose)\n',
      'exec(open("names.py").read())\nprint(verbose)\n',
      'def f():\n    return T("a") + "b"\n\n\ndef g():\n    print(T("c"))\n',
      'host: str  # set by the chart\n\nADDRESS = f"http://{host}"\n',
      'def f():\n    if "last" in locals():\n        return last\n',
      'import a\n\na.setup(name="__package__", modules=__modules__)\n'.replace('__package__', '__packagename__'),
      'print(get_ipython())\n',
      'print(_("a"))\n',
      'class A:\n    def f(self, a: "Nowhere") -> "list[Nowhere]":\n        self.b: "Nowhere" = None\n        return [a]\n',
      'from typing import Optional\n\n\ndef f(a: Optional["Nowhere"] = None):\n    return a\n',
      'from __future__ import annotations\n\n\ndef f(a: Nowhere, *b: list[Nowhere]) -> Nowhere:\n    return a, b\n',
      'from __future__ import annotations\n\n\ndef f(\n    a: Nowhere,\n) -> dict[str, Nowhere]:\n    return a\n',
      'from __future__ import annotations\n\n\nclass A:\n    a: Nowhere = None\n',
      'def f(a):\n    b: Nowhere = a\n    return b\n',
      'from dircache import listdir\n\n\ndef f(a):\n    return isinstance(a, basestring)\n',
      'import sys\n\nPY2 = sys.version_info[0] == 2\ntext = unicode if PY2 else str\n',
    ],
  },
  LOG004: {
    worth: [
      'import logging\n\n\ndef f(path):\n    logging.exception("lost")\n',
      'import logging\n\n\ndef f(path):\n    logging.exception("lost")\n\n\ntry:\n    f(1)\nexcept OSError:\n    f(2)\n',
    ],
    not: [
      'import logging\n\n\ndef f(path):\n    logging.exception("lost")\n\n\ntry:\n    g()\nexcept OSError:\n    f(2)\n',
      'import logging\n\n\ndef f(path, exc):\n    logging.exception("lost")\n',
    ],
  },
  LOG014: {
    worth: ['import logging\n\n\ndef f(path):\n    logging.error("lost", exc_info=True)\n\n\nf(1)\n'],
    not: [
      'import logging\n\n\nclass A:\n    def run(self):\n        try:\n            g()\n        except Exception as x:\n            self.f(x)\n\n    def f(self, x):\n        logging.error("lost", exc_info=True)\n',
    ],
  },
  INT001: {
    worth: ['from gettext import gettext as _\n\n\ndef f(a):\n    return _(f"a {a}")\n'],
    not: ['from a import _\n\n\ndef f(a):\n    return _(f"a {a}")\n'],
  },
  INT002: {
    worth: ['from gettext import gettext as _\n\n\ndef f(a):\n    return _("a {}".format(a))\n'],
    not: ['from a import _\n\n\ndef f(a):\n    return _("a {}".format(a))\n'],
  },
  INT003: {
    worth: ['from gettext import gettext as _\n\n\ndef f(a):\n    return _("a %s" % a)\n'],
    not: ['from a import _\n\n\ndef f(a):\n    return _("a %s" % a)\n'],
  },
  PIE794: {
    worth: ['class A:\n    a = 1\n    b = 2\n    a = 3\n', 'class A:\n    a: int = 1\n    a: int = 1\n'],
    not: ['class A:\n    a: int\n    a = 1\n'],
  },
  PIE796: {
    worth: ['from enum import Enum\n\n\nclass A(Enum):\n    B = 1\n    C = 1\n'],
    not: ['from enum import Enum\n\n\nclass A(Enum):\n    B = object()\n    C = object()\n'],
  },
  F633: {
    worth: ['import sys\n\nprint >> sys.stderr, "a"\n'],
    not: ['import sys\n\nline = iter(sys.argv).next()\nprint >> sys.stderr, line\n'],
  },
  PLE0101: {
    worth: [
      'class A:\n    def __init__(self, a):\n        self.a = a\n        return self\n',
      'class A:\n    def __init__(self, a):\n        if not a:\n            return False\n        self.a = a\n',
      'class A:\n    def __init__(self, a):\n        return [a]\n',
      'class A:\n    def __init__(self, a):\n        return a.b == 1\n',
    ],
    not: [
      'class A(B):\n    def __init__(self, a):\n        return super().__init__(a)\n',
      'class A(B):\n    def __init__(self, a):\n        return B.__init__(self, size=2 + a)\n',
      'class A:\n    def __init__(self, a):\n        return self.load(a)\n',
      'class A:\n    def __init__(self, a):\n        return a\n',
    ],
  },
  PLE1205: {
    worth: ['import logging\n\nlogging.info("a", 1)\n', 'import logging\n\nlogging.info("a {} %s", 1, 2)\n'],
    not: [
      'import logging\n\nlog = logging.getLogger("a")\nlog.info("a {}", 1)\nlog.info("b {.c}: {0.d}", 1)\n',
      'from . import logs\n\nlogs.exception("a", 1)\n',
      '# As logging does.\nfrom loguru import logger\n\nlogger = logger.bind(name="a")\nlogger.info("a {}", 1)\n',
    ],
  },
  PLE1206: {
    worth: ['import logging\n\nlogging.info("%s %s", 1)\n'],
    not: [
      'from . import logs\n\nlogs.info("%s %s", 1)\n',
      '# As logging does.\nfrom loguru import logger\n\nlogger = logger.bind(name="a")\nlogger.info("%s %s", 1)\n',
    ],
  },
  PLR0124: {
    worth: ['def f(a):\n    return a == a\n', 'def f(a, b):\n    return b >= b\n'],
    not: [
      'def is_nan(a):\n    return a != a\n',
      'def f(a):\n    return a == a and a not in (float("inf"), -float("inf"))\n',
      'def f(a):\n    if isinstance(a, float):\n        return a == a\n    return True\n',
    ],
  },
  PLW0127: { worth: ['def f(a):\n    a = a\n    return a\n'], not: ['bytes = bytes\n'] },
  PLW0133: {
    worth: ['def f():\n    ValueError("a")\n'],
    not: ['class Told(Exception):\n    def __init__(self):\n        print(self)\n\n\ndef f():\n    Told()\n'],
  },
  PLW0177: {
    worth: ['import numpy as np\n\n\ndef f(a):\n    return a == np.nan\n'],
    not: ['import numpy as np\nimport pandas as pd\n\n\ndef f(a):\n    return a is np.nan or pd.isna(a)\n'],
  },
  PLW1508: {
    worth: ['import os\n\nport = os.getenv("PORT", 5432)\n'],
    not: [
      'import os\n\nscale = float(\n    os.getenv("SCALE", 1.0)\n)\n',
      'import os\n\nport = int(os.getenv("PORT", 5432))\n',
      'import os\n\nquiet = os.getenv("QUIET", False)\n',
    ],
  },
  RUF006: {
    worth: ['import logging\nimport asyncio\n\n\ndef f(a):\n    asyncio.create_task(a())\n'],
    not: ['import asyncio\n\n\ndef f(a):\n    asyncio.create_task(a())\n'],
  },
  RUF027: {
    worth: [
      'def f(a):\n    raise KeyError("no user {a}")\n',
      'def f(a):\n    return {"a": "user {a}"}\n',
      'def f(a):\n    message = "no user {a}"\n    raise KeyError(message)\n',
    ],
    not: [
      'def f(a, b):\n    all = "{b}"\n    all += "user {a}"\n    return all.format(a=a, b=b)\n',
      'def f(a):\n    text = "user {a}"\n    return text.replace("{a}", a)\n',
      'def f(a):\n    text = "user {a}"\n    return render_template(text, a=a)\n',
      'def f(a):\n    name_pattern = "user {a}"\n    return fill(name_pattern, a)\n',
      'def f(a):\n    text = "user {a}"\n    print(text.format(a=a))\n',
      'def f(a):\n    return "$' + '{a} %s" % a\n',
      'def f(age, names):\n    names["{age}"] = str(age)\n',
      'def f(user, path):\n    return path.startswith("/{user}/") or "{user}" in path\n',
    ],
  },
  S103: {
    worth: ['import os\n\nos.chmod("a", 0o777)\n'],
    not: ['import os\n\nos.chmod("a", 0o755)\n'],
  },
  S113: {
    worth: ['import requests\n\n\ndef f(a):\n    return requests.get(a)\n'],
    not: [
      'import requests\n\npage = requests.get("http://a")\n',
      'import requests\nfrom invoke import task\n\n\n@task\ndef f(c):\n    return requests.get(c)\n',
      'import requests\n\n\ndef f():\n    return requests.get("http://localhost:8000/a")\n',
      'import requests\n\nURL = "http://127.0.0.1:8000"\n\n\ndef f(a):\n    return requests.get(f"{URL}/{a}")\n',
    ],
  },
  S202: {
    worth: [
      'import tarfile\n\n\ndef f(a):\n    tarfile.open(a).extractall("b")\n',
      'import tarfile\n\n\ndef f(a):\n    tarfile.open(a).extractall("b", filter="fully_trusted")\n',
    ],
    not: [
      'import tarfile\n\n\ndef f(a, checked):\n    with tarfile.open(a) as tar:\n        tar.extractall("b", filter=checked)\n',
    ],
  },
  S301: {
    worth: ['import pickle\n\n\ndef f(connection):\n    return pickle.loads(connection.recv(100))\n'],
    not: ['import pickle\n\nwith open("cache", "rb") as f:\n    cache = pickle.load(f)\n'],
  },
  S307: {
    worth: ['a = eval(input("a"))\n', 'def f(request):\n    return eval(request.args["a"])\n'],
    not: [
      'def f(code, names):\n    return eval(code, names)\n',
      'def f(settings):\n    return eval(settings.get("factor", "1"))\n',
    ],
  },
  S324: {
    worth: ['import hashlib\n\n\ndef f(password):\n    return hashlib.md5(password.encode()).hexdigest()\n'],
    not: ['import hashlib\n\n\ndef f(content):\n    return hashlib.md5(content).hexdigest()\n'],
  },
  S506: {
    worth: ['import yaml\n\na = yaml.load(b"", Loader=yaml.Loader)\n', 'import yaml\n\na = yaml.load(b"")\n'],
    not: ['import yaml\n\na = yaml.load(b"", Loader=yaml.FullLoader)\n'],
  },
  S602: {
    worth: [
      'import subprocess\n\n\ndef f(a):\n    subprocess.run("ls " + a, shell=True)\n',
      'import subprocess\n\n\ndef f(a):\n    command = f"ls {a}"\n    subprocess.run(command, shell=True)\n',
      'import subprocess\n\n\ndef f(a, b):\n    subprocess.run("head -n %i %s" % (a, b), shell=True)\n',
    ],
    not: [
      'import subprocess\n\nsubprocess.run("ls | wc", shell=True)\n',
      'import subprocess\n\n\ndef f(command):\n    subprocess.run(command, shell=True)\n',
      'import subprocess\n\nversion = "1"\nsubprocess.run(f"git tag {version}", shell=True)\n',
      'import subprocess\n\nURL = "a"\nsubprocess.run("git pull %s HEAD" % URL, shell=True)\n',
      'import subprocess\n\n\ndef f(a):\n    subprocess.run("sleep %i" % a, shell=True)\n',
      'import subprocess\n\n\ndef f(a):\n    command = "kill %d" % a\n    subprocess.run(command, shell=True)\n',
    ],
  },
  S605: {
    worth: ['import os\n\n\ndef f(a):\n    os.system("ls %s" % a)\n'],
    not: ['import os\n\nos.system("cls" if os.name == "nt" else "clear")\n', 'import os\n\nos.system("clear")\n'],
  },
  S608: {
    worth: [
      'def f(c, a):\n    c.execute(f"SELECT * FROM t WHERE a = \'{a}\'")\n',
      'def f(c, a):\n    c.execute("SELECT * FROM t WHERE a=\'%s\'" % (a))\n',
      "def f(c, a):\n    c.execute('SELECT * FROM t WHERE a = \"' + a + '\"')\n",
      'def f(c, a):\n    c.execute("INSERT INTO t VALUES (\'{}\')".format(a))\n',
    ],
    not: [
      'def f(c, more):\n    c.execute("SELECT * FROM t WHERE " + more + "a=%s", (1,))\n',
      'def f(c):\n    c.execute("SELECT * FROM t WHERE a = \'%s\'" % SECRET)\n',
      'def f(c, table):\n    c.execute(f"SELECT * FROM {table}")\n',
      'def f(c, table, all):\n    marks = "%s," * len(all)\n    given = marks[:-1]\n    marks = given\n    c.execute("INSERT INTO {0} VALUES ({1})".format(table, marks), all)\n',
      'def f(c, all):\n    c.execute("SELECT * FROM t WHERE a IN ({})".format(",".join(["?"] * len(all))), all)\n',
    ],
  },
  F822: {
    worth: ['__all__ = ["Reader", "Writer"]\n\n\nclass Reader:\n    pass\n'],
    not: [
      'import importlib\n\n__all__ = ["reader"]\n\n\ndef __getattr__(name):\n    return importlib.import_module("." + name, __name__)\n',
      'import lazy_loader\n\n__getattr__, __dir__, _ = lazy_loader.attach(__name__, ["reader"])\n__all__ = ["reader"]\n',
      '__all__ = ["reader"]\nglobals().update(reader=1)\n',
    ],
  },
  PGH005: {
    worth: ['from unittest import mock\n\n\ndef f(a):\n    m = mock.Mock()\n    a(m)\n    assert m.called_once()\n'],
    not: [
      'from unittest import mock\n\n\ndef f(a, requests_mock):\n    m = requests_mock.get("/a", text=mock.ANY)\n    a(m)\n    assert m.called_once\n',
      'def f(a, answers):\n    m = answers.get("/a")\n    a(m)\n    assert m.called_once\n',
    ],
  },
  SIM222: {
    worth: ['def f(a):\n    if a == "b" or "c":\n        return 1\n    return 2\n'],
    not: ['def f(a):\n    if a or True:\n        return 1\n    return 2\n'],
  },
  T100: {
    worth: ['def f():\n    breakpoint()\n', 'def f(a):\n    if a:\n        breakpoint()\n'],
    not: [
      'def f(args):\n    if args.debug:\n        import pudb\n\n        pudb.set_trace()\n',
      'import pdb\n\nDEBUGGER = pdb.Pdb\n',
      'def debug_here():\n    breakpoint()\n',
      'import pdb\n\n\ndef pdb_on_signal(number):\n    def handler(frame):\n        if frame:\n            pdb.set_trace()\n\n    return handler\n',
    ],
  },
};

/** By code: what surely matters, and what a database, a protocol or the program's own values decide. */
const certain: Readonly<Record<string, { readonly sure: readonly string[]; readonly guess: readonly string[] }>> = {
  B006: {
    sure: ['def f(a, b=[]):\n    b.append(a)\n    return b\n', 'def f(a, b={}):\n    b["a"] = a\n'],
    guess: ['def f(a, b=[]):\n    try:\n        return g(a)\n    except KeyError:\n        return b\n'],
  },
  S323: {
    sure: [
      'import ssl\n\nssl._create_default_https_context = ssl._create_unverified_context\n',
      'import ssl\n\n\ndef f(value):\n    if hasattr(ssl, "_create_unverified_context"):\n        ssl._create_default_https_context = ssl._create_unverified_context\n    return value\n',
    ],
    guess: [
      'import ssl\n\n\ndef f(value):\n    if value:\n        ssl._create_default_https_context = ssl.create_default_context\n    else:\n        ssl._create_default_https_context = ssl._create_unverified_context\n',
      'import ssl\n\n\ndef f(connect):\n    return connect(ssl._create_unverified_context())\n',
    ],
  },
  S602: {
    sure: [
      'import subprocess\n\n\ndef f():\n    for host in open("hosts.txt"):\n        subprocess.call("ping %s" % host, shell=True)\n',
      'import subprocess\n\n\ndef f():\n    name = input("Name? ")\n    command = f"ls {name}"\n    subprocess.run(command, shell=True)\n',
    ],
    guess: [
      'import subprocess\nimport sys\n\n\ndef f():\n    name = sys.argv[1]\n    command = f"ls {name}"\n    subprocess.run(command, shell=True)\n',
      'import subprocess\n\n\ndef f(a):\n    subprocess.run("ls " + a, shell=True)\n',
    ],
  },
  S608: {
    sure: [
      'def f(c):\n    name = input("Name? ")\n    c.execute("SELECT * FROM t WHERE a=\'%s\'" % (name))\n',
      'def f(c, request):\n    given = request.form["a"]\n    a = given.strip()\n    c.execute(f"SELECT * FROM t WHERE a = \'{a}\'")\n',
      '@app.route("/users/<name>")\n@signed_in\ndef user(name):\n    db.execute(f"SELECT * FROM t WHERE a = \'{name}\'")\n',
      '@router.get("/users")\ndef users(name: str, c):\n    c.execute(f"SELECT * FROM t WHERE a = \'{name}\'")\n',
    ],
    guess: [
      'def f(c, a):\n    c.execute(f"SELECT * FROM t WHERE a = \'{a}\'")\n',
      'def f(c):\n    id = int(input("Id? "))\n    c.execute(f"DELETE FROM t WHERE id = {id}")\n',
      'def f(c):\n    for row in c.rows():\n        c.execute(f"DELETE FROM t WHERE id = {row.id}")\n',
      'def request(c, a):\n    c.execute("SELECT * FROM request WHERE request.args = \'%s\'" % a)\n',
      '@app.route("/users/<int:id>")\ndef user(id):\n    db.execute(f"SELECT * FROM t WHERE id = {id}")\n',
      '@router.get("/users/{id}")\ndef user(id: int, c):\n    c.execute(f"SELECT * FROM t WHERE id = {id}")\n',
    ],
  },
};

describe("Ruff's rules that are on by default", () => {
  it('are known to the bundled Ruff, by their codes and by their names', () => {
    for (const { id, name } of ruffRules.filter(({ id }) => defaultCodes.includes(id))) {
      for (const lint of [{ select: [id] }, { select: [name], preview: true }]) {
        assert.doesNotThrow(() => new Workspace({ lint }, PositionEncoding.Utf16).free(), `${id} ${name}`);
      }
    }
    assert.throws(() => new Workspace({ lint: { select: ['F999'] } }, PositionEncoding.Utf16));
  });

  it('know what behave gives to files of steps, and that a test asks a container to see what it does', async () => {
    const steps = '@then("I see it")\ndef see(context):\n    context.see()\n';
    assert.equal(await reports('F821', steps, 'features/steps/see.py'), false);
    assert.equal(await reports('F821', steps, 'features/see.py'), true);
    assert.equal(await reports('F821', 'def f():\n    then("a")\n', 'features/steps/see.py'), true);
    const asked = 'def test_cache(a):\n    "b" in a\n    assert len(a.cache) == 1\n';
    assert.equal(await reports('B015', asked, 'tests/test_a.py'), false);
    assert.equal(await reports('B015', asked, 'src/a.py'), true);
    assert.equal(await reports('B015', asked.replace(' in ', ' == '), 'tests/test_a.py'), true);
  });

  it('leave what Python 2 takes apart where it catches it to Python 2', async () => {
    const text = 'def f(a):\n    try:\n        a()\n    except IOError, (number, why):\n        return why\n';
    assert.equal(await reports('F821', text), false);
  });

  it('take a name for missing where the code surely runs, and for a guess behind a jump or in what is replaced', async () => {
    const named = {
      sure: [
        'def f(a):\n    return nowhere(a)\n',
        'def f(a):\n    if a:\n        return 1\n    return nowhere(a)\n',
        'def f(a):\n    if a:\n        return 1\n    else:\n        return {\n            "a": nowhere,\n        }\n',
        'def f(a):\n    """What\n    return says.\n    """\n    return nowhere(a)\n',
        'import a\n\nif a.b:\n\n    def f():\n        return nowhere\nelse:\n\n    def f():\n        return 1\n',
        'class A:\n    def f(self):\n        return nowhere\n\n\nclass B:\n    def f(self):\n        return 1\n',
      ],
      guess: [
        'def f(a):\n    return len(a)\n\n    names = {\n        "a": nowhere,\n    }\n    return names\n',
        'def f(a):\n    raise KeyError(a)\n    if a:\n        print(nowhere)\n',
        'def f():\n    print(nowhere)\n\n\ndef f():\n    return 1\n',
        'class A:\n    def f(self):\n        return nowhere\n\n    def f(self, a):\n        return a\n',
      ],
    } as const;
    const severities = async (texts: readonly string[]) =>
      Promise.all(
        texts.map(async (text) => {
          const found = await analyze(ruff, snapshot('src/a.py', text));
          return found
            .filter(({ rule }) => rule === 'F821')
            .map(({ severity, confidence }) => `${severity} ${confidence}`);
        }),
      );
    assert.deepEqual(
      await severities(named.sure),
      named.sure.map(() => ['error high']),
    );
    assert.deepEqual(
      await severities(named.guess),
      named.guess.map(() => ['warning low']),
    );
  });

  it('take an or that is always true for a warning, and what is assigned to itself for a guess', () => {
    const ofId = new Map(ruffRules.map((rule) => [rule.id, rule]));
    assert.equal(ofId.get('SIM222')?.severity, 'warning');
    assert.equal(ofId.get('PLW0127')?.isGuess, true);
    assert.equal(ofId.get('S506')?.isGuess, true);
    assert.equal(ofId.get('S306')?.isGuess, true);
    for (const id of [
      'python-2-syntax',
      'unsupported-syntax',
      'B031',
      'LOG014',
      'PIE796',
      'RUF018',
      'S507',
      'YTT101',
    ]) {
      assert.equal(ofId.get(id)?.isGuess, true, id);
    }
  });

  it('are described one by one, in the order of their codes', () => {
    const ids = ruffRules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
    for (const { id, title, explanation } of ruffRules) {
      assert.ok(title.length > 0 && title.length <= 70 && !title.endsWith('.'), `${id}: ${title}`);
      assert.match(explanation, /\.$/, id);
    }
  });

  it('have examples for every condition', () => {
    assert.deepEqual(Object.keys(told).sort(), Object.keys(conditions).sort());
  });

  for (const [code, { worth, not }] of Object.entries(told)) {
    it(`${code} is reported where it is worth it`, async () => {
      for (const text of worth) {
        assert.ok(await reports(code, text), text);
      }
      for (const text of not) {
        assert.ok(!(await reports(code, text)), text);
        // Without its condition the rule would be reported: the example is one of what it keeps back.
        assert.ok(raw(code, text), `Ruff itself does not report ${code} in\n${text}`);
      }
    });
  }
});

describe('A name that nothing defines', () => {
  async function weights(text: string) {
    const found = await analyze(ruff, snapshot('src/a.py', text));
    return found.filter(({ rule }) => rule === 'F821').map(({ severity, confidence }) => `${severity} ${confidence}`);
  }

  it('is an error in a program, and a guess where whoever reads the file or installs names may put it there', async () => {
    for (const text of [
      'def f():\n    return nowhere\n',
      'print(nowhere)\n',
      'import a\n\na.f(Customer("a"))\n',
      'def f(a=nowhere):\n    return a\n',
    ]) {
      assert.deepEqual(await weights(text), ['error high'], text);
    }
    for (const text of [
      'request = {"uri": uri("/a")}\nb = 1\n',
      'import a\n\n\ndef f():\n    return a.f(T)\n',
      'class A:\n    a: _T_\n',
      'import a\n\n\n@given("b")\ndef f(c):\n    return a.f(c)\n',
    ]) {
      assert.deepEqual(await weights(text), ['warning low'], text);
    }
  });
});

describe('A name in __all__', () => {
  it('may be that of a submodule in a package, which nobody sees from there', async () => {
    const text = '__all__ = ["reader"]\n';
    assert.ok(await reports('F822', text, 'src/a.py'));
    assert.ok(!(await reports('F822', text, 'src/a/__init__.py')));
  });
});

describe('What Ruff says of security', () => {
  async function confidences(code: string, text: string) {
    const found = await analyze(ruff, snapshot('src/a.py', text));
    return found.filter(({ rule }) => rule === code).map(({ confidence }) => confidence);
  }

  it('has examples for all that may be a guess', () => {
    const others = Object.keys(certainties).filter((code) => code !== 'F821' && code !== 'syntax');
    assert.deepEqual(Object.keys(certain).sort(), others.sort());
  });

  for (const [code, { sure, guess }] of Object.entries(certain)) {
    it(`${code} is a guess unless somebody else surely has a say`, async () => {
      for (const text of sure) {
        assert.deepEqual(await confidences(code, text), ['medium'], text);
      }
      for (const text of guess) {
        assert.deepEqual(await confidences(code, text), ['low'], text);
      }
    });
  }
});

describe('A request without a timeout', () => {
  const text = 'import requests\n\n\ndef f(a):\n    return requests.get(a)\n';

  it('is reported where nobody watches, not in what people run by hand', async () => {
    for (const path of [
      'src/api.py',
      'app/tasks.py',
      'libs/slack_utils.py',
      'plugins/tooling/views.py',
      'scripts.py',
    ]) {
      assert.ok(await reports('S113', text, path), path);
    }
    for (const path of [
      ...['hack/sync.py', 'scripts/a.py', 'stagecraft/tools/redirects.py', 'dateparser_scripts/order.py'],
      ...['lib/config_migration.py', 'noxfile.py', 'fabfile.py', 'setup.py', 'setup-windows.py', 'bin/get.py'],
    ]) {
      assert.ok(!(await reports('S113', text, path)), path);
    }
  });
});

function raw(code: string, text: string): boolean {
  const lint = { select: [code], preview: true, 'explicit-preview-rules': true };
  const options = { preview: true, 'output-prefer-rule-codes': true, 'target-version': 'py314', lint };
  const bare = text.replace(/# noqa.*/g, '#');
  return (new Workspace(options, PositionEncoding.Utf16).check(bare) as { code: string }[]).some(
    (found) => found.code === code,
  );
}
