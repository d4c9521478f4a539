// A table of any length: only the rows in sight exist, and only they are asked for. Every table of
// the page is this one, the short ones too.

import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { useKeptFocus } from './kept-focus.ts';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  isNumber?: boolean;
  /** Long texts are cut here; the explanation has them whole. */
  isShort?: boolean;
  /** Where there is no room for all of it, it takes two lines of a row. */
  isWrapped?: boolean;
  /** The query's name of this column; without it the column can't be sorted. */
  sort?: string;
}

export interface Slice<Row> {
  matching: number;
  from: number;
  rows: readonly Row[];
}

export interface Sorting {
  column: string;
  isDescending: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  load: (from: number, count: number) => Promise<Slice<Row>> | Slice<Row>;
  /** Another version means other rows. */
  version: string;
  empty: string;
  sorting?: { now: Sorting; choose: (sorting: Sorting) => void } | undefined;
  isSelected?: ((row: Row) => boolean) | undefined;
  /** The row, by its index, that comes into sight when it changes. */
  revealed?: number | undefined;
  onChoose?: ((row: Row) => void) | undefined;
  onMatching?: ((matching: number) => void) | undefined;
  /** What has the focus next, where a control that had it went with its row or by itself. */
  inPlaceOf?: ((gone: HTMLElement, root: HTMLElement) => HTMLElement | null) | undefined;
}

const ROW_PX = 32;
/** Rows of one question; the engine answers at most 500. */
const BLOCK_ROWS = 100;
const OVERSCAN_ROWS = 6;

export function Table<Row>(props: Props<Row>) {
  const { columns, label, sorting, onChoose, isSelected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRows(props);
  const items = useVisible(scroller, rows.matching);
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? -1;
  useEffect(() => rows.need(first, last), [first, last, props.version, rows.matching]);
  const focus = useRowFocus(scroller, rows.matching);
  const kept = useKeptFocus(scroller, props.inPlaceOf ?? (() => null));
  useEffect(() => reveal(scroller.current, props.revealed), [props.revealed, rows.isLoaded]);
  const spare = (count: number) => count > 0 && <tr aria-hidden="true" class="spare"><td colSpan={columns.length} style={{ height: `${count * ROW_PX}px` }} /></tr>;
  if (rows.isLoaded && rows.matching === 0) return <p class="empty">{props.empty}</p>;
  return (
    <div class="scroll" ref={scroller} {...kept} tabIndex={0} role="group" aria-label={`${label}, scrollable`}>
      <table aria-label={label} aria-rowcount={rows.matching + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => <Head key={column.head} column={column} sorting={sorting} />)}
          </tr>
        </thead>
        <tbody onKeyDown={focus.onKeyDown}>
          {spare(first)}
          {items.map(({ index }) => {
            const row = rows.at(index);
            const isChosen = row !== undefined && (isSelected?.(row) ?? false);
            return (
              <tr key={index} data-index={index} aria-rowindex={index + 2} class={isChosen ? 'chosen' : ''} onClick={row && onChoose && (() => onChoose(row))}>
                {columns.map((column, place) => (
                  <td key={column.head} class={column.isNumber ? 'n' : column.isWrapped ? 'wrapped' : column.isShort ? 'short' : ''}>
                    {row === undefined ? '' : place === 0 && onChoose
                      ? <button type="button" class="row" aria-pressed={isChosen}>{column.cell(row)}</button>
                      : column.isWrapped ? <span class="lines-2">{column.cell(row)}</span> : column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {spare(rows.matching - 1 - last)}
        </tbody>
      </table>
    </div>
  );
}

/** A row that is out of sight comes below the head. */
function reveal(element: HTMLElement | null, index: number | undefined): void {
  if (!element || index === undefined || index < 0) return;
  const top = index * ROW_PX;
  if (top < element.scrollTop || top > element.scrollTop + element.clientHeight - 2 * ROW_PX) element.scrollTop = Math.max(0, top - 2 * ROW_PX);
}

function Head<Row>({ column, sorting }: { column: Column<Row>; sorting: Props<Row>['sorting'] }) {
  const { sort, head, isNumber } = column;
  const side = isNumber ? 'n' : '';
  if (!sort || !sorting) return <th scope="col" class={side}>{head}</th>;
  const { now, choose } = sorting;
  const isNow = now.column === sort;
  // Figures are first wanted from the largest, names from A.
  const isDescending = isNow ? !now.isDescending : isNumber === true;
  return (
    <th scope="col" class={side} aria-sort={isNow ? (now.isDescending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" class="sort" onClick={() => choose({ column: sort, isDescending })}>
        {head}<span aria-hidden="true">{isNow ? (now.isDescending ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </th>
  );
}

/** A table's rows when all of them are here already. */
export function sliceOf<Row>(rows: readonly Row[]): (from: number, count: number) => Slice<Row> {
  return (from, count) => ({ matching: rows.length, from, rows: rows.slice(from, from + count) });
}

interface Blocks<Row> {
  version: string;
  matching: number;
  isLoaded: boolean;
  blocks: Map<number, readonly Row[] | 'asked'>;
}

/** Rows by blocks. Those of the version before stay in sight until the first new ones are here. */
function useRows<Row>({ load, version, onMatching }: Props<Row>) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const fresh = (): Blocks<Row> => ({ version, matching: 0, isLoaded: false, blocks: new Map() });
  const now = useRef<Blocks<Row>>(fresh());
  const before = useRef<Blocks<Row> | null>(null);
  if (now.current.version !== version) {
    if (now.current.isLoaded) before.current = now.current;
    now.current = fresh();
  }
  const shown = now.current.isLoaded || !before.current ? now.current : before.current;

  const take = (target: Blocks<Row>, block: number, slice: Slice<Row>) => {
    if (now.current !== target) return;
    target.blocks.set(block, slice.rows);
    target.matching = slice.matching;
    target.isLoaded = true;
    before.current = null;
    onMatching?.(slice.matching);
    redraw(0);
  };
  const ask = (block: number) => {
    const target = now.current;
    if (target.blocks.has(block)) return;
    target.blocks.set(block, 'asked');
    const answer = load(block * BLOCK_ROWS, BLOCK_ROWS);
    if (answer instanceof Promise) void answer.then((slice) => take(target, block, slice));
    else take(target, block, answer);
  };
  return {
    matching: shown.matching,
    isLoaded: shown.isLoaded,
    at(index: number): Row | undefined {
      const block = shown.blocks.get(Math.floor(index / BLOCK_ROWS));
      return block === 'asked' ? undefined : block?.[index % BLOCK_ROWS];
    },
    need(first: number, last: number) {
      const from = Math.floor(first / BLOCK_ROWS);
      const to = Math.floor(Math.max(last, first) / BLOCK_ROWS);
      for (let block = from; block <= to; block += 1) ask(block);
    },
  };
}

function useVisible(scroller: { current: HTMLElement | null }, count: number) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    overscan: OVERSCAN_ROWS,
    onChange: () => redraw(0),
  };
  const [virtual] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtual.setOptions(options);
  useLayoutEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  return virtual.getVirtualItems();
}

/** Arrow keys go from row to row; a row out of sight is scrolled in first. */
function useRowFocus(scroller: { current: HTMLElement | null }, matching: number) {
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const button = scroller.current?.querySelector<HTMLElement>(`tr[data-index="${wanted.current}"] button.row`);
    if (!button) return;
    wanted.current = null;
    button.focus({ preventScroll: true });
  });
  return {
    onKeyDown(event: KeyboardEvent) {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('tr[data-index]') : null;
      const element = scroller.current;
      if (step === 0 || !row || !element) return;
      event.preventDefault();
      const index = Number(row.dataset['index']) + step;
      if (index < 0 || index >= matching) return;
      wanted.current = index;
      // Below the sticky head, above the lower edge.
      const top = index * ROW_PX;
      const room = element.clientHeight - 2 * ROW_PX;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top > element.scrollTop + room) element.scrollTop = top - room;
      const button = element.querySelector<HTMLElement>(`tr[data-index="${index}"] button.row`);
      if (button) {
        wanted.current = null;
        button.focus({ preventScroll: true });
      }
    },
  };
}
