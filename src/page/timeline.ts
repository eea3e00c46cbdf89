import { type Bar, outcomes, type Timeline } from '../core/report/page/pageData';
import { counted } from '../core/text/counted';
import { grouped, make } from './dom';
import { durationText, type Geometry, geometryOf } from './geometry';
import { paint } from './paint';

/** The picture of what happened when. */
export function timelineSection(timeline: Timeline, bars: readonly Bar[]): HTMLElement {
  const section = make('section', { class: 'timeline' }, make('h2', {}, 'Timeline'));
  const unread = timeline.unread === 0 ? [] : [`${grouped(timeline.unread)} lines of the log could not be read.`];
  if (bars.length === 0 && timeline.verifying.length === 0) {
    section.append(make('p', {}, ['No timeline was recorded.', ...unread].join(' ')));
    return section;
  }
  const also = (
    [
      [bars.filter(([, , , outcome]) => outcome === 'will retry').length, 'retry', 'retries'],
      [timeline.pauses.length, 'pause', 'pauses'],
      [timeline.verifying.length, 'verification', 'verifications'],
    ] as const
  )
    .flatMap(([count, one, several]) => (count > 0 ? [`, ${grouped(count)} ${count === 1 ? one : several}`] : []))
    .join('');
  const text = [
    `${durationText(timeline.length)}, ${grouped(bars.length)} ${bars.length === 1 ? 'try' : 'tries'} at files by ${counted(timeline.lanes.length, 'worker')}${also}.`,
    ...unread,
  ].join(' ');
  const canvas = make('canvas', { role: 'img', label: `Timeline: ${text}` });
  const tip = make('div', { class: 'tip', role: 'status' });
  tip.hidden = true;
  const frame = make('div', { class: 'frame' }, canvas, tip);
  section.append(make('p', {}, text), frame, legend(timeline, bars));

  let geometry: Geometry | undefined;
  const draw = () => {
    if (frame.clientWidth > 0) {
      geometry = geometryOf(timeline, frame.clientWidth);
      paint(canvas, geometry, timeline, bars);
    }
  };
  new ResizeObserver(draw).observe(frame);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  // The editor says so there when its theme changes.
  new MutationObserver(draw).observe(document.body, { attributes: true });
  const byLane = timeline.lanes.map((_, lane) => bars.filter((bar) => bar[0] === lane));
  canvas.addEventListener('pointermove', (event) => {
    const said = geometry && textAt(geometry, timeline, byLane, event.offsetX, event.offsetY);
    tip.hidden = said === undefined;
    tip.textContent = said ?? '';
    tip.style.left = `${Math.min(event.offsetX + 12, frame.clientWidth - 260)}px`;
    tip.style.top = `${event.offsetY + 14}px`;
  });
  canvas.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  return section;
}

/** What stands at a place of the picture, in a few words. */
function textAt(
  { timeAt, laneAt, msPerPixel }: Geometry,
  { pauses, verifications, verifying, limits, gaps }: Timeline,
  byLane: readonly (readonly Bar[])[],
  x: number,
  y: number,
): string | undefined {
  const time = timeAt(x);
  const near = 4 * msPerPixel;
  const isAt = (at: number, ms: number, slack: number) => at - slack <= time && time <= at + ms + slack;
  const inLane = byLane[laneAt(y)] ?? [];
  const bar =
    inLane.findLast(([, at, ms]) => isAt(at, ms, 0)) ?? inLane.findLast(([, at, ms]) => isAt(at, ms, near / 2));
  if (bar) {
    const [, , ms, outcome, path, note] = bar;
    return `${path}\n${outcome}, ${durationText(ms)}${note === '' ? '' : `\n${note}`}`;
  }
  const gap = gaps.find(([at]) => isAt(at, 0, near));
  const said = [
    ...verifications.filter(([at]) => isAt(at, 0, near)).map(([, text]) => `proven: ${text}`),
    ...verifying.filter(([at, ms]) => isAt(at, ms, near)).map(([, ms, text]) => `${text} (${durationText(ms)})`),
    ...pauses.filter(([at, ms]) => isAt(at, ms, near)).map(([, ms, text]) => `${text} (${durationText(ms)})`),
    ...(gap ? [`${durationText(gap[1])} without work left out`] : []),
    ...limits.flatMap(({ name, points }) => {
      const point = points.findLast(([at]) => at <= time);
      return point ? [`${name}: ${point[1]} at once (${point[2]})`] : [];
    }),
  ];
  return said.length > 0 ? said.join('\n') : undefined;
}

function legend({ pauses, verifications, verifying, limits, gaps }: Timeline, bars: readonly Bar[]): HTMLElement {
  const there = new Set(bars.map(([, , , outcome]) => outcome));
  const entry = (style: string, name: string) => make('li', {}, make('span', { class: `swatch ${style}` }), name);
  return make(
    'ul',
    { class: 'legend' },
    ...outcomes.filter((outcome) => there.has(outcome)).map((outcome) => entry(outcome.replace(' ', '-'), outcome)),
    entry('flight', 'at work'),
    ...limits.map(({ name }, index) =>
      entry(`limit-${index % 4}`, name === 'at most' ? 'limit as set' : `limit of ${name}`),
    ),
    ...(pauses.length > 0 ? [entry('pause', 'pause')] : []),
    ...(verifying.length > 0 ? [entry('verifying', 'commands at work')] : []),
    ...(verifications.length > 0 ? [entry('verification', 'proven')] : []),
    ...(gaps.length > 0 ? [entry('gap', 'idle time left out')] : []),
  );
}
