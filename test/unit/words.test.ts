import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ruleList } from '../precision/ruleList';
import { manifestWords } from '../words/manifestWords';
import { wordsIn } from '../words/wordsIn';

describe('the titles of rules', () => {
  const { rules } = ruleList();

  it('fit into a narrow view', () => {
    const long = rules.filter(({ title }) => title.length > 60);
    assert.deepEqual(long, []);
  });

  it('say what is wrong before anything else, and end like titles', () => {
    const odd = rules.filter(({ title }) => /^(?:The|An?|This|What|It) |[.!]$/.test(title));
    assert.deepEqual(
      odd.map(({ title }) => title),
      [],
    );
  });
});

describe('the list of what a person reads', () => {
  it('has the texts of a source, with their places, and leaves out names', () => {
    const source = [
      "import { a } from 'some module name here';",
      "type State = 'not run' | 'cut short';",
      'const path = `${root}/a/b`;',
      "tell(`Could not read ${name(one, 'a name of it')}: it is gone.`, 'Retry.', 'lf');",
    ].join('\n');
    const read = wordsIn('a.ts', source).map(({ line, text }) => `${line} ${text}`);
    assert.deepEqual(read, ['4 Could not read {…}: it is gone.', '4 a name of it', '4 Retry.']);
  });

  it('has what the manifest shows, and not what it names', () => {
    const contributes = {
      commands: [{ command: 'x.y', title: 'Do It', icon: '$(play)' }],
      configuration: { title: 'X', properties: { 'x.z': { type: 'string', enumDescriptions: ['One', 'Two'] } } },
    };
    assert.deepEqual(
      manifestWords({ contributes }).map(({ file, text }) => `${file}: ${text}`),
      [
        'contributes.commands.0.title: Do It',
        'contributes.configuration.title: X',
        'contributes.configuration.properties.x.z.enumDescriptions.0: One',
        'contributes.configuration.properties.x.z.enumDescriptions.1: Two',
      ],
    );
  });
});
