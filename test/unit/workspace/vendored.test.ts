import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { discovered, folderWorkspace, git, names, put, useFolder } from './support';

function beside(folder: string, ...libraries: readonly string[]): readonly string[] {
  return libraries.map((name) => `${folder}/${name}/${name}.min.js`);
}

const demos = ['chart-morris', 'chart-chartjs', 'ckeditor', 'owl-carousel', 'datatables', 'toastr'].map(
  (name) => `public/js/page/${name}.js`,
);

/** Folders, each with one file that counts, and whether that is other people's code. */
const cases: readonly (readonly [what: string, vendored: boolean, file: string, beside: readonly string[]])[] = [
  ['a folder of a package manager', true, 'web/node_modules/a/index.js', []],
  ['third-party code by its name', true, 'src/third_party/hash/hash.c', []],
  ['what go mod vendor wrote', true, 'vendor/example.com/a/a.go', ['vendor/modules.txt']],
  ["vendor beside a Go module's file", true, 'tools/vendor/a/a.go', ['tools/go.mod']],
  ['what Composer wrote', true, 'vendor/a/b/src/C.php', ['vendor/autoload.php']],
  ['the dependencies of an Elixir project', true, 'deps/jason/lib/jason.ex', ['mix.exs']],
  ['a package with a licence in deps', true, 'deps/lua/src/lvm.c', ['deps/lua/COPYRIGHT']],
  ['a package with a licence in external', true, 'external/zip/a/b.c', ['external/zip/LICENSE_ZIP']],
  ['a package with a manifest in vendor', true, 'vendor/left-pad/index.js', ['vendor/left-pad/package.json']],
  ['a copy of a release', true, 'test/googletest-1.16.0/src/a.cc', ['test/googletest-1.16.0/LICENSE']],
  ['a plugin with its build', true, 'plugins/slick/README.markdown', ['plugins/slick/slick.min.js']],
  ['a plugin of jQuery', true, 'assets/libs/nice-select/a.css', ['assets/libs/nice-select/jquery.nice-select.min.js']],
  ['a plugin of its own making', false, 'plugins/autoloader/a.js', ['plugins/autoloader/prism-autoloader.min.js']],
  ['a minified script of its own', false, 'src/slick/a.js', ['src/slick/slick.min.js']],
  ['a library among assets', true, 'public/a/bundles/ckeditor/b.js', ['public/a/bundles/ckeditor/ckeditor.js']],
  ['a library without a build', true, 'static/codemirror/mode/js/js.js', ['static/codemirror/lib/codemirror.css']],
  [
    'a library with its licence and history',
    true,
    'pages/codemirror/mode/css/css.js',
    ['pages/codemirror/LICENSE', 'pages/codemirror/CHANGELOG.md'],
  ],
  [
    "a library's own package",
    false,
    'packages/leaflet/map.js',
    ['packages/leaflet/LICENSE', 'packages/leaflet/CHANGELOG.md', 'packages/leaflet/package.json'],
  ],
  ['a part called after a library', false, 'src/codemirror/setup.js', ['src/codemirror/CHANGELOG.md']],
  ['a page of an icon font', true, 'public/a/lib/flaticon/font/flaticon.html', ['public/a/lib/flaticon/license']],
  ['one of several plugins', true, 'theme/plugins/aos/aos.css', beside('theme/plugins', 'jquery', 'bootstrap')],
  [
    'one of several, of its own',
    false,
    'theme/plugins/map/map.css',
    beside('theme/plugins', 'aos', 'bootstrap', 'slick'),
  ],
  ['a plugin for a library', false, 'src/plugins/axios/axios.js', ['src/plugins/toastr/toastr.js']],
  ['what uses a library', false, 'public/js/dropzone/upload.js', ['public/js/dropzone/dropzone.ts']],
  ['what has the name of no library', false, 'public/js/dashboard/dashboard.js', ['public/js/dashboard/css/a.css']],
  ["a template's demo", true, 'public/js/page/widget-chart.js', demos],
  ["a template's demo of a library", true, 'public/js/page/chart-apexcharts.js', demos],
  ['a page beside demos', false, 'public/js/page/create-post.js', demos],
  ['a chart beside few demos', false, 'public/js/page/chart-apexcharts.js', demos.slice(2)],
  ['a demo of no site', false, 'src/page/chart.js', demos.map((path) => path.replace('public/js', 'src'))],
  ['packages of Go beside Godeps', true, 'vendor/a/readme.md', ['Godeps/Godeps.json']],
  ['packages of Go, by their hosts', true, 'vendor/github.com/a/b/readme.md', ['vendor/golang.org/x/a.go']],
  ['a script beside downloads', true, 'app/js/vendor/d3.v2.js', ['app/js/vendor/jquery-1.7.2.js']],
  [
    'a script among downloads',
    true,
    'public/js/libs/data.js',
    ['public/js/libs/jquery-1.10.2.js', 'public/js/libs/d3.min.js', 'public/js/libs/ember-1.7.0.js'],
  ],
  ['a script beside few downloads', false, 'public/js/libs/data.js', ['public/js/libs/jquery-1.10.2.js']],
  [
    'a script of a library, beside downloads',
    false,
    'src/lib/data.js',
    ['src/lib/jquery-1.10.2.js', 'src/lib/d3.min.js', 'src/lib/ember-1.7.0.js'],
  ],
  [
    'a theme of documentation',
    true,
    'docs/themes/learn/a.yaml',
    ['docs/themes/learn/LICENSE', 'docs/themes/learn/CHANGELOG.md'],
  ],
  ['a theme of its own', false, 'docs/themes/own/a.yaml', ['docs/themes/own/CHANGELOG.md']],
  ['a plugin of its own', false, 'plugins/own/a.yaml', ['plugins/own/CHANGELOG.md', 'plugins/own/LICENSE']],
  ['a script beside a minified one', true, 'js/vendor/d3.js', ['js/vendor/moment.min.js']],
  ['a copy among scripts', true, 'site/js/tiny_mce/plugins/a.js', ['site/js/tiny_mce/license.txt', 'README.md']],
  ['a package among scripts', false, 'js/a/b.js', ['js/a/LICENSE', 'js/a/package.json', 'README.md']],
  ['scripts with a licence', false, 'site/js/a/b.js', ['site/js/LICENSE', 'README.md']],
  ["a shop's vendors, numbered", false, 'js/vendor/list.js', ['js/vendor/step-2.js']],
  ["a shop's vendors", false, 'src/vendor/list.ts', ['src/vendor/service.ts', 'package.json', 'LICENSE']],
  ['an app for vendors', false, 'vendor/src/pages/list.ts', ['vendor/package.json', 'vendor/src/pages/package.json']],
  ['dependencies of its own making', false, 'deps/config/load.ts', ['deps/config/package.json', 'LICENSE']],
  [
    'a release beside sources of an example',
    true,
    'tutorials/chip/board/lwip/src/a.c',
    ['tutorials/chip/board/source/main.c', 'tutorials/chip/board/lwip/COPYING', 'tutorials/chip/board/lwip/CHANGELOG'],
  ],
  [
    'a release in an example',
    true,
    'tutorials/chip/board/lwip/src/a.c',
    ['tutorials/chip/board/README.md', 'tutorials/chip/board/lwip/COPYING', 'tutorials/chip/board/lwip/CHANGELOG'],
  ],
  [
    'an example with a licence',
    false,
    'examples/chat/src/a.c',
    ['examples/README', 'examples/chat/LICENSE', 'examples/chat/CHANGELOG'],
  ],
  ['a part of an example', false, 'demo/b/chat/a.c', ['demo/b/README.md', 'demo/b/chat/LICENSE']],
  [
    'a part with a licence and a history',
    false,
    'src/b/chat/a.c',
    ['src/b/README', 'src/b/chat/LICENSE', 'src/b/chat/NEWS'],
  ],
  ['tools beside third-party packages', false, 'external/builder/build.mjs', ['external/zip/LICENSE']],
  ['services of others', false, 'external/mail/client.go', ['go.mod']],
  ['a package of a monorepo', false, 'packages/js/index.js', ['packages/js/LICENSE', 'packages/js/package.json']],
  ['a version of the documentation', false, 'docs/version-1.2.0/a.md', ['docs/version-1.2.0/index.md']],
  ['a script for a version', false, 'docker/python-3.12/build.sh', ['LICENSE']],
];

describe('vendored files', () => {
  const folder = useFolder();

  for (const [what, vendored, file, beside] of cases) {
    for (const repository of [false, true]) {
      it(`${what}: ${vendored ? 'yes' : 'no'}, ${repository ? 'as git lists it' : 'as a walk finds it'}`, async () => {
        for (const path of [file, ...beside]) {
          put(folder.path, path);
        }
        if (repository) {
          git(folder.path, 'init', '--quiet');
        }
        const found = (await discovered(folder.path)).find(({ path }) => path === file || file.startsWith(path));
        assert.equal(found?.kind === 'skipped' ? found.reason : found?.kind, vendored ? 'vendored' : 'file');
      });
    }
  }

  it('are copies of repositories that are called as these are, not packages or clones of the own one', async () => {
    const manifest = (repository: unknown) => JSON.stringify({ repository });
    const thing = { type: 'git', url: 'git+https://github.com/them/thing-js.git' };
    put(folder.path, 'README.md');
    for (const [place, repository, licence] of [
      ['aux/thing-js', thing, 'LICENSE'],
      ['js/Thing', 'github:them/thing', 'LICENSE.txt'],
      ['packages/part', { ...thing, url: 'https://github.com/us/part', directory: 'packages/part' }, 'LICENSE'],
      ['packages/other', thing, 'LICENSE'],
      ['packages/once-alone', 'them/once-alone', 'LICENSE'],
      ['parts/inner', 'https://github.com/us/whole/tree/main/inner', 'LICENSE'],
      ['free/thing-js', thing, 'index.js'],
      ['broken/thing-js', undefined, 'LICENSE'],
    ] as const) {
      put(folder.path, `${place}/package.json`, repository === undefined ? '{' : manifest(repository));
      put(folder.path, `${place}/${licence}`);
    }
    const found = async () =>
      (await discovered(folder.path)).flatMap((file) =>
        file.kind === 'skipped' && file.reason === 'vendored' ? file.path : [],
      );
    assert.deepEqual(await found(), ['aux/thing-js/', 'js/Thing/']);
    put(folder.path, 'package.json', manifest('https://github.com/them/own'));
    assert.deepEqual(await found(), []);
    put(folder.path, 'package.json', manifest('us/own'));
    assert.deepEqual(await found(), ['aux/thing-js/', 'js/Thing/']);
    rmSync(join(folder.path, 'README.md'));
    assert.deepEqual(await found(), []);
  });

  it('say what makes them so', async () => {
    put(folder.path, 'deps/lua/lvm.c');
    put(folder.path, 'deps/lua/COPYRIGHT');
    put(folder.path, 'deps/Makefile');
    const found = await discovered(folder.path);
    assert.deepEqual(
      found.map((file) => [file.path, file.kind === 'skipped' && file.message]),
      [
        ['deps/Makefile', false],
        ['deps/lua/', 'deps/lua is third-party code: it has a COPYRIGHT of its own'],
      ],
    );
  });

  it('are known among changed files, too, whatever has changed beside them', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'deps/lua/COPYRIGHT');
    put(folder.path, 'deps/lua/lvm.c');
    git(folder.path, 'add', '--all');
    git(folder.path, 'commit', '--quiet', '--message', 'all');
    put(folder.path, 'deps/lua/lvm.c', 'int changed;\n');
    assert.deepEqual(await names(folder.path, { changedSince: 'HEAD' }), ['deps/lua/lvm.c: vendored']);
  });

  it('are reviewed on request', async () => {
    put(folder.path, 'node_modules/a/index.js');
    put(folder.path, 'deps/lua/COPYRIGHT');
    put(folder.path, 'deps/lua/lvm.c');
    assert.deepEqual(await names(folder.path, { alsoReview: ['vendored'] }), [
      'deps/lua/COPYRIGHT',
      'deps/lua/lvm.c',
      'node_modules/a/index.js',
    ]);
  });

  it('are libraries that say which version they are, where the name of a folder makes it likely', async () => {
    const library = '/*!\n * Thing v1.2.3\n * Released under the MIT license\n */\nlet a;\n';
    put(folder.path, 'js/vendor/thing.js', library);
    put(folder.path, 'js/vendor/own.js', '/*! Copyright (c) us */\nlet a;\n');
    put(folder.path, 'js/src/thing.js', library);
    const workspace = folderWorkspace(folder.path);
    const kinds = ['js/vendor/thing.js', 'js/vendor/own.js', 'js/src/thing.js'].map(async (path) => {
      const read = await workspace.read(path);
      return read.kind === 'skipped' ? read.reason : read.kind;
    });
    assert.deepEqual(await Promise.all(kinds), ['vendored', 'text', 'text']);
  });

  it('are such libraries within an example, by a release, a holder and a licence', async () => {
    const kernel =
      '/*\n * Some Kernel V11.0.1\n * Copyright (C) 2021 Them.\n *\n * SPDX-License-Identifier: MIT\n */\nint a;\n';
    const workspace = folderWorkspace(folder.path);
    for (const [path, text, expected] of [
      ['tutorials/board/kernel/heap.c', kernel, 'vendored'],
      ['src/kernel/heap.c', kernel, 'text'],
      ['tutorials/board/main.c', kernel.replace('V11.0.1', 'example'), 'text'],
    ] as const) {
      put(folder.path, path, text);
      const read = await workspace.read(path);
      assert.equal(read.kind === 'skipped' ? read.reason : read.kind, expected, path);
    }
  });

  it('are files that begin with the place that they were copied from', async () => {
    const workspace = folderWorkspace(folder.path);
    const from = 'https://github.com/nodejs/node/blob/2d5d773/lib/internal/errors.js';
    for (const [text, expected] of [
      [`// Copied from ${from}\n\n'use strict';\n`, 'vendored'],
      [`'use strict';\n// Copied from ${from}\n`, 'text'],
      [`/*\n * Errors\n * This file was copied from: ${from}\n */\nlet a;\n`, 'vendored'],
      [`// Adapted from ${from}\nlet a;\n`, 'text'],
      [`// See ${from}\nlet a;\n`, 'text'],
      ['// Copied from https://github.com/nodejs/node\nlet a;\n', 'text'],
    ] as const) {
      put(folder.path, 'raw/errors.js', text);
      const read = await workspace.read('raw/errors.js');
      assert.equal(read.kind === 'skipped' ? read.reason : read.kind, expected, text);
    }
  });

  it('are modules of one file that are made to be copied, but not where they come from', async () => {
    const module = '"""A parser.\n\n * Copyright (c) 2013 Vladimir Keleshev, a@b.example\n"""\nimport sys\n';
    const workspace = folderWorkspace(folder.path);
    for (const [path, text, expected] of [
      ['support/docopt.py', module, 'vendored'],
      ['docopt.py', module, 'text'],
      ['src/docopt.py', module, 'text'],
      ['support/other.py', module, 'text'],
      ['tools/docopt.py', 'import sys\n', 'text'],
    ] as const) {
      put(folder.path, path, text);
      const read = await workspace.read(path);
      assert.equal(read.kind === 'skipped' ? read.reason : read.kind, expected, path);
    }
  });

  it('are such libraries among the assets of a web site, where they have an address and the name of the file or folder', async () => {
    const says = (name: string, rest = 'License: MIT, https://thing.example') =>
      `/*!\n * ${name} 1.2.3\n * ${rest}\n */\nlet a;\n`;
    const workspace = folderWorkspace(folder.path);
    for (const [path, text, expected] of [
      ['static/css/thing.css', `@charset "UTF-8";\n\n${says('Thing.css')}`, 'vendored'],
      ['public/js/jquery.thing.js', says('Thing'), 'vendored'],
      ['assets/font-thing/css/all.css', says('Font Thing'), 'vendored'],
      ['static/js/app.js', says('Our Site'), 'text'],
      ['static/js/thing.js', says('Thing', 'Copyright us'), 'text'],
      ['static/css/style.css', says('Thing'), 'text'],
      ['src/thing.js', says('Thing'), 'text'],
    ] as const) {
      put(folder.path, path, text);
      const read = await workspace.read(path);
      assert.equal(read.kind === 'skipped' ? read.reason : read.kind, expected, path);
    }
  });

  it('are scripts and styles of a page that are called after a library, where they begin with whose they are', async () => {
    const workspace = folderWorkspace(folder.path);
    const theme = (address: string) =>
      `/* SPDX-License-Identifier: MIT */
/**

Doc Awesome
${address}

Copyright (c) 2021 Somebody

*/
a { top: 0 }
`;
    const licensed = '/* Copyright (c) 2014 Somebody */\nlet a;\n';
    const released = '/**\n * Unit v1.12.0 - A Framework\n * Released under the MIT license.\n */\nlet a;\n';
    const whose = (repository: string) =>
      `/**\n * Copyright (c) 2011 Them\n * https://github.com/${repository}\n */\nlet a;\n`;
    const copyButton = 'go(function() {\n  /* Add a [>>>] button on the top-right corner of code samples */\n});\n';
    for (const [path, text, expected] of [
      ['js/owl.carousel.js', licensed, 'vendored'],
      [
        'css/animate.css',
        '@charset "UTF-8";\n/* Animate - https://daneden.github.io/animate.css */\na { top: 0 }\n',
        'vendored',
      ],
      ['site/scripts/jquery.easing.1.3.js', '// Released under the MIT license\nlet a;\n', 'vendored'],
      ['js/d3.js', 'd3 = function() {\n  var d3 = {\n    version: "3.0.6"\n  };\n  return d3;\n}();\n', 'vendored'],
      ['public/d3.v3.js', '!function(){\n  var d3 = { version: "3.5.17" };\n}();\n', 'vendored'],
      ['js/underscore.js', "let _;\n_.VERSION = '1.8.3';\n", 'vendored'],
      ['js/jquery-1.11.0.js', 'var jQuery, version = "1.11.0";\n', 'vendored'],
      ['media/js/ace/ace-uncompressed.js', licensed, 'vendored'],
      ['media/js/ace/cockpit-uncompressed.js', licensed, 'vendored'],
      ['media/js/ace/cockpit-uncompressed.js', 'let a;\n', 'text'],
      ['docs/internal/doc-awesome.css', theme('https://github.com/somebody/doc-awesome-css'), 'vendored'],
      ['docs/internal/doc-awesome.css', theme('https://github.com/somebody/other'), 'text'],
      ['src/doc-awesome.css', theme('https://github.com/somebody/doc-awesome-css'), 'text'],
      ['public/js/libs/unit-1.12.0.js', released, 'vendored'],
      ['public/js/libs/unit-1.13.0.js', released, 'text'],
      ['public/js/libs/other-1.12.0.js', released, 'text'],
      ['src/unit-1.12.0.js', released, 'text'],
      ['public/js/mark.js', whose('them/mark'), 'vendored'],
      ['public/js/mark.js', whose('them/site'), 'text'],
      ['js/mark.js', whose('them/mark'), 'text'],
      ['public/js/mark.js', '/* See https://github.com/them/mark */\nlet a;\n', 'text'],
      ['docs/_static/js/copybutton.js', copyButton, 'vendored'],
      ['docs/_static/js/copybutton.js', 'let a;\n', 'text'],
      ['js/d3.js', 'let d3;\n', 'text'],
      ['js/d3-chart.js', 'const chart = { version: "3.0.6" };\n', 'text'],
      ['js/effects.js', '// A.Culous effects.js v1.8.3, Thu\n\n// Copyright (c) 2005 Somebody\nlet a;\n', 'vendored'],
      ['js/effects.js', '// Our effects.js v1.8.3\n\nlet a;\n', 'text'],
      ['js/prototype.js', '/*  Prototype, version 1.7\n *  (c) 2005 Somebody\n */\nlet a;\n', 'vendored'],
      ['js/app.js', 'const app = { version: "3.0.6" };\n', 'text'],
      ['src/d3.js', 'const d3 = { version: "3.0.6" };\n', 'text'],
      ['js/owl.carousel.js', 'let a;\n', 'text'],
      ['js/moment.js', '/* Our own moment. */\nlet a;\n', 'text'],
      ['js/carousel.js', licensed, 'text'],
      ['js/src/moment.js', licensed, 'text'],
      ['moment.js', licensed, 'text'],
      ['lib/moment.js', licensed, 'text'],
    ] as const) {
      put(folder.path, path, text);
      const read = await workspace.read(path);
      assert.equal(read.kind === 'skipped' ? read.reason : read.kind, expected, path);
    }
  });
});
