import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseCommand } from '../../../src/cli/arguments';
import { endpointHelp } from '../../../src/cli/endpointFlag';
import { verifyFlags } from '../../../src/cli/verifyFlags';

const parse = (line: string) => parseCommand(line === '' ? [] : line.split(' '));

describe('the command line', () => {
  it('has verify take every flag by which a review verifies', () => {
    const values: Readonly<Record<string, string>> = { '--verify-each': 'file', '--verify-parallel': '2' };
    const line = Object.values(verifyFlags).map(({ long = '', required }) =>
      required ? `${long} ${values[long] ?? '3'}` : long,
    );
    const [review, verify] = ['review a', 'verify last'].map((words) => parse(`${words} ${line.join(' ')}`));
    for (const name of Object.keys(verifyFlags)) {
      const read = (command: object | undefined) => Object.entries(command ?? {}).find(([key]) => key === name)?.[1];
      assert.notEqual(read(verify), undefined, name);
      assert.deepEqual(read(verify), read(review));
    }
  });

  it('reads a review with every option', () => {
    const command = parse(
      'review src --max-parallel-files 8 --reviewers local,model --profile bugs --changed=main ' +
        '--endpoint ollama=http://127.0.0.1:11434,model=qwen,max=2,context=8192 --endpoint openai=https://host/v1,id=big ' +
        '--include **/*.ts --exclude **/gen/** --encoding EUC-KR --instructions notes.txt --trust-config --out results --format json ' +
        '--apply safe --no-cache --state-dir state --fail-on warning --quiet --estimate --max-tokens 50000',
    );
    assert.deepEqual(command, {
      kind: 'review',
      folder: 'src',
      maxParallelFiles: 8,
      reviewers: ['local', 'model'],
      profile: 'bugs',
      changedSince: 'main',
      endpoints: [
        {
          id: 'ollama-1',
          kind: 'ollama',
          url: 'http://127.0.0.1:11434',
          model: 'qwen',
          maxConcurrency: 2,
          contextTokens: 8192,
        },
        { id: 'big', kind: 'openai', url: 'https://host/v1' },
      ],
      include: ['**/*.ts'],
      exclude: ['**/gen/**'],
      encoding: 'euckr',
      instructionsFile: 'notes.txt',
      trustConfig: true,
      out: 'results',
      format: 'json',
      apply: 'safe',
      failOn: 'warning',
      quiet: true,
      estimate: true,
      maxTokens: 50_000,
      stateDir: 'state',
      fresh: true,
    });
  });

  it('takes the id of an endpoint that confirms, and no other word', () => {
    const two = 'review p --endpoint ollama=http://h --endpoint openai=http://h/v1,id=big';
    const command = parse(`${two} --confirm-endpoint big`);
    assert.ok(command.kind === 'review' && command.confirmEndpoint === 'big', JSON.stringify(command));
    assert.deepEqual(parse(`${two} --confirm-endpoint small`), {
      kind: 'usage error',
      help: 'folder-review review --help',
      message: '--confirm-endpoint must be the id of an --endpoint; the ids are: ollama-1, big.',
    });
    assert.deepEqual(parse('review p --confirm-endpoint big'), {
      kind: 'usage error',
      help: 'folder-review review --help',
      message: '--confirm-endpoint must be the id of an --endpoint; the ids are: none, as there is no --endpoint.',
    });
  });

  it('takes the options of all commands with every command', () => {
    for (const command of ['review p', 'runs', 'show last', 'apply last', 'revert last']) {
      const parsed = parse(`${command} --no-cache --quiet --state-dir s`);
      assert.equal(parsed.kind, command.split(' ')[0], JSON.stringify(parsed));
      assert.ok('stateDir' in parsed && parsed.stateDir === 's');
    }
  });

  it('refuses what is empty, and words that no command takes', () => {
    for (const words of [
      ['review', 'p', '--state-dir='],
      ['review', 'p', '--out='],
      ['runs', '--state-dir', ''],
      ['runs', 'last'],
      ['review', 'p', '--endpoint', 'ollama=http://h,model=m,id='],
    ]) {
      assert.equal(parseCommand(words).kind, 'usage error', words.join(' '));
    }
  });

  it('refuses two endpoints that would share a key', () => {
    const two = (one: string, other: string) =>
      parse(`review p --endpoint openai=https://a,id=${one} --endpoint openai=https://b,id=${other}`).kind;
    assert.equal(two('team', 'team'), 'usage error');
    assert.equal(two('my-team', 'My.Team'), 'usage error');
    assert.equal(two('openai-2', 'x'), 'review');
  });

  it('tells a revision after --changed from the folder', () => {
    const changed = (line: string) => {
      const command = parse(line);
      return command.kind === 'review' ? [command.folder, command.changedSince] : command;
    };
    assert.deepEqual(changed('review --changed src'), ['src', 'HEAD']);
    assert.deepEqual(changed('review src --changed'), ['src', 'HEAD']);
    assert.deepEqual(changed('review src --changed main'), ['src', 'main']);
    assert.deepEqual(changed('review --changed main src'), ['src', 'main']);
    assert.deepEqual(changed('review --out o --changed src'), ['src', 'HEAD']);
    assert.deepEqual(changed('review --changed src --out o'), ['src', 'HEAD']);
    assert.deepEqual(changed('review --changed=main src'), ['src', 'main']);
    assert.deepEqual(changed('review src --changed --quiet'), ['src', 'HEAD']);
  });

  it('numbers endpoints by kind', () => {
    const command = parse(
      'review . --endpoint openai=http://a/v1 --endpoint ollama=http://b --endpoint openai=http://c/v1',
    );
    assert.deepEqual(command.kind === 'review' && command.endpoints.map((endpoint) => endpoint.id), [
      'openai-1',
      'ollama-1',
      'openai-2',
    ]);
  });

  it('reads the commands on earlier runs', () => {
    assert.deepEqual(parse('runs'), { kind: 'runs' });
    assert.deepEqual(parse('show last --format json'), { kind: 'show', run: 'last', format: 'json' });
    assert.deepEqual(parse('show --models last'), { kind: 'models', runs: ['last'], format: 'text' });
    assert.deepEqual(parse('show 1 2 --models --format json'), { kind: 'models', runs: ['1', '2'], format: 'json' });
    assert.deepEqual(parse('show last --hidden'), { kind: 'show', run: 'last', format: 'text', hidden: true });
    assert.deepEqual(parse('apply last --exact'), { kind: 'apply', run: 'last', only: [], files: [], bulk: 'exact' });
    assert.deepEqual(parse('apply last --only a --only b'), {
      kind: 'apply',
      run: 'last',
      only: ['a', 'b'],
      files: [],
      bulk: 'safe',
    });
    assert.deepEqual(parse('revert r1 --state-dir s'), {
      kind: 'revert',
      run: 'r1',
      only: [],
      files: [],
      bulk: 'safe',
      stateDir: 's',
    });
    assert.deepEqual(parse('revert r1 f --file a.ts --file b.ts --only a'), {
      ...{ kind: 'revert', run: 'r1', folder: 'f', only: ['a'], files: ['a.ts', 'b.ts'], bulk: 'safe' },
    });
    assert.deepEqual(parse('commit last'), { kind: 'commit', run: 'last', each: 'run', hooks: 'skip' });
    assert.deepEqual(parse('commit r1 f --each file --land --sign never --hooks branch'), {
      ...{ kind: 'commit', run: 'r1', folder: 'f', each: 'file', land: true, sign: 'never', hooks: 'branch' },
    });
  });

  it('tells what there is: the commands, and the flags of one', () => {
    const help = (line: string) => {
      const command = parse(line);
      return command.kind === 'help' ? command.text : JSON.stringify(command);
    };
    assert.equal(help(''), help('--help'));
    assert.match(
      help('--help'),
      /review .*\n *runs .*\n *show .*\n *compare .*\n *verify .*[\s\S]*\n *apply .*\n *revert .*[\s\S]*\n *commit .*[\s\S]*FOLDER_REVIEW_API_KEY[\s\S]*130/,
    );
    assert.match(
      help('review --help'),
      /--endpoint <KIND=URL[\s\S]*--fail-on[\s\S]*--state-dir[\s\S]*FOLDER_REVIEW_API_KEY/,
    );
    assert.ok(help('review --help').includes(endpointHelp()));
    assert.match(
      help('review --help').replace(/\s+/g, ' '),
      /--confirm-endpoint <ID> .*\(default: one with the same model\)/,
    );
    assert.doesNotMatch(help('review --help'), /--shard/);
    assert.match(
      help('review --help').replace(/\s+/g, ' '),
      /--trust-config take instructions, profile, profiles, rules, overrides and also_review from the folder's/,
    );
    assert.deepEqual(parse('--version'), { kind: 'version' });
  });

  it('does not repeat what may be a key', () => {
    for (const line of [
      'review p --endpont=openai=https://me:secret@host/v1',
      'review p --endpoint openai=me:secret@host/v1',
      'review p -ksecret',
      'review p --trust-config=secret',
      'runs --key=secret',
    ]) {
      const command = parse(line);
      assert.equal(command.kind, 'usage error', line);
      assert.doesNotMatch(JSON.stringify(command), /secret/);
    }
  });

  it('names the help of the command that was meant', () => {
    const help = (line: string) => {
      const command = parse(line);
      return command.kind === 'usage error' ? command.help : command.kind;
    };
    assert.equal(help('review . --thinking low'), 'folder-review review --help');
    assert.equal(help('--quiet show'), 'folder-review show --help');
    assert.equal(help('worker a b'), 'folder-review --help');
    assert.equal(help('compare a'), 'folder-review compare --help');
    assert.equal(help('reveiw .'), 'folder-review --help');
  });

  const wrong: Record<string, RegExp> = {
    'review a --thinking low': /^There is no flag --thinking\. It is a part of .* KIND=URL,thinking=off\|low\|high$/,
    'review a --model=m': /^There is no flag --model\. It is a part of an endpoint: --endpoint KIND=URL,model=NAME$/,
    review: /review FOLDER/,
    'review a b': /Too many arguments for 'review'. Expected 1 argument but got 2\.$/,
    'reveiw a': /Unknown command 'reveiw' \(Did you mean review\?\)$/,
    'review a --max-parallel-files 0': /--max-parallel-files must be a whole number from 1 to 64, not "0"/,
    'review a --max-parallel-files 4.5': /whole number/,
    'review a --max-parallel-files': /max-parallel-files/,
    'review a --no-such': /no-such/,
    'review a --format xml':
      /--format .*'xml' is invalid. Allowed choices are text, json, sarif, markdown, junit, html\.$/,
    'review a --verify=': /--verify must not be empty/,
    'review a --verify-parallel 9 --verify x': /--verify-parallel must be a whole number from 1 to 8/,
    'review a --commit file': /--commit makes commits of what --apply has applied: give --apply safe or/,
    'review a --commit all --apply safe': /--commit .*'all' is invalid\. Allowed choices are file, run\.$/,
    'review a --apply safe --commit-sign never': /--commit-sign says how --commit works/,
    'commit last --sign yes': /--sign .*'yes' is invalid. Allowed choices are git, never/,
    'commit last --each all': /--each .*'all' is invalid/,
    'review a --shard 1/2': /--shard is not available yet/,
    'review a --resume last --profile mentor':
      /--profile cannot be given with --resume: a review goes on as it was started/,
    'show last --hidden --format json': /--hidden is printed as text\. --format json has these findings, too/,
    'show last --models --format sarif': /--models is printed as text or json, not as sarif/,
    'show last --models --hidden': /give one of them/,
    'review a --estimate --format sarif': /--estimate is printed as text or json, not as sarif/,
    'review a --max-tokens 0': /--max-tokens must be a whole number/,
    'review a --reviewers local,clippy': /--reviewers must be one of local, model, not "clippy"/,
    'review a --reviewers editor': /only inside VS Code/,
    'review a --reviewers model': /--endpoint/,
    'review a --endpoint foo=http://x': /must be one of ollama, openai/,
    'review a --endpoint ollama=nowhere': /must be an address that starts with http/,
    'review a --endpoint ollama=file:///etc': /must be an address that starts with http/,
    'review a --endpoint ollama=http://x,tokens=3': /unknown part "tokens"/,
    'review a --endpoint ollama=http://x,id=e --endpoint openai=http://y,id=e': /Two endpoints have the id e/,
    'review a --reviewers local --endpoint ollama=http://x': /leaves "model" out/,
    'review a --encoding ebcdic': /--encoding must be an encoding of VS Code's: utf8, .*shiftjis/,
    'review a --apply all': /--apply .*Allowed choices are none, safe, exact/,
    'review a --exact': /--exact belongs to apply/,
    'review a --fail-on always': /--fail-on .*Allowed choices are error, warning, info, never/,
    'runs --apply safe': /--apply belongs to review/,
    show: /required argument 'RUN'/,
    'review a --only x': /--only belongs to verify and apply and revert/,
    'review a --out --quiet': /--out <DIR>' argument missing/,
    'review a --out --estimate': /--out needs a value/,
    'review a --commit': /--commit <SCOPE>' argument missing/,
    'review a --land': /--land belongs to commit/,
    'review a --verify-each file': /--verify-each says how --verify works: give a command/,
    'review a --verify x --verify-each folder': /--verify-each .*Allowed choices are proposal, file, all/,
    'worker last --what x': /worker is not available yet/,
    'review --changed=src': /review FOLDER/,
    'review a --maxTokens 5': /Unknown option --maxTokens/,
  };
  for (const [line, message] of Object.entries(wrong)) {
    it(`refuses: ${line}`, () => {
      const command = parse(line);
      assert.equal(command.kind, 'usage error');
      assert.match(command.kind === 'usage error' ? command.message : '', message);
    });
  }
});
