import assert from 'node:assert/strict';
import { endpointsOf } from '../../../src/cli/endpointFlag';
import { UsageProblem } from '../../../src/cli/values';

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

  const wrong: Readonly<Record<string, RegExp>> = {
    'vscode=copilot/gpt': /can be used only in the editor/,
    vscode: /can be used only in the editor/,
    'gemini=http://x': /must be one of ollama, openai, anthropic, not "gemini"/,
    'ollama=http://x,first-token=0': /first-token must be a whole number from 1 to 60/,
    'ollama=http://x,first-token=61': /first-token must be a whole number from 1 to 60/,
    'ollama=http://x,firstToken=5': /unknown part "firstToken".*\[,first-token=MINUTES\].*/,
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
