import { startServer } from '../bench/support';

/** Something that runs beside the editor while a suite runs, such as a scripted model server. */
export interface Helper {
  /** Given to the extension host; names start with `FOLDER_REVIEW_TEST_`. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** One launch of the editor. Launches are the expensive part of host tests: a new suite needs a reason. */
export interface HostSuite {
  readonly name: string;
  /** Its tests are the files of `suite` that begin with one of these, else with its name; `main` has those that no other claims. */
  readonly tests?: readonly string[];
  /** Folder under `test/fixtures` whose copy is opened; a `.code-workspace` file at its top is opened instead. */
  readonly fixture: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True opens the folder untrusted, with Workspace Trust on. Trust never disables an extension under development. */
  readonly untrusted?: boolean;
  /** True tests the packaged and installed `.vsix`, not the checkout. */
  readonly packaged?: boolean;
  /** True leaves it out unless it is named. */
  readonly onRequest?: boolean;
  /** Extensions of the tests' own that are installed beside ours: folders below `test/host`. */
  readonly extensions?: readonly string[];
  /** Seconds until the launch is given up. Default 300. */
  readonly timeout?: number;
  /** Started before the editor. */
  readonly helpers?: readonly (() => Promise<Helper>)[];
}

/** A model server that takes a second for everything, in a process of its own so that its work is not the editor's. */
async function startBenchServer(): Promise<Helper> {
  const server = await startServer(['--latency', 1_000]);
  return { env: { FOLDER_REVIEW_TEST_MODEL_SERVER: server.url }, stop: async () => server.stop() };
}

export const hostSuites: readonly HostSuite[] = [
  // On a busy machine they take longer than the default.
  { name: 'main', fixture: 'sample', extensions: ['modelProvider'], timeout: 480 },
  // About as long as the others, and beside them.
  {
    ...{ name: 'changes', fixture: 'sample', timeout: 480 },
    tests: ['applier', 'comeBack', 'commits', 'followFiles', 'queue', 'results'],
  },
  { name: 'verification', fixture: 'sample' },
  { name: 'trust', fixture: 'sample', untrusted: true, packaged: true },
  { name: 'packaged', fixture: 'sample', packaged: true },
  { name: 'bench', fixture: 'sample', onRequest: true, timeout: 600, helpers: [startBenchServer] },
];
