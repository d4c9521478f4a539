// The fields of a policy's form. Each is known by its path in the scenario's text, so that what the
// engine finds wrong there is shown beside it.

import type { ComponentChildren } from 'preact';
import { capital } from '../format.ts';
import { MONTHS, short, toggled, WEEKDAYS, WEEKS, type Form, type Kind, type Listed, type MonthDaysForm } from '../policy.ts';
import type { ProblemView } from '../views.ts';

/** The form, what is wrong with it, and how it changes. */
export interface At {
  form: Form;
  problems: ReadonlyMap<string, ProblemView[]>;
  change: (part: Partial<Form>) => void;
}

/** Zones to choose from: those of the scenario, then those that the browser knows. */
export function zones(all: readonly Listed[]): string[] {
  return [...new Set([...all.map(({ policy }) => policy.time_zone), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

export function PolicyFields({ at, isNamed, zones }: { at: At; isNamed: boolean; zones: readonly string[] }) {
  const { form, change } = at;
  return (
    <>
      <Row at={at} path="name" label="Name" hint={isNamed ? undefined : 'The policy is in use, so its name stays.'}>
        <Text at={at} path="name" value={form.name} readOnly={!isNamed} hasHint={!isNamed} onInput={(name) => change({ name })} />
      </Row>
      <Row at={at} path="kind" label="Kind">
        <select {...control(at, 'kind')} value={form.kind} onChange={(event) => change({ kind: event.currentTarget.value as Kind })}>
          <option value="standard">Standard</option>
          <option value="enhanced">Enhanced</option>
        </select>
      </Row>
      <h3>Schedule</h3>
      <ScheduleFields at={at} />
      <Row at={at} path="time_zone" label="Time zone">
        <Text at={at} path="time_zone" value={form.timeZone} list="policy-zones" onInput={(timeZone) => change({ timeZone })} />
        <datalist id="policy-zones">{zones.map((zone) => <option key={zone} value={zone} />)}</datalist>
      </Row>
      <h3>Instant restore</h3>
      <Row at={at} path="instant_restore_days" label="Snapshots" hint="Empty: kept as long as a new policy of this kind keeps them.">
        <Text at={at} path="instant_restore_days" value={form.instantRestoreDays} isNumber hasHint onInput={(instantRestoreDays) => change({ instantRestoreDays })} /> days beside the disks
      </Row>
      <h3>Retention in the vault</h3>
      <DailyRange at={at} />
      <WeeklyRange at={at} />
      <MonthlyRange at={at} />
      <YearlyRange at={at} />
    </>
  );
}

function ScheduleFields({ at }: { at: At }) {
  const { form, change } = at;
  const time = form.every === 'hours' ? 'schedule.from' : 'schedule.at';
  return (
    <>
      <Row at={at} path="schedule.every" label="Back up">
        <select {...control(at, 'schedule.every')} value={form.every} onChange={(event) => change({ every: event.currentTarget.value as Form['every'] })}>
          <option value="day">Every day</option>
          <option value="week">On some days of the week</option>
          <option value="hours">Several times a day</option>
        </select>
      </Row>
      {form.every === 'week' && (
        <Group at={at} path="schedule.on" label="On">
          <Checks at={at} path="schedule.on" all={WEEKDAYS} chosen={form.scheduleDays} label={short} onChange={(scheduleDays) => change({ scheduleDays })} />
        </Group>
      )}
      {form.every === 'hours' && (
        <Row at={at} path="schedule.interval_hours" label="Every">
          <Text at={at} path="schedule.interval_hours" value={form.intervalHours} isNumber onInput={(intervalHours) => change({ intervalHours })} /> hours
        </Row>
      )}
      <Row at={at} path={time} label={form.every === 'hours' ? 'From' : 'At'}>
        <Text at={at} path={time} value={form.at} isShort placeholder="HH:MM" onInput={(text) => change({ at: text })} />
      </Row>
      {form.every === 'hours' && (
        <Row at={at} path="schedule.duration_hours" label="For">
          <Text at={at} path="schedule.duration_hours" value={form.durationHours} isNumber onInput={(durationHours) => change({ durationHours })} /> hours
        </Row>
      )}
    </>
  );
}

function DailyRange({ at }: { at: At }) {
  const { form: { daily }, change } = at;
  return (
    <Range at={at} path="retention.daily" title="Daily points" isOn={daily.isOn} onSwitch={(isOn) => change({ daily: { ...daily, isOn } })}>
      <Count at={at} path="retention.daily.days" value={daily.count} unit="days" onInput={(count) => change({ daily: { ...daily, count } })} />
    </Range>
  );
}

function WeeklyRange({ at }: { at: At }) {
  const { form: { weekly }, change } = at;
  const set = (part: Partial<Form['weekly']>) => change({ weekly: { ...weekly, ...part } });
  return (
    <Range at={at} path="retention.weekly" title="Weekly points" isOn={weekly.isOn} onSwitch={(isOn) => set({ isOn })}>
      <Count at={at} path="retention.weekly.weeks" value={weekly.count} unit="weeks" onInput={(count) => set({ count })} />
      <Row at={at} path="retention.weekly.on" label="Days">
        <select {...control(at, 'retention.weekly.on')} value={weekly.hasOwnDays ? 'own' : 'schedule'} onChange={(event) => set({ hasOwnDays: event.currentTarget.value === 'own' })}>
          <option value="schedule">The days of the schedule</option>
          <option value="own">These days</option>
        </select>
        {weekly.hasOwnDays && <Checks at={at} path="retention.weekly.on" all={WEEKDAYS} chosen={weekly.days} label={short} name="Days of the week" onChange={(days) => set({ days })} />}
      </Row>
    </Range>
  );
}

function MonthlyRange({ at }: { at: At }) {
  const { form: { monthly }, change } = at;
  const set = (part: Partial<Form['monthly']>) => change({ monthly: { ...monthly, ...part } });
  return (
    <Range at={at} path="retention.monthly" title="Monthly points" isOn={monthly.isOn} onSwitch={(isOn) => set({ isOn })}>
      <Count at={at} path="retention.monthly.months" value={monthly.count} unit="months" onInput={(count) => set({ count })} />
      <MonthDaysFields at={at} path="retention.monthly.on" on={monthly.on} onChange={(on) => set({ on })} />
    </Range>
  );
}

function YearlyRange({ at }: { at: At }) {
  const { form: { yearly }, change } = at;
  const set = (part: Partial<Form['yearly']>) => change({ yearly: { ...yearly, ...part } });
  return (
    <Range at={at} path="retention.yearly" title="Yearly points" isOn={yearly.isOn} onSwitch={(isOn) => set({ isOn })}>
      <Count at={at} path="retention.yearly.years" value={yearly.count} unit="years" onInput={(count) => set({ count })} />
      <Group at={at} path="retention.yearly.months" label="Months">
        <Checks at={at} path="retention.yearly.months" all={MONTHS} chosen={yearly.months} label={short} onChange={(months) => set({ months })} />
      </Group>
      <MonthDaysFields at={at} path="retention.yearly.on" on={yearly.on} onChange={(on) => set({ on })} />
    </Range>
  );
}

function MonthDaysFields({ at, path, on, onChange }: { at: At; path: string; on: MonthDaysForm; onChange: (on: MonthDaysForm) => void }) {
  const set = (part: Partial<MonthDaysForm>) => onChange({ ...on, ...part });
  return (
    <>
      <Row at={at} path={path} label="Chosen by">
        <select {...control(at, path)} value={on.by} onChange={(event) => set({ by: event.currentTarget.value as MonthDaysForm['by'] })}>
          <option value="week">Weekday</option>
          <option value="date">Date</option>
        </select>
      </Row>
      {on.by === 'week'
        ? (
          <>
            <Group at={at} path={`${path}.weeks`} label="Weeks">
              <Checks at={at} path={`${path}.weeks`} all={WEEKS} chosen={on.weeks} label={capital} onChange={(weeks) => set({ weeks })} />
            </Group>
            <Group at={at} path={`${path}.days`} label="Days">
              <Checks at={at} path={`${path}.days`} all={WEEKDAYS} chosen={on.days} label={short} onChange={(days) => set({ days })} />
            </Group>
          </>
        ) : (
          <>
            <Row at={at} path={`${path}.days`} label="Dates">
              <Text at={at} path={`${path}.days`} value={on.dates} placeholder="1, 15" onInput={(dates) => set({ dates })} />
            </Row>
            <Row at={at} path={`${path}.last_day`} label="">
              <label class="check"><input type="checkbox" {...control(at, `${path}.last_day`)} checked={on.lastDay} onChange={(event) => set({ lastDay: event.currentTarget.checked })} /> The month’s last day</label>
            </Row>
          </>
        )}
    </>
  );
}

// What the fields are made of.

function idOf(path: string): string {
  return `policy-${path.replaceAll('.', '-')}`;
}

/** Ties a control to its label, its problems and its hint. */
function control(at: At, path: string, hasHint = false) {
  const isWrong = at.problems.has(path);
  const described = [isWrong ? `${idOf(path)}-problem` : '', hasHint ? `${idOf(path)}-hint` : ''].filter(Boolean).join(' ');
  return {
    id: idOf(path),
    ...(isWrong ? { 'aria-invalid': true } : {}),
    ...(described ? { 'aria-describedby': described } : {}),
  };
}

function Row({ at, path, label, hint, children }: { at: At; path: string; label: string; hint?: string | undefined; children: ComponentChildren }) {
  return (
    <div class="setting">
      {label ? <label for={idOf(path)}>{label}</label> : <span />}
      <div class="value">{children}</div>
      {hint && <p class="hint" id={`${idOf(path)}-hint`}>{hint}</p>}
      <Wrong at={at} path={path} />
    </div>
  );
}

/** A row of several controls under one label. */
function Group({ at, path, label, children }: { at: At; path: string; label: string; children: ComponentChildren }) {
  return (
    <div class="setting">
      <span id={`${idOf(path)}-label`}>{label}</span>
      <div class="value">{children}</div>
      <Wrong at={at} path={path} />
    </div>
  );
}

function Range({ at, path, title, isOn, onSwitch, children }: { at: At; path: string; title: string; isOn: boolean; onSwitch: (isOn: boolean) => void; children: ComponentChildren }) {
  return (
    <div class="range" role="group" aria-label={title}>
      <label class="check"><input type="checkbox" {...control(at, path)} checked={isOn} onChange={(event) => onSwitch(event.currentTarget.checked)} /> {title}</label>
      <Wrong at={at} path={path} />
      {isOn && children}
    </div>
  );
}

function Count({ at, path, value, unit, onInput }: { at: At; path: string; value: string; unit: string; onInput: (text: string) => void }) {
  return <Row at={at} path={path} label="Kept for"><Text at={at} path={path} value={value} isNumber onInput={onInput} /> {unit}</Row>;
}

interface TextProps {
  at: At;
  path: string;
  value: string;
  onInput: (text: string) => void;
  isNumber?: boolean;
  isShort?: boolean;
  readOnly?: boolean;
  hasHint?: boolean;
  placeholder?: string;
  list?: string;
}

function Text({ at, path, value, onInput, isNumber = false, isShort = isNumber, readOnly = false, hasHint = false, ...rest }: TextProps) {
  return <input {...rest} {...control(at, path, hasHint)} type="text" class={isShort ? 'short' : ''} inputMode={isNumber ? 'numeric' : 'text'} autoComplete="off" spellcheck={false} readOnly={readOnly} value={value} onInput={(event) => onInput(event.currentTarget.value)} />;
}

interface ChecksProps<T extends string> {
  at: At;
  path: string;
  all: readonly T[];
  chosen: readonly T[];
  label: (one: T) => string;
  /** Without one it has the label of its row. */
  name?: string;
  onChange: (chosen: T[]) => void;
}

function Checks<T extends string>({ at, path, all, chosen, label, name, onChange }: ChecksProps<T>) {
  const { id: _, ...described } = control(at, path);
  const named = name ? { 'aria-label': name } : { 'aria-labelledby': `${idOf(path)}-label` };
  return (
    <div class="checks" role="group" {...named}>
      {all.map((one) => (
        <label class="check" key={one}>
          <input type="checkbox" {...described} aria-label={capital(one)} checked={chosen.includes(one)} onChange={() => onChange(toggled(chosen, one, all))} /> {label(one)}
        </label>
      ))}
    </div>
  );
}

function Wrong({ at, path }: { at: At; path: string }) {
  const problems = at.problems.get(path);
  if (!problems) return null;
  return (
    <ul class="wrong" id={`${idOf(path)}-problem`}>
      {problems.map(({ found, allowed }, index) => <li key={index}>Found <bdi>{found}</bdi>; allowed: <bdi>{allowed}</bdi></li>)}
    </ul>
  );
}
