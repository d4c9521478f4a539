// Links and limits: what each carries, where that figure comes from, how full it was, what it held,
// and a field for each that the scenario may set. What is typed here is kept until a run has it;
// what the engine refuses is said below the table, and the run on the page stays.

import { useId, useState } from 'preact/hooks';
import { dispatch, engine, runWithLimits, select, selected, state } from '../app.ts';
import { capital, count, counted, percent } from '../format.ts';
import { Filter } from '../parts/filter.tsx';
import { Problems } from '../parts/modal.tsx';
import { Panel } from '../parts/panel.tsx';
import { originWord } from '../parts/why-limit.tsx';
import { Table, type Column } from '../parts/table.tsx';
import type { Limits } from '../limits.ts';
import type { LinkRow, NightView, OriginView, SettingView } from '../views.ts';

interface Editing extends Limits {
  problemsId: string;
}

export function LinksPanel({ view }: { view: NightView }) {
  const { resultsVersion, limits, run } = state.value;
  const { edits, problems } = limits;
  const selection = selected.value;
  const [filter, setFilter] = useState('');
  const [matching, setMatching] = useState<number | null>(null);
  const [isAsking, setAsking] = useState(false);
  const problemsId = useId();
  // Figures of these machines are not for those of a scenario that is about to be shown.
  const isOther = run.kind !== 'none' && run.sent === null;
  const discard = () => {
    if (edits.size > 0) dispatch({ kind: 'limits-discarded' });
  };
  const apply = async (event: Event) => {
    event.preventDefault();
    if (isAsking || isOther || edits.size === 0) return;
    setAsking(true);
    await runWithLimits();
    setAsking(false);
  };
  return (
    <Panel
      title="Links and limits" chip={matching === null ? undefined : count(matching)}
      tools={<Filter label="Filter links and limits; a machine without a limit is found by its name" onChange={setFilter} />}
    >
      <form noValidate onSubmit={apply}>
        <Table
          label="Links and limits" columns={columnsOf({ ...limits, problemsId })} version={`links ${view.night} ${filter} ${resultsVersion}`}
          load={(from, wanted) => engine.links({ night: view.night, filter, from, count: wanted })} onMatching={setMatching}
          isSelected={(row) => selection?.kind === 'limit' && isSame(selection.row, row)} onChoose={(row) => select({ kind: 'limit', row })}
          inPlaceOf={fieldInPlaceOf} empty={`No link, limit or machine contains “${filter}”.`}
        />
        {problems.length > 0 && (
          <section class="refused" id={problemsId} role="alert" aria-label="What can’t be set">
            <h3>This can’t be run</h3>
            <Problems problems={problems} />
          </section>
        )}
        <p class="pager">
          <span aria-live="polite">{edits.size === 0 ? 'Type a figure to see the same nights with it; an empty field is the default.' : `${counted(edits.size, 'figure is', 'figures are')} not applied yet${isOther ? ': the run under way is of another scenario' : ''}.`}</span>
          <span class="spacer" />
          <button type="button" class="btn" aria-disabled={edits.size === 0} onClick={discard}>Discard changes</button>
          <button type="submit" class="btn primary" aria-disabled={isAsking || isOther || edits.size === 0}>{isAsking ? 'Checking…' : 'Apply limits'}</button>
        </p>
      </form>
    </Panel>
  );
}

/** What can be set is known by its path: two machines may have one name. */
function isSame(one: LinkRow, other: LinkRow): boolean {
  return one.setting || other.setting ? one.setting?.path === other.setting?.path : one.what === other.what && one.name === other.name;
}

/** The field of the same figure, wherever a run has put its row; without one in sight, the table. */
function fieldInPlaceOf(gone: HTMLElement, root: HTMLElement): HTMLElement | null {
  const { path } = gone.dataset;
  return path === undefined ? null : (root.querySelector<HTMLElement>(`input[data-path="${path}"]`) ?? root);
}

function columnsOf(editing: Editing): Column<LinkRow>[] {
  return [
    { head: 'Link or limit', cell: (row) => <span class="stacked"><span>{capital(row.what)}</span>{row.name != null && <bdi class="detail">{row.name}</bdi>}</span> },
    { head: 'Figure', cell: (row) => <span class="carries">{row.capacity}</span>, isWrapped: true },
    { head: 'Set to', cell: (row) => row.setting && <Field key={row.setting.path} row={row} setting={row.setting} editing={editing} /> },
    { head: 'Source', cell: (row) => <Origin is={row.origin} />, isWrapped: true },
    { head: 'Fullest, night', cell: (row) => <Fullest row={row} /> },
    { head: 'Held transfers', cell: (row) => (row.held == null ? '–' : <span class="stacked"><span>{row.held}</span><span class="detail">{share(row.held_percent)}</span></span>) },
  ];
}

function Field({ row, setting, editing: { edits, problems, problemsId } }: { row: LinkRow; setting: SettingView; editing: Editing }) {
  const { path, value, unit, published } = setting;
  const typed = edits.has(path) ? (edits.get(path) ?? '') : (value ?? '');
  const type = (text: string) => dispatch({ kind: 'limit-typed', setting, text });
  const isWrong = problems.some((problem) => problem.place === path);
  const name = capital(row.name == null ? row.what : `${row.what} ${row.name}`);
  // To type a figure is not to ask for its row's explanation.
  return (
    <span class="limit-field" onClick={(event) => event.stopPropagation()}>
      <input
        type="text" data-path={path} inputMode="decimal" autoComplete="off" spellcheck={false} placeholder={unit}
        aria-label={`${name}, ${unit}`} {...(isWrong ? { 'aria-invalid': true, 'aria-describedby': problemsId } : {})}
        value={typed} onInput={(event) => type(event.currentTarget.value)}
      />
      {typed !== '' && <button type="button" class="btn icon" data-path={path} aria-label={`${name}, back to the default: ${published}`} title={`Back to the default: ${published}`} onClick={() => type('')}>↺</button>}
    </span>
  );
}

/** A guess says so first; a figure of this scenario says what would hold without it. */
function Origin({ is: origin }: { is: OriginView }) {
  const { kind, source, date } = origin;
  const dated = date == null ? source : `${source} (${date})`;
  const word = kind === 'guess' ? 'guess: ' : kind === 'scenario' ? 'this scenario; ' : '';
  return <span class={`origin ${kind}`} title={`${originWord(origin)}: ${dated}`}>{word && <strong>{word}</strong>}{dated}</span>;
}

function Fullest({ row: { fullest_percent: night, peak_percent: run } }: { row: LinkRow }) {
  if (night == null) return <>–</>;
  return <span class="stacked"><span>{share(night)}</span><span class="detail">run {share(run)}</span></span>;
}

function share(value: number | null | undefined): string {
  return value == null ? '–' : percent(value);
}
