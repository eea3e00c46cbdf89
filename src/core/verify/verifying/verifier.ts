import type { VerificationOptions } from '../../proof';
import type { CommandTexts } from '../judging/steps';
import type { CommandRun, CopyProgress, SiteOutcome, VerificationSite } from '../ports';

/** What the tree of the reviewed folder is called. */
type TreeOutcome =
  | {
      readonly kind: 'tree';
      readonly tree: string;
      /** The paths of files that are others than in the tree that was asked about, relative to its top; absent where nobody knows. */
      readonly changed?: readonly string[];
    }
  | Exclude<SiteOutcome, { readonly kind: 'site' }>;

/** What decides, with the tree, what commands say. */
export type BaselineOptions = Pick<VerificationOptions, 'setUp' | 'commands' | 'directory' | 'timeLimitMs'>;

/** What decides how a folder is copied, and what runs in the copies. */
export type SiteWish = Omit<VerificationOptions, 'mode' | 'repair'>;

/** What commands are made of in the project. */
export interface Definitions {
  /** The files, relative to the top of what a site copies. */
  readonly paths: readonly string[];
  /** Of each command what tells how it goes on behind a failure. */
  readonly texts: ReadonlyMap<string, CommandTexts>;
}

/** Makes copies of the folder that a run is about. */
export interface Verifier {
  /**
   * Why nothing could be verified, as far as that can be told at once; undefined where nothing is known against it. To be
   * asked before anything that takes long; `open` asks, too.
   */
  obstacle(options: SiteWish): Promise<string | undefined>;
  /** @param copying hears how the copies come along, also of those that are made later */
  open(options: SiteWish, signal: AbortSignal, copying?: (progress: CopyProgress) => void): Promise<SiteOutcome>;
  /** What commands said of a tree (git's name) earlier; undefined where that is not known. */
  recallBaseline(options: BaselineOptions, tree: string): Promise<readonly CommandRun[] | undefined>;
  /** Keeps what they said for the next verification. Never rejects: it is only time that is lost. */
  keepBaseline(options: BaselineOptions, tree: string, runs: readonly CommandRun[]): Promise<void>;
  /** What commands are made of in what a site copies. */
  definitions(
    site: Pick<VerificationSite, 'top'>,
    options: Pick<VerificationOptions, 'commands' | 'directory'>,
  ): Promise<Definitions>;
  /**
   * What its tree is called now, as a proof names trees.
   *
   * @param since the tree that it is compared with
   */
  treeNow(signal: AbortSignal, since?: string): Promise<TreeOutcome>;
}
