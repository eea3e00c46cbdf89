import { toJUnit } from '../report/junit';
import { toMarkdown } from '../report/markdown';
import { type PageWorld, toHtml } from '../report/page/html';
import { toResults } from '../report/results';
import { toSarif } from '../report/sarif';
import type { RunStore } from '../run/store';

/** A form in which the results of a run can be had as a file. */
export interface ReportFormat {
  /** What its file is called, with `--out` and when it is exported. */
  readonly file: string;
  readonly title: string;
  /** Whom it is for, in a few words. */
  readonly readers: string;
  /** The whole report in pieces, which are made as they are asked for. */
  readonly write: (store: RunStore, world: PageWorld) => Iterable<string> | AsyncIterable<string>;
}

/**
 * Every form there is, by what `--format` calls it. The command line's choices, the files of `--out` and the editor's
 * list are made from this.
 */
export const reportFormats = {
  json: {
    ...{ file: 'results.json', title: 'JSON', readers: 'for programs; the same results are the same bytes' },
    write: toResults,
  },
  sarif: {
    ...{ file: 'results.sarif', title: 'SARIF 2.1.0', readers: 'for code scanning services and viewers' },
    write: (store, { version }) => toSarif(store, version),
  },
  markdown: {
    ...{ file: 'report.md', title: 'Markdown', readers: 'for people, in issues and pull requests' },
    write: toMarkdown,
  },
  junit: {
    ...{ file: 'junit.xml', title: 'JUnit XML', readers: 'for build servers: a test suite for each file' },
    write: toJUnit,
  },
  html: {
    ...{ file: 'report.html', title: 'Web page', readers: 'for people: everything, in one page that works offline' },
    write: toHtml,
  },
} as const satisfies Readonly<Record<string, ReportFormat>>;

/** What `--format` calls one of them. */
export type ReportName = keyof typeof reportFormats;

export const reportNames = Object.keys(reportFormats) as readonly ReportName[];

/** What a run can be had as. Both reject with the system's error. */
export interface RunReports {
  /** The report page, whole. */
  page(): Promise<string>;
  /** Writes a report to a file on disk (absolute path), in the place of what is there. */
  write(name: ReportName, file: string): Promise<void>;
}
