// Which machine, and as of when: a chooser, a slider through the whole run, and steps.

import { dispatch, state } from '../app.ts';
import { changed, dateAt, stepped, type Step } from '../days.ts';
import { Machines } from '../parts/machines.tsx';
import type { Results } from '../state.ts';
import type { PointsView } from '../views.ts';

const STEPS: readonly (readonly [step: Step, short: string])[] = [['month', 'month'], ['week', 'week'], ['day', 'day']];

export function AsOf({ results, view }: { results: Results; view: PointsView | null }) {
  const { vm, day, resultsVersion } = state.value;
  const { days } = results;
  const { start, time_zone: zone } = results.opened.scenario;
  const last = Math.max(0, days.length - 1);
  const go = (to: number) => dispatch({ kind: 'day-chosen', day: to });
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === 'PageUp' ? 1 : event.key === 'PageDown' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    go(stepped(start, day, 'month', direction));
  };
  const ends = days.map((moment) => moment.s);
  const change = (direction: 1 | -1) => {
    // Another machine's changes are none of this one's, while its own are on their way.
    const to = view?.vm === vm ? changed(ends, view.changes_s, day, direction) : null;
    const name = direction === 1 ? 'Next change' : 'Change before';
    return <button class="btn" disabled={to === null} title="What an operator did, backups that began or ceased to fail, a monthly or yearly point that went" onClick={() => to !== null && go(to)}>{name}</button>;
  };
  const step = (of: Step, name: string, direction: 1 | -1) => {
    const sign = direction === 1 ? '+' : '−';
    const words = `A ${name} ${direction === 1 ? 'later' : 'earlier'}`;
    return <button key={of} class="btn" title={words} disabled={direction === 1 ? day >= last : day <= 0} onClick={() => go(stepped(start, day, of, direction))}>{sign}1 {name}</button>;
  };
  return (
    <section class="panel open" aria-label="Machine and date">
      <div class="body as-of">
        <Machines vm={vm} name={view?.vm === vm ? view.name : ''} version={resultsVersion} onChoose={(to) => dispatch({ kind: 'vm-chosen', vm: to })} />
        <div class="as-of-date">
          <label for="as-of">As of</label>
          <output for="as-of">{days[day]?.local} <span class="dim">{zone}{day === last ? ', the end of the run' : ''}</span></output>
        </div>
        <input
          id="as-of" type="range" min={0} max={last} value={day} aria-valuetext={dateAt(start, day)} title="Arrow keys step a day, Page Up and Page Down a month"
          onInput={(event) => go(Number(event.currentTarget.value))} onKeyDown={onKeyDown}
        />
        <div class="as-of-ends dim" aria-hidden="true"><span>{start}</span><span>{dateAt(start, last)}</span></div>
        <div class="as-of-steps" role="group" aria-label="Step to another date">
          {change(-1)}
          {STEPS.map(([of, name]) => step(of, name, -1))}
          {STEPS.toReversed().map(([of, name]) => step(of, name, 1))}
          {change(1)}
        </div>
      </div>
    </section>
  );
}
