// The Errors place: everything that can go wrong in one generation of the service, to be searched and
// read, and each shown in the lab where there is a lesson for it.

import { useEffect, useState } from 'preact/hooks';
import { dispatch, engine, select, selected, state } from '../app.ts';
import { catalogue, loadCatalogue } from '../errors.ts';
import { operationsIn, searched } from '../errors-search.ts';
import { capital, count, words } from '../format.ts';
import { Filter } from '../parts/filter.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table, sliceOf, type Column } from '../parts/table.tsx';
import type { Results } from '../state.ts';
import type { ErrorRowView } from '../views.ts';

const COLUMNS: Column<ErrorRowView>[] = [
  { head: 'Code', cell: (row) => <bdi class="mono">{row.code}</bdi> },
  { head: 'What happens', cell: (row) => <bdi>{row.message}</bdi> },
  { head: 'Operation', cell: (row) => words(row.operation) },
  { head: 'Step', cell: (row) => row.step },
  { head: 'Who tries again', cell: (row) => <bdi>{row.retry}</bdi> },
];

export function ErrorsPlace({ results }: { results: Results }) {
  const profile = state.value.errorsOf ?? results.opened.scenario.profile;
  const [profiles, setProfiles] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  const [operation, setOperation] = useState('all');
  const selection = selected.value;
  useEffect(() => {
    void engine.profiles().then((all) => setProfiles(all.map(({ name }) => name)));
  }, []);
  useEffect(() => void loadCatalogue(profile), [profile]);
  const view = catalogue.value;
  const all = view?.profile === profile ? view.rows : [];
  const operations = operationsIn(all);
  const shownOperation = operations.includes(operation) ? operation : 'all';
  const rows = searched(all, text, shownOperation);
  const isFiltered = rows.length !== all.length;
  return (
    <>
      <div>
        <h1>What can go wrong?</h1>
        <p class="lead">Every error of the service, what leads to it and what cures it. “Show me” plays one in the lab.</p>
      </div>
      <Panel
        title="Errors" kind="tall" chip={isFiltered ? `${count(rows.length)} of ${count(all.length)}` : count(all.length)}
        tools={
          <span class="tools">
            <Filter label="Search codes, messages, causes and cures" onChange={setText} />
            <select aria-label="Operation" value={shownOperation} onChange={(event) => setOperation(event.currentTarget.value)}>
              <option value="all">Any operation</option>
              {operations.map((one) => <option key={one} value={one}>{capital(words(one))}</option>)}
            </select>
            <select aria-label="Generation of the service" value={profile} onChange={(event) => dispatch({ kind: 'errors-chosen', profile: event.currentTarget.value })}>
              {(profiles.length > 0 ? profiles : [profile]).map((one) => <option key={one} value={one}>{one}</option>)}
            </select>
          </span>
        }
      >
        {view?.profile !== profile
          ? <p class="empty" role="status">The catalogue is read.</p>
          : (
            <Table
              label="Errors of the service" columns={COLUMNS} load={sliceOf(rows)} version={`errors ${profile} ${shownOperation} ${text}`}
              empty="No error is so. Use fewer or other words, or choose “Any operation”."
              revealed={selection?.kind === 'error' ? rows.findIndex(({ code }) => code === selection.code) : undefined}
              isSelected={(row) => selection?.kind === 'error' && selection.code === row.code} onChoose={(row) => select({ kind: 'error', code: row.code })}
            />
          )}
      </Panel>
    </>
  );
}
