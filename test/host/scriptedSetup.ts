import type * as vscode from 'vscode';
import type { SetupUi, TextQuestion } from '../../src/vscode/setup/setupUi';

interface Told {
  readonly level: string;
  readonly message: string;
  readonly buttons: readonly string[];
}

/** Answers what the setup commands ask, in this order, and remembers what they showed. */
export class ScriptedSetupUi implements SetupUi {
  readonly told: Told[] = [];
  readonly statuses: string[] = [];
  readonly problems: string[] = [];
  readonly titles: string[] = [];
  readonly picks: (readonly vscode.QuickPickItem[])[] = [];
  readonly questions: TextQuestion[] = [];
  /** Begins of labels to pick; nothing is picked when there are no more. */
  choices: string[] = [];
  texts: string[] = [];
  secrets: string[] = [];
  /** Buttons to press. */
  presses: (string | undefined)[] = [];
  readonly reports: string[] = [];
  /** Presses Cancel as soon as it holds. */
  cancelWhen: () => boolean = () => false;

  async tell(level: string, message: string, ...buttons: readonly string[]): Promise<string | undefined> {
    this.told.push({ level, message, buttons });
    return this.presses.shift();
  }
  async pick<T extends vscode.QuickPickItem>(items: readonly T[]): Promise<T | undefined> {
    this.picks.push(items);
    const choice = this.choices.shift();
    return choice === undefined ? undefined : items.find(({ label }) => label.startsWith(choice));
  }
  /** An empty text takes what is offered. */
  async text(question: TextQuestion): Promise<string | undefined> {
    this.questions.push(question);
    const text = this.texts.shift();
    return text === '' ? question.value : text;
  }
  async secret(title: string): Promise<string | undefined> {
    this.titles.push(title);
    return this.secrets.shift();
  }
  status(message: string): void {
    this.statuses.push(message);
  }
  problem(message: string): void {
    this.problems.push(message);
  }
  async progress<T>(
    title: string,
    work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
  ): Promise<T> {
    this.titles.push(title);
    const controller = new AbortController();
    const timer = setInterval(() => {
      if (this.cancelWhen()) {
        controller.abort();
      }
    }, 10);
    try {
      return await work(controller.signal, (message) => this.reports.push(message));
    } finally {
      clearInterval(timer);
    }
  }
}
