import type { Bar, Timeline } from '../core/report/page/pageData';
import { atWork, durationText, type Geometry, ticksOf } from './geometry';

/** Draws the picture in the colours of the page's style. */
export function paint(canvas: HTMLCanvasElement, geometry: Geometry, timeline: Timeline, bars: readonly Bar[]): void {
  const context = canvas.getContext('2d');
  if (!context) {
    return;
  }
  const { width, height } = geometry;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.scale(scale, scale);
  const style = getComputedStyle(document.body);
  const colour = (name: string) => {
    // As a property of its own, unlike the name's, it is what it comes to under the present theme.
    canvas.style.color = `var(--${name.replace(' ', '-')})`;
    return getComputedStyle(canvas).color;
  };
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  const picture = { context, geometry, colour };
  paintAxis(picture, timeline);
  paintPauses(picture, timeline);
  paintVerifying(picture, timeline);
  paintBars(picture, bars);
  paintStrip(picture, timeline, bars);
  paintMarks(picture, timeline);
}

interface Picture {
  readonly context: CanvasRenderingContext2D;
  readonly geometry: Geometry;
  /** One of the colours that the style names. */
  readonly colour: (name: string) => string;
}

function paintAxis({ context, geometry, colour }: Picture, { lanes, length }: Timeline): void {
  const { left, right, laneHeight, laneTop, stripBottom, x } = geometry;
  context.fillStyle = colour('lane');
  context.textAlign = 'right';
  // Names that would run into each other are left out.
  const every = Math.ceil(12 / laneHeight);
  for (const [lane, name] of lanes.entries()) {
    context.fillStyle = colour('lane');
    context.fillRect(left, laneTop(lane), right - left, laneHeight - 1);
    if (lane % every === 0) {
      context.fillStyle = colour('dim');
      context.fillText(name, left - 8, laneTop(lane) + laneHeight / 2);
    }
  }
  for (const time of ticksOf(length, (right - left) / 90)) {
    context.fillStyle = colour('line');
    context.fillRect(Math.round(x(time)), laneTop(0) - 4, 1, stripBottom - laneTop(0) + 4);
    context.fillStyle = colour('dim');
    context.textAlign = time === 0 ? 'left' : x(time) > right - 30 ? 'right' : 'center';
    context.fillText(time === 0 ? '0' : durationText(time), x(time), stripBottom + 11);
  }
}

function paintPauses({ context, geometry, colour }: Picture, { pauses, lanes }: Timeline): void {
  const { laneTop, x, msPerPixel } = geometry;
  for (const [at, ms] of pauses) {
    const width = Math.max(2, ms / msPerPixel);
    context.globalAlpha = 0.25;
    context.fillStyle = colour('pause');
    context.fillRect(x(at), laneTop(0) - 6, width, laneTop(lanes.length) - laneTop(0) + 6);
    context.globalAlpha = 1;
    context.fillRect(x(at), laneTop(0) - 6, width, 3);
  }
}

/** Behind the lanes, at whose foot it has a line of its own. */
function paintVerifying({ context, geometry, colour }: Picture, { verifying, lanes }: Timeline): void {
  const { laneTop, x, msPerPixel } = geometry;
  const [top, bottom] = [laneTop(0), laneTop(lanes.length)];
  context.fillStyle = colour('verification');
  for (const [at, ms] of verifying) {
    const width = Math.max(2, ms / msPerPixel);
    context.globalAlpha = 0.15;
    context.fillRect(x(at), top, width, bottom - top);
    context.globalAlpha = 1;
    context.fillRect(x(at), bottom + 1, width, 4);
  }
}

function paintBars({ context, geometry, colour }: Picture, bars: readonly Bar[]): void {
  const { laneHeight, laneTop, x, msPerPixel } = geometry;
  const colours = new Map<string, string>();
  for (const [lane, at, ms, outcome] of bars) {
    const fill = colours.get(outcome) ?? colour(outcome);
    colours.set(outcome, fill);
    context.fillStyle = fill;
    const width = ms / msPerPixel;
    // A line between neighbours, where there is room for one.
    context.fillRect(x(at), laneTop(lane), Math.max(1, width > 3 ? width - 1 : width), laneHeight - 1);
  }
}

function paintStrip({ context, geometry, colour }: Picture, { limits, length }: Timeline, bars: readonly Bar[]): void {
  const { left, right, stripTop, stripBottom, x } = geometry;
  const flight = atWork(bars, length, Math.floor((right - left) / 2));
  const allLimits = limits.flatMap(({ points }) => points.map(([, limit]) => limit));
  const most = Math.max(1, ...flight, ...allLimits);
  const y = (count: number) => stripBottom - (count / most) * (stripBottom - stripTop);
  context.fillStyle = colour('flight');
  for (const [index, count] of flight.entries()) {
    context.fillRect(left + index * 2, y(count), 2, stripBottom - y(count));
  }
  context.fillStyle = colour('dim');
  context.textAlign = 'right';
  context.fillText(`${Math.round(most)} at once`, left - 8, stripTop + 4);
  context.fillText('0', left - 8, stripBottom - 4);
  for (const [index, { points }] of limits.entries()) {
    context.strokeStyle = colour(`limit-${index % 4}`);
    context.lineWidth = 2;
    context.setLineDash(index === 0 ? [5, 3] : []);
    context.beginPath();
    for (const [number, [at, limit]] of points.entries()) {
      if (number === 0) {
        context.moveTo(x(at), y(limit));
      } else {
        context.lineTo(x(at), y(points[number - 1]?.[1] ?? limit));
        context.lineTo(x(at), y(limit));
      }
    }
    context.lineTo(right, y(points.at(-1)?.[1] ?? 0));
    context.stroke();
  }
  context.setLineDash([]);
}

function paintMarks({ context, geometry, colour }: Picture, { verifications, gaps }: Timeline): void {
  const { x, laneTop, stripBottom } = geometry;
  context.strokeStyle = colour('dim');
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  for (const [at] of gaps) {
    context.beginPath();
    context.moveTo(x(at) + 0.5, 0);
    context.lineTo(x(at) + 0.5, stripBottom);
    context.stroke();
  }
  context.setLineDash([]);
  context.fillStyle = colour('verification');
  for (const [at] of verifications) {
    context.fillRect(x(at) - 1, laneTop(0) - 4, 2, stripBottom - laneTop(0) + 4);
    context.beginPath();
    context.arc(x(at), laneTop(0) - 7, 5, 0, 2 * Math.PI);
    context.fill();
  }
}
