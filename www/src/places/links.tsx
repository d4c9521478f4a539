// Links and limits: what each carries, where that figure comes from, how full it was, what it held,
// and a field for each that the scenario may set. What is typed here is kept until it is applied;
// what the engine refuses is said below the table, and the run on the page stays.

import { useId, useState } from 'preact/hooks';
import { engine, runWithLimits, select, selected, state } from '../app.ts';
import { capital, count, counted, percent } from '../format.ts';
import { Filter } from '../parts/filter.tsx';
import { Problems } from '../parts/modal.tsx';
import { Panel } from '../parts/panel.tsx';
import { originWord } from '../parts/why-limit.tsx';
import { Table, type Column } from '../parts/table.tsx';
import type { LinkRow, NightView, OriginView, ProblemView, SettingView } from '../views.ts';

/** What was typed, by path; null where what is published shall hold again. */
type Edits = ReadonlyMap<string, string | null>;
const NO_EDITS: Edits = new Map();

interface Editing {
  edits: Edits;
  problems: readonly ProblemView[];
  problemsId: string;
  type: (setting: SettingView, text: string) => void;
}

export function LinksPanel({ view }: { view: NightView }) {
  const { resultsVersion } = state.value;
  const selection = selected.value;
  const [filter, setFilter] = useState('');
  const [matching, setMatching] = useState<number | null>(null);
  const [edits, setEdits] = useState(NO_EDITS);
  const [problems, setProblems] = useState<readonly ProblemView[]>([]);
  const [isAsking, setAsking] = useState(false);
  const problemsId = useId();
  const type = (setting: SettingView, text: string) => setEdits((now) => withEdit(now, setting, text));
  const discard = () => {
    setEdits(NO_EDITS);
    setProblems([]);
  };
  const apply = async (event: Event) => {
    event.preventDefault();
    if (isAsking || edits.size === 0) return;
    setAsking(true);
    const found = await runWithLimits(Object.fromEntries(edits));
    setAsking(false);
    setProblems(found);
    if (found.length === 0) setEdits(NO_EDITS);
  };
  return (
    <Panel
      title="Links and limits" chip={matching === null ? undefined : count(matching)}
      tools={<Filter label="Filter links and limits; a machine without a limit is found by its name" onChange={setFilter} />}
    >
      <form noValidate onSubmit={apply}>
        <Table
          label="Links and limits" columns={columnsOf({ edits, problems, problemsId, type })} version={`links ${view.night} ${filter} ${resultsVersion}`}
          load={(from, wanted) => engine.links({ night: view.night, filter, from, count: wanted })} onMatching={setMatching}
          isSelected={(row) => selection?.kind === 'limit' && selection.row.what === row.what && selection.row.name === row.name} onChoose={(row) => select({ kind: 'limit', row })}
          empty={`No link, limit or machine contains “${filter}”.`}
        />
        {problems.length > 0 && (
          <section class="refused" id={problemsId} role="alert" aria-label="What can’t be set">
            <h3>This can’t be run</h3>
            <Problems problems={problems} />
          </section>
        )}
        <p class="pager">
          <span aria-live="polite">{edits.size === 0 ? 'Type a figure to see the same nights with it; an empty field is as published.' : `${counted(edits.size, 'figure is', 'figures are')} not applied yet.`}</span>
          <span class="spacer" />
          <button type="button" class="btn" disabled={edits.size === 0} onClick={discard}>Discard changes</button>
          <button type="submit" class="btn primary" disabled={edits.size === 0} aria-disabled={isAsking}>{isAsking ? 'Checking…' : 'Apply limits'}</button>
        </p>
      </form>
    </Panel>
  );
}

/** What is typed back to what the scenario says is no edit. */
function withEdit(edits: Edits, { path, value }: SettingView, text: string): Edits {
  const changed = new Map(edits);
  if (text === (value ?? '')) changed.delete(path);
  else changed.set(path, text.trim() === '' ? null : text);
  return changed;
}

function columnsOf(editing: Editing): Column<LinkRow>[] {
  return [
    { head: 'Link or limit', cell: (row) => <span class="stacked"><span>{capital(row.what)}</span>{row.name != null && <bdi class="detail">{row.name}</bdi>}</span> },
    { head: 'Carries', cell: (row) => <span class="carries">{row.capacity}</span>, isWrapped: true },
    { head: 'Set to', cell: (row) => row.setting && <Field row={row} setting={row.setting} editing={editing} /> },
    { head: 'Source', cell: (row) => <Origin is={row.origin} />, isWrapped: true },
    { head: 'Fullest, night', cell: (row) => <Fullest row={row} /> },
    { head: 'Held transfers', cell: (row) => (row.held == null ? '–' : <span class="stacked"><span>{row.held}</span><span class="detail">{share(row.held_percent)}</span></span>) },
  ];
}

function Field({ row, setting, editing: { edits, problems, problemsId, type } }: { row: LinkRow; setting: SettingView; editing: Editing }) {
  const { path, value, unit, published } = setting;
  const typed = edits.has(path) ? (edits.get(path) ?? '') : (value ?? '');
  const isWrong = problems.some((problem) => problem.place === path);
  const name = capital(row.name == null ? row.what : `${row.what} ${row.name}`);
  // To type a figure is not to ask for its row's explanation.
  return (
    <span class="limit-field" onClick={(event) => event.stopPropagation()}>
      <input
        type="text" inputMode="decimal" autoComplete="off" spellcheck={false} placeholder={unit}
        aria-label={`${name}, ${unit}`} {...(isWrong ? { 'aria-invalid': true, 'aria-describedby': problemsId } : {})}
        value={typed} onInput={(event) => type(setting, event.currentTarget.value)}
      />
      {typed !== '' && <button type="button" class="btn icon" aria-label={`${name} as published: ${published}`} title={`As published: ${published}`} onClick={() => type(setting, '')}>↺</button>}
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
