// What the panel says of an error: what leads to it, what cures it, who tries again, and where it is
// documented; and its lesson.

import { useEffect, useState } from 'preact/hooks';
import { engine, state } from '../app.ts';
import { catalogue, loadCatalogue } from '../errors.ts';
import { words } from '../format.ts';
import { showLesson } from '../lab.ts';
import type { ErrorRowView } from '../views.ts';

export function ErrorsExplained() {
  const selection = state.value.selections.errors;
  const profile = state.value.errorsOf ?? state.value.results?.opened.scenario.profile ?? '';
  if (selection?.kind !== 'error') return <><h2>Nothing is selected</h2><p>Select an error, and this panel says what leads to it, what cures it, and plays it in the lab.</p></>;
  return <ErrorExplained code={selection.code} profile={profile} />;
}

/** An error of a generation, wherever it was met. */
export function ErrorExplained({ code, profile }: { code: string; profile: string }) {
  useEffect(() => void loadCatalogue(profile), [profile]);
  const view = catalogue.value;
  if (view?.profile !== profile) return <p class="dim">…</p>;
  const row = view.rows.find((one) => one.code === code);
  if (!row) return <><h2><bdi class="code">{code}</bdi></h2><p>The {profile} service has no such error. Choose another generation above the table.</p></>;
  return <Row row={row} profile={profile} />;
}

/** Whether there is one; null until that is known. */
function useLesson(profile: string, code: string): boolean | null {
  const [known, setKnown] = useState<{ code: string; has: boolean } | null>(null);
  useEffect(() => void engine.lessonAbout(profile, code).then((about) => setKnown({ code: `${profile} ${code}`, has: about !== null })), [profile, code]);
  return known?.code === `${profile} ${code}` ? known.has : null;
}

function Row({ row, profile }: { row: ErrorRowView; profile: string }) {
  const hasLesson = useLesson(profile, row.code);
  return (
    <>
      <h2><bdi class="code">{row.code}</bdi></h2>
      <p><bdi>{row.message}</bdi></p>
      {row.causes.length > 0 && <><h3>What leads to it</h3><ul class="assumed">{row.causes.map((cause) => <li key={cause}><bdi>{cause}</bdi></li>)}</ul></>}
      <h3>What helps</h3>
      <div class="rule"><p><bdi>{row.remedy}</bdi></p></div>
      {hasLesson === true && (
        <>
          <p class="actions"><button class="btn primary" onClick={() => showLesson(profile, row.code)}>Show me</button></p>
          <p class="dim">It opens a small fleet in the lab that runs into this error and is mended, in place of the scenario on the page.</p>
        </>
      )}
      {hasLesson === false && <p class="dim">There is no lesson of it in this generation.</p>}
      <dl class="facts">
        <dt>Operation</dt><dd>{words(row.operation)}</dd>
        <dt>Step</dt><dd>{row.step}</dd>
        <dt>Who tries again</dt><dd>{row.retry}</dd>
        {row.extension_code != null && <><dt>Code of the Linux extension</dt><dd>{row.extension_code}</dd></>}
        {row.crash_consistent != null && <><dt>A crash-consistent backup</dt><dd>{row.crash_consistent}</dd></>}
      </dl>
      <p class="dim">Source ({row.source.kind}): <bdi>{row.source.source}</bdi>{row.source.date != null && `, ${row.source.date}`}</p>
    </>
  );
}
