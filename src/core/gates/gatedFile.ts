import { TextLines } from '../text/textLines';
import { TextSecrets } from '../text/textSecrets';
import type { FileSnapshot, ReviewerKind } from '../types';
import { addressesIn } from './addresses';
import { formatCheckOf } from './formats';
import { isProtectedPath } from './protectedPaths';
import { riskCheckOf } from './risks/riskCheck';

/** A file whose proposals go through the gates. What they ask of it is found out once: there can be thousands. */
export class GatedFile {
  readonly file: FileSnapshot;
  /** Where the reviewed folder lies, see `RunHeader`. */
  readonly within: string;
  /** How many fixes there are for the file: what takes long is not done for thousands. */
  readonly fixes: number;
  /** Whose they are. Of what a model proposes, nothing is known but what can be checked. */
  readonly reviewer: ReviewerKind;
  readonly lines: TextLines;
  readonly format;
  readonly risks;
  readonly #secretsOf: () => TextSecrets;
  #secrets: TextSecrets | undefined;
  #addresses: ReadonlySet<string> | undefined;
  #isProtected: boolean | undefined;

  constructor(
    file: FileSnapshot,
    within = '',
    fixes = 1,
    reviewer: ReviewerKind = 'model',
    secretsOf = () => new TextSecrets(file.text, file.path),
  ) {
    this.file = file;
    this.within = within;
    this.fixes = fixes;
    this.reviewer = reviewer;
    this.lines = new TextLines(file.text);
    this.format = formatCheckOf(file);
    this.risks = riskCheckOf(file);
    this.#secretsOf = secretsOf;
  }

  get secrets(): TextSecrets {
    this.#secrets ??= this.#secretsOf();
    return this.#secrets;
  }

  /** Its path in the project. */
  get path(): string {
    return this.within === '' ? this.file.path : `${this.within}/${this.file.path}`;
  }

  get isProtected(): boolean {
    this.#isProtected ??= isProtectedPath(this.path);
    return this.#isProtected;
  }

  get addresses(): ReadonlySet<string> {
    this.#addresses ??= addressesIn(this.file.text);
    return this.#addresses;
  }
}
