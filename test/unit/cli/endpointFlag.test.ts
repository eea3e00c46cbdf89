import assert from 'node:assert/strict';
import { endpointHelp, endpointsOf } from '../../../src/cli/endpointFlag';
import { UsageProblem } from '../../../src/cli/values';
import { settingsSchema } from '../../../src/vscode/settingsSchema';

describe('--endpoint', () => {
  it('names a server of each kind, with all there is to say of it', () => {
    assert.deepEqual(
      endpointsOf([
        'ollama=http://127.0.0.1:11434,model=qwen:7b,max=2,context=8192,first-token=30,thinking=low',
        'openai=https://host/v1?version=7,id=big',
        'anthropic=https://api.anthropic.com/v1,model=claude',
      ]),
      [
        {
          id: 'ollama-1',
          kind: 'ollama',
          url: 'http://127.0.0.1:11434',
          model: 'qwen:7b',
          maxConcurrency: 2,
          contextTokens: 8192,
          firstTokenMinutes: 30,
          thinking: 'low',
        },
        { id: 'big', kind: 'openai', url: 'https://host/v1?version=7' },
        { id: 'anthropic-1', kind: 'anthropic', url: 'https://api.anthropic.com/v1', model: 'claude' },
      ],
    );
  });

  it('takes every part that its help names, with every value that it lists, and no other', () => {
    const [form = '', ...lines] = endpointHelp().split('\n');
    const parts = lines.flatMap((line) => /^ {2}([a-z-]+)=(\S+) {2,}\S/.exec(line)?.slice(1) ?? []);
    const names = parts.filter((_, index) => index % 2 === 0);
    assert.deepEqual(
      names,
      [...form.matchAll(/\[,([a-z-]+)=/g)].map(([, name]) => name),
    );
    const samples: Readonly<Record<string, string>> = { N: '2', TOKENS: '8192', MINUTES: '30' };
    const valuesOf = (name: string) => (parts[parts.indexOf(name) + 1] ?? '').split('|');
    for (const name of names) {
      for (const value of valuesOf(name)) {
        assert.equal(endpointsOf([`ollama=http://x,${name}=${samples[value] ?? value}`]).length, 1);
      }
      assert.throws(() => endpointsOf([`ollama=http://x,x${name}=2`]), /unknown part/);
      assert.throws(() => endpointsOf([`ollama=http://x,${name}=`]), UsageProblem);
    }
    const all = names.map((name) => `,${name}=${samples[valuesOf(name)[0] ?? ''] ?? valuesOf(name)[0]}`).join('');
    const inSettings = settingsSchema.entries.endpoints.item.options[0].entries;
    assert.deepEqual(
      Object.keys(endpointsOf([`ollama=http://x${all}`])[0] ?? {}).sort(),
      Object.keys(inSettings).sort(),
    );
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    'vscode=copilot/gpt': /can be used only in the editor/,
    vscode: /can be used only in the editor/,
    'gemini=http://x': /must be one of ollama, openai, anthropic, not "gemini"/,
    'ollama=http://x,first-token=0': /first-token must be a whole number from 1 to 60/,
    'ollama=http://x,first-token=61': /first-token must be a whole number from 1 to 60/,
    'ollama=http://x,firstToken=5': /unknown part "firstToken".*\[,first-token=MINUTES\].*/,
    'ollama=http://x,max=65': /ollama: max must be a whole number from 1 to 64, not "65"/,
    'ollama=http://x,context=1000': /ollama: context must be a whole number from 1024 to 10000000/,
    'ollama=http://x,model=': /ollama: model must not be empty/,
    'ollama=http://x,model=a,model=b': /ollama: model is given twice/,
    'ollama=http://x,thinking=much': /thinking must be one of off, low, high, not "much"/,
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`refuses ${text}`, () => {
      assert.throws(
        () => endpointsOf([text]),
        (error) => error instanceof UsageProblem && message.test(error.message),
      );
    });
  }
});
