import type { FolderOutcomes } from '../../figures/outcomes';
import type { RunStore } from '../../run/store';
import { jsonText } from '../../text/jsonText';
import { gathered } from '../../text/pieces';
import type { PageBlocks, PageFigures } from './pageData';
import { figuresBlock } from './pageFigures';
import { fileRows, findingBlocks, headOf } from './pageRows';
import { type DrawnTimeline, readTimeline } from './timeline';

/** What the page is made of, whatever the run is. Both are built along with the program. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  /** SHA-256 of each in Base64, by which a content policy allows them. */
  readonly styleHash: string;
  readonly scriptHash: string;
}

/** What the report page needs beside the run. */
export interface PageWorld {
  /** Version of this tool. */
  readonly version: string;
  /** The lines of the run's `events.jsonl`; none where it is not there. */
  readonly events: () => AsyncIterable<string>;
  /** What became of findings over the runs of the folder. */
  readonly outcomes: (store: RunStore) => Promise<FolderOutcomes>;
  readonly page: () => Promise<PageParts>;
}

/**
 * The results of a run as a page for people that needs nothing but itself, in pieces: coverage, findings with their
 * proposals, and a picture of what happened when. Nothing of the run is in the markup: it comes as blocks of JSON, which
 * the page's own script shows as text. The content policy allows that script and that style, by their hashes, and nothing
 * else: no other script, no image, no connection.
 */
export async function* toHtml(store: RunStore, world: PageWorld): AsyncGenerator<string> {
  const parts = await world.page();
  const drawn = await readTimeline(world.events());
  const figures = figuresBlock(store, drawn, await world.outcomes(store));
  yield* gathered(eachPiece(store, parts, drawn, figures, world.version));
}

function* eachPiece(
  store: RunStore,
  { style, script, styleHash, scriptHash }: PageParts,
  { timeline, bars }: DrawnTimeline,
  figures: PageFigures,
  version: string,
): Generator<string> {
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'sha256-${scriptHash}'; form-action 'none'`;
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Folder Review</title>
<style>${style}</style>
</head>
<body>
<noscript>This page shows its data by a script of its own, which is not allowed to run here.</noscript>
<header></header>
<main></main>
`;
  yield block('head', headOf(store, version));
  // Before the other blocks, so that there is something to see while they are read.
  yield `<script>${script}</script>\n`;
  yield block('figures', figures);
  yield block('timeline', timeline);
  for (let start = 0; start < bars.length; start += barsInBlock) {
    yield block('bars', bars.slice(start, start + barsInBlock));
  }
  const files = [...store.files()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const rows of fileRows(files)) {
    yield block('files', rows);
  }
  for (const { findings, details } of findingBlocks(store, files)) {
    yield block('findings', findings);
    yield block('details', details);
  }
  yield '</body>\n</html>\n';
}

const barsInBlock = 500;

/** A block of data. In a script element that is not run, only `<` can end the text or begin something (HTML, 4.12.1.3). */
function block<Name extends keyof PageBlocks>(name: Name, data: PageBlocks[Name]): string {
  return `<script type="application/json" data-block="${name}">${jsonText(data).replaceAll('<', '\\u003c')}</script>\n`;
}
