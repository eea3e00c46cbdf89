import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { roleOf } from '../../../src/core/paths/fileRole';

function assertRole(role: ReturnType<typeof roleOf>, paths: readonly string[]): void {
  for (const path of paths) {
    assert.equal(roleOf(path), role, path);
  }
}

describe('what a file is in its project', () => {
  it('is a test by the names that test runners look for', () => {
    assertRole('test', [
      'src/a.test.ts',
      'src/a.spec.jsx',
      'pkg/mux_test.go',
      'test_app.py',
      'app/tests.py',
      'conftest.py',
      'util/env_test.cc',
      'src/parser_unittest.cc',
      'src/unittest.cc',
      'src/Foo/BarTest.java',
      'app/Models/UserTest.php',
      'tests/helpers.py',
      'src/__tests__/a.js',
      'e2e/login.ts',
      'integration-tests/run.sh',
      'src/test_lib_json/main.cpp',
      'android/app/src/androidTest/A.kt',
      't/basic.t',
      'examples/app/test/index.js',
      'benchmarks/run.js',
      'perf-testing/read-profile.js',
      'src/spec/scenario.ts',
      'spec/models/user.rb',
      'src/mock-server.ts',
      'src/api.mock.ts',
    ]);
  });

  it('is a fixture where tests keep what they read', () => {
    assertRole('fixture', [
      'test/fixtures/key.pem',
      'src/__fixtures__/a.ts',
      'pkg/testdata/server.key',
      'src/test/resources/application.yml',
      'tests/data/broken.json',
      'test/unit/__snapshots__/a.test.ts.snap',
      'spec/cassettes/login.yml',
      'a.fixture.ts',
      'charts/node-exporter/ci/tls-values.yaml',
      'extra/vulnserver/vulnserver.py',
      'tools/vulnerable-app/login.php',
      'apps/juice-shop/server.ts',
      'scripts/vulnserver.py',
      'external/builder/fixtures_babel/a.js',
      'src/parser_fixtures/a.c',
      'pkg/testdata_v2/a.go',
      'src/expected-output/a.conf',
      'integration/expect/basic.conf',
      't/t4051/appended1.c',
      'regression-inputs/a.yml',
      'fuzz_corpus/a.json',
      'src/clusterfuzz-testcase-minimized-5607885063061504.yml',
      'fuzz/crash-da39a3ee5e6b4b0d3255bfef95601890afd80709',
    ]);
  });

  it('is an example by its folder or its own name', () => {
    assertRole('example', [
      'examples/hello/main.go',
      'docs/samples/a.py',
      'demo/index.html',
      'example_rules/ssh.yaml',
      '.env.example',
      'config.sample.yml',
      'sample.env',
      'src/Button.stories.tsx',
    ]);
  });

  it('is retired in a folder that says so', () => {
    assertRole('retired', [
      'deprecated/app.py',
      '_archived/volumes/a.yaml',
      'docs/obsolete/a.md',
      'src/CMakeLists.txt.orig',
      'a.c.rej',
      'src/app copy 2.py',
      'src/app - Copy (3).js',
      'src/app copy.ts',
      'src/Attic/a.c',
    ]);
    assertRole('test', ['deprecated/tests/a.py']);
  });

  it('is what the project is made of where a name only sounds like it', () => {
    assertRole(undefined, [
      'src/main.ts',
      'src/sample_rate.py',
      'infra/demo.tf',
      'nginx.conf.template',
      'src/latest.js',
      'contest/app.py',
      'packages/expect/src/index.ts',
      'src/integration/expect/index.ts',
      'src/dynamic_fixture/models.py',
      'packages/test-runner/src/cli.ts',
      'src/vulnerabilities/list.ts',
      'src/vulnerability.py',
      'src/attestation.go',
      '.github/workflows/test.yml',
      'docs/testing.md',
      'src/testing/index.ts',
      'spec/openapi.yaml',
      'data/users.json',
      'lib/spec.js',
      'src/inspect.ts',
      'src/ApiSpec.ts',
      'vue.dist.js',
      'assets/logo.svg',
      'resampler.c',
      'src/archive/readers.py',
      'pkg/archives/zip.go',
      'legacy/app.py',
      'old/app.py',
      'src/deprecated.ts',
      'src/deprecated-calls/a.ts',
      'ci/values.py',
      'ci/deploy.yaml',
    ]);
  });

  it('takes linear time for a long name', () => {
    assert.equal(roleOf(`${'a-test.'.repeat(50_000)}/${'test_'.repeat(50_000)}`), undefined);
  });
});
