import { printable } from './text';

/** How pieces of text are set off on the terminal; the identity where there are no colours. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly green: (text: string) => string;
}

/** For whom and where a text is written. */
export interface Style extends Colours {
  /** How the command line is called. */
  readonly program: string;
  /** Columns of a line. */
  readonly columns: number;
  /** Whether a person reads it at a screen, and wants to know what to do next. */
  readonly isScreen: boolean;
  /**
   * What a file is called from where the reader stands, so that a terminal can open it; safe to show.
   *
   * @param path in the reviewed folder
   */
  readonly fileName: (path: string) => string;
}

const identity = (text: string): string => text;

/** Without colours. */
export const plainColours: Colours = {
  ...{
    bold: identity,
    dim: identity,
    red: identity,
    yellow: identity,
    blue: identity,
    cyan: identity,
    green: identity,
  },
};

/** The style where nothing is known of whoever reads. */
export const plainStyle: Style = {
  ...plainColours,
  program: 'folder-review',
  columns: 100,
  isScreen: false,
  fileName: printable,
};

/** What findings of a weight are set off with. */
export const severityColours = { error: 'red', warning: 'yellow', info: 'blue' } as const;
