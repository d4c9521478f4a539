// A chart: a canvas that the worker draws on, with a pointer, a keyboard and words for it. The
// figures in it are in the table next to it too.

import { useEffect, useRef, useState } from 'preact/hooks';
import { engine, shownTheme, state } from '../app.ts';
import type { Charted, ChartRequest, Drawn } from '../protocol.ts';
import type { ChartAt, ChartItemView, PickView } from '../views.ts';

const FONT_PX = 12;
const NOTE_PX_MAX = 340;
/** The engine draws nothing smaller in either direction. */
const AREA_PX_MIN = 64;
/** Until the first look at the real width. */
const WIDTH_GUESSED_PX = 800;
const HEIGHT_GUESSED_PX = 180;

/** Where a chart is that shows no part of the run. */
export const WHOLE_RUN: ChartAt = { night: 0, from: 0, count: 0, vm: 0, disk: 0, link: undefined, as_of_s: 0 };

type Props = Charted & {
  label: string;
  /** In CSS pixels; some charts grow as their width shrinks, and some say themselves how high they are. */
  height: number | ((width: number) => number) | 'own';
  /** How many items there are from one column to the next; one after the other without. */
  stride?: number;
  onChoose?: ((pick: PickView) => void) | undefined;
};

/** What is pointed at: where its note goes (CSS pixels), and its outline if it came by keyboard. */
interface Pointed {
  pick: PickView;
  x: number;
  y: number;
  box: { left: number; top: number; width: number; height: number } | null;
}

interface Size {
  width: number;
  height: number;
  scale: number;
}

export function Chart({ label, height, stride = 1, onChoose, ...what }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<number | null>(null);
  const [size, setSize] = useState<Size | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  /** What is on the canvas by now. */
  const [shown, setShown] = useState('');
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const theme = shownTheme.value;
  const version = state.value.resultsVersion;
  const contents = [version, what.kind, ...Object.values(what.at)].join('\n');
  /** Where a keyboard is, and whether its note is up; another size or theme leaves it there. */
  const walk = useRef({ contents, place: -1, isShown: false });

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const attached = engine.attach(element);
    chart.current = attached;
    const stopObserving = observeSize(element, setSize);
    return () => {
      stopObserving();
      engine.detach(attached);
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (chart.current === null || !size) return;
    let isCurrent = true;
    setPointed(null);
    if (walk.current.contents !== contents) walk.current = { contents, place: -1, isShown: false };
    void engine.draw(chart.current, request(what, size, theme)).then((result) => {
      if (!isCurrent || !result) return;
      setDrawn(result);
      setShown(contents);
      if (walk.current.isShown && document.activeElement === frame.current) void show(walk.current.place);
    });
    return () => {
      isCurrent = false;
    };
  }, [size, theme, contents]);

  const pointer = usePointer(chart, size, setPointed);
  const show = async (place: number) => {
    if (chart.current === null || !size) return;
    // At once, so that the next key goes on from here however long the answer takes.
    Object.assign(walk.current, { place, isShown: true });
    const item = await engine.item(chart.current, place);
    if (item && walk.current.isShown && walk.current.place === place) setPointed(outlined(item, size.scale));
  };
  const forget = () => {
    walk.current.isShown = false;
    setPointed(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event.key, walk.current.place, drawn?.items ?? 0, stride);
    if (step !== null) void show(step);
    else if (event.key === 'Escape' && pointed) forget();
    else if ((event.key === 'Enter' || event.key === ' ') && pointed && onChoose) onChoose(pointed.pick);
    else return;
    event.preventDefault();
  };
  const choose = async (event: MouseEvent) => {
    if (chart.current === null || !size || !onChoose) return;
    const pick = await engine.pick(chart.current, event.offsetX * size.scale, event.offsetY * size.scale);
    if (pick) onChoose(pick);
  };
  const wanted = height === 'own' ? ownHeight(drawn, size) : typeof height === 'number' ? height : height(size ? size.width / size.scale : WIDTH_GUESSED_PX);
  return (
    <div
      class={onChoose ? 'chart choosable' : 'chart'} ref={frame} style={{ height: `${Math.max(wanted, AREA_PX_MIN + 1)}px` }}
      tabIndex={0} role="application" aria-roledescription="chart" aria-label={`${label}. ${drawn?.summary ?? ''}`} aria-busy={shown !== contents}
      onKeyDown={onKeyDown} onBlur={forget}
      onPointerMove={pointer.move} onPointerLeave={pointer.leave} onClick={choose}
    >
      <canvas ref={canvas} aria-hidden="true" />
      {pointed?.box && <div class="chart-box" style={px(pointed.box)} />}
      {pointed && <Note pointed={pointed} within={frame.current} />}
      <div class="unseen" aria-live="polite">{pointed?.box ? spoken(pointed.pick) : ''}</div>
    </div>
  );
}

/** Beside the pointer, on the side of the window that has more room. */
function Note({ pointed, within }: { pointed: Pointed; within: HTMLElement | null }) {
  const frame = within?.getBoundingClientRect();
  const [x, y] = [(frame?.left ?? 0) + pointed.x, (frame?.top ?? 0) + pointed.y];
  const isLeft = x > innerWidth / 2;
  const room = Math.round((isLeft ? x : innerWidth - x) - 20);
  const side = isLeft ? { right: `${innerWidth - x + 12}px` } : { left: `${x + 12}px` };
  const end = y > innerHeight / 2 ? { bottom: `${innerHeight - y + 8}px` } : { top: `${y + 8}px` };
  return (
    <div class="note" style={{ ...side, ...end, maxWidth: `${Math.min(room, NOTE_PX_MAX)}px` }} aria-hidden="true">
      <strong><bdi>{pointed.pick.title}</bdi></strong>
      <dl class="facts">
        {pointed.pick.facts.map((fact) => [<dt><bdi>{fact.label}</bdi></dt>, <dd><bdi>{fact.value}</bdi></dd>])}
      </dl>
    </div>
  );
}

/** One question at a time: while one is out, only the latest position waits. */
function usePointer(chart: { current: number | null }, size: Size | null, setPointed: (pointed: Pointed | null) => void) {
  const asked = useRef({ isOut: false, isInside: false, x: 0, y: 0 });
  const ask = async () => {
    const { x, y } = asked.current;
    if (chart.current === null || !size) return;
    asked.current.isOut = true;
    const pick = await engine.pick(chart.current, x * size.scale, y * size.scale);
    asked.current.isOut = false;
    if (!asked.current.isInside) return;
    setPointed(pick ? { pick, x, y, box: null } : null);
    if (asked.current.x !== x || asked.current.y !== y) await ask();
  };
  return {
    move(event: PointerEvent) {
      Object.assign(asked.current, { isInside: true, x: event.offsetX, y: event.offsetY });
      if (!asked.current.isOut) void ask();
    },
    leave() {
      asked.current.isInside = false;
      setPointed(null);
    },
  };
}

/** The canvas is drawn at a guess first, which says how high it should have been. */
function ownHeight(drawn: Drawn | null, size: Size | null): number {
  return drawn && size ? Math.ceil(drawn.height / size.scale) : HEIGHT_GUESSED_PX;
}

function stepOf(key: string, index: number, items: number, stride: number): number | null {
  if (items === 0) return null;
  // Where columns go back in time, the walk begins at their end.
  const isFirst = index < 0 && stride > 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(isFirst ? 0 : index + stride, items - 1);
    case 'ArrowDown':
      return Math.min(index + 1, items - 1);
    case 'ArrowLeft':
      return isFirst ? items - 1 : Math.max(index - stride, 0);
    case 'ArrowUp':
      return isFirst ? items - 1 : Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return items - 1;
    default:
      return null;
  }
}

function outlined(item: ChartItemView, scale: number): Pointed {
  const box = { left: item.x / scale, top: item.y / scale, width: item.width / scale, height: item.height / scale };
  return { pick: item.pick, x: box.left + box.width / 2, y: box.top + box.height / 2, box };
}

function spoken(pick: PickView): string {
  return [pick.title, ...pick.facts.map((fact) => `${fact.label}: ${fact.value}`)].join('; ');
}

function px(box: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(box).map(([side, length]) => [side, `${length}px`]));
}

function request({ kind, at }: Charted, size: Size, theme: 'light' | 'dark'): ChartRequest {
  const font_family = getComputedStyle(document.body).fontFamily;
  return { what: { kind, at } as Charted, width: size.width, height: size.height, look: { theme, font_family, font_px: FONT_PX, scale: size.scale } };
}

/** Reports the canvas's size in device pixels; browsers without that box get it computed. */
function observeSize(element: HTMLCanvasElement, report: (size: Size) => void): () => void {
  const observer = new ResizeObserver((entries) => {
    const entry = entries[entries.length - 1];
    if (!entry) return;
    const css = entry.contentRect;
    if (css.width < AREA_PX_MIN || css.height < AREA_PX_MIN) return;
    const scale = devicePixelRatio;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const computed = { width: Math.round(css.width * scale), height: Math.round(css.height * scale) };
    // An emulated ratio leaves the exact box unscaled; believe it only where both agree.
    const isExact = exact && Math.abs(exact.inlineSize - computed.width) <= 1 && Math.abs(exact.blockSize - computed.height) <= 1;
    report({
      width: isExact ? exact.inlineSize : computed.width,
      height: isExact ? exact.blockSize : computed.height,
      scale,
    });
  });
  try {
    observer.observe(element, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(element);
  }
  return () => observer.disconnect();
}
