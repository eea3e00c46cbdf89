// A vendor of language models. What it exports is its script: tests set which models there are and how they answer.
// With `requiresAuthorization: { label }` on a model the editor asks for consent, where it lets every extension use its
// proposals, as code-server does. It refuses to show any dialog while extension tests run, which counts as a no.
const vscode = require('vscode');

const vendor = 'folder-review-test';

/** A model of this vendor; its context is long enough for every test. */
const model = (id, change = {}) => ({
  id,
  name: `Test model ${id}`,
  family: 'test',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 10_000,
  capabilities: { toolCalling: true },
  ...change,
});

/** Finds nothing, and says so in the way it is asked to. */
const findNothing = async ({ tools, report }) => {
  const reply = { findings: [] };
  const [tool] = tools;
  report(
    tool
      ? new vscode.LanguageModelToolCallPart('call-1', tool.name, reply)
      : new vscode.LanguageModelTextPart(JSON.stringify(reply)),
  );
};

exports.activate = (context) => {
  const changed = new vscode.EventEmitter();
  const script = {
    models: [],
    respond: findNothing,
    countTokens: (text) => Math.ceil(text.length / 4),
    /** Back to one model that finds nothing. */
    reset() {
      Object.assign(script, { respond: findNothing, countTokens: (text) => Math.ceil(text.length / 4) });
      script.setModels([{ id: 'one' }]);
    },
    setModels(models) {
      script.models = models.map(({ id, ...change }) => model(id, change));
      changed.fire();
    },
  };
  script.reset();
  context.subscriptions.push(
    changed,
    vscode.lm.registerLanguageModelChatProvider(vendor, {
      onDidChangeLanguageModelChatInformation: changed.event,
      provideLanguageModelChatInformation: async () => script.models,
      provideLanguageModelChatResponse: (asked, messages, { tools = [], toolMode, ...options }, progress, token) =>
        script.respond({
          model: asked,
          messages: messages.map(({ role, content }) => ({ role, text: content.map(({ value }) => value).join('') })),
          tools,
          toolMode,
          options,
          token,
          report: (part) => progress.report(part),
        }),
      provideTokenCount: async (_model, text) => script.countTokens(text),
    }),
  );
  return script;
};
