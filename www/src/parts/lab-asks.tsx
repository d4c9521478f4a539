// What a person can ask for about one machine of the lab, as buttons and small forms. Each becomes an
// entry of the timeline; whether it is allowed, the service says.

import { useId, useState } from 'preact/hooks';
import { act } from '../lab.ts';
import { asksOf, type Action, type Ask } from '../lab-state.ts';
import { who } from '../places/lab-steps.tsx';
import { Fold } from './fold.tsx';
import type { ItemView, LabDiskView, LabView, MachineDetailView } from '../views.ts';

/** The machine that something is asked for. */
export interface On {
  name: string;
  group?: string | undefined;
}

function ask(on: On, action: Action): void {
  void act([{ ...action, ...who(on) }]);
}

function Buttons({ asks, on }: { asks: readonly Ask[]; on: On }) {
  return <p class="actions">{asks.map(({ words, action }) => <button key={words} class="btn" onClick={() => ask(on, action)}>{words}</button>)}</p>;
}

export function AskButtons({ view, machine, on, hasJob }: { view: LabView; machine: MachineDetailView; on: On; hasJob: boolean }) {
  const { usual, others } = asksOf(machine.state, view.steps, hasJob);
  const canProtect = view.to_protect.some(({ vm }) => vm === machine.vm);
  const isProtected = machine.state === 'protected' || machine.state === 'protected-pending';
  const policies = view.policies.map(({ name }) => ({ value: name, words: name }));
  return (
    <div role="group" aria-label="Ask for">
      {usual.length > 0 && <Buttons asks={usual} on={on} />}
      {canProtect && <Choice label="Protect with" button="Protect" options={policies} onGo={(policy) => ask(on, { do: 'protect', policy })} />}
      {isProtected && policies.length > 1 && <Choice label="Other policy" button="Change" options={policies} onGo={(policy) => ask(on, { do: 'change-policy', policy })} />}
      {others.length > 0 && (
        <Fold title="More to ask for" note="the service may refuse"><Buttons asks={others} on={on} /></Fold>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  button: string;
  options: readonly { value: string; words: string }[];
  onGo: (value: string) => void;
}

/** A list and the button that takes what is chosen in it: a list alone would act at every arrow key. */
export function Choice({ label, button, options, onGo }: ChoiceProps) {
  const id = useId();
  const [value, setValue] = useState(options[0]?.value ?? '');
  return (
    <p class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => setValue(event.currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.words}</option>)}
      </select>
      <button class="btn" aria-label={`${button}: ${label}`} onClick={() => onGo(value)}>{button}</button>
    </p>
  );
}

/** Words of the kinds that a scenario knows. */
function options(...pairs: readonly (readonly [value: string, words: string])[]) {
  return pairs.map(([value, words]) => ({ value, words }));
}

const NETWORKS = options(
  ['no-outbound', 'Outbound traffic is blocked'], ['no-dns', 'Names are not resolved'], ['no-routes', 'Addresses are not allowed'], ['some-storage', 'Some storage is out of reach'],
  ['slow-proxy', 'A slow proxy'], ['unresponsive', 'Too slow while a snapshot is taken'], ['no-host-agent', 'The host’s agent is out of reach'], ['open', 'Open'],
);
const AGENTS = options(['stopped', 'Stopped'], ['hung', 'Hung'], ['missing', 'Missing'], ['ready', 'Ready']);
const LOCKS = options(['machine', 'The machine'], ['snapshots', 'Its snapshots'], ['storage-account', 'Its storage account']);

/** What can be changed about a group of facts. */
export function SectionControls({ id, on }: { id: string; on: On }) {
  const button = (words: string, action: Action) => <button class="btn" onClick={() => ask(on, action)}>{words}</button>;
  switch (id) {
    case 'power':
      return <p class="actions">{button('Start', { do: 'start' })}{button('Shut down', { do: 'stop' })}{button('Restart', { do: 'restart' })}{button('Deallocate', { do: 'deallocate' })}</p>;
    case 'agent':
      return (
        <>
          <Choice label="Agent" button="Set" options={AGENTS} onGo={(state) => ask(on, { do: 'change-agent', state })} />
          <p class="actions">{button('Install the newest', { do: 'install-agent' })}{button('Set its flag', { do: 'flag-agent', flagged: true })}{button('Clear its flag', { do: 'flag-agent', flagged: false })}</p>
        </>
      );
    case 'vss':
      return <p class="actions">{button('Copy backups: keep logs', { do: 'change-vss-backup', copy: true })}{button('Full backups', { do: 'change-vss-backup', copy: false })}</p>;
    case 'scripts':
      return <p class="actions">{button('Give it scripts', { do: 'change-scripts', scripts: {} })}{button('Scripts that fail', { do: 'change-scripts', scripts: { pre: { ends: 'fails' } } })}{button('No scripts', { do: 'change-scripts' })}</p>;
    case 'network':
      return <Choice label="Network" button="Set" options={NETWORKS} onGo={(network) => ask(on, { do: 'change-network', network })} />;
    case 'keys':
      return (
        <p class="actions">
          {button('Let the service read them', { do: 'change-key-access', backup_service_may_read: true })}{button('Forbid it', { do: 'change-key-access', backup_service_may_read: false })}
          {button('Read them', { do: 'read-keys' })}{button('Lose them', { do: 'lose-keys' })}{button('Restore them', { do: 'restore-keys' })}
        </p>
      );
    case 'locks':
      return (
        <>
          <Choice label="Lock" button="Lock" options={LOCKS} onGo={(what) => ask(on, { do: 'lock', on: what })} />
          <Choice label="Unlock" button="Unlock" options={LOCKS} onGo={(what) => ask(on, { do: 'unlock', on: what })} />
        </>
      );
    default:
      return null;
  }
}

/** Whether the machine is there at all. */
export function Lifetime({ item, on }: { item: ItemView; on: On }) {
  return (
    <p class="actions">
      {item.exists
        ? <button class="btn" onClick={() => ask(on, { do: 'delete-vm' })}>Delete the machine</button>
        : <button class="btn primary" onClick={() => ask(on, { do: 'create-vm' })}>Create the machine</button>}
      <button class="btn" onClick={() => ask(on, { do: 'delete-snapshots' })}>Delete its snapshots</button>
    </p>
  );
}

export function WriterControls({ writers, on }: { writers: MachineDetailView['writers']; on: On }) {
  return (
    <div role="group" aria-label="VSS writers">
      {writers.map(({ name, fails, freeze_s }) => (
        <label class="check" key={name}>
          <input type="checkbox" checked={fails} onChange={() => ask(on, { do: 'change-writer', writer: name, fails: !fails, freeze_s })} /> <span><bdi>{name}</bdi> fails</span>
        </label>
      ))}
    </div>
  );
}

export function DiskControls({ disk, on }: { disk: LabDiskView; on: On }) {
  if (disk.role === 'os' || disk.role === 'temp') return null;
  return (
    <p class="actions">
      {disk.attached
        ? <button class="btn" aria-label={`Detach ${disk.name}`} onClick={() => ask(on, { do: 'remove-disk', disk: disk.name })}>Detach</button>
        : <button class="btn" aria-label={`Attach ${disk.name}`} onClick={() => ask(on, { do: 'add-disk', disk: disk.name })}>Attach</button>}
    </p>
  );
}

const HOWS = options(['vm', 'A new machine'], ['disks', 'Its disks'], ['replace-disks', 'In place of its disks'], ['files', 'Single files']);
const TOS = options(['same', 'Same subscription and region'], ['other-subscription', 'Another subscription'], ['paired-region', 'The paired region'], ['other-subscription-paired-region', 'Both']);

export function RestoreForm({ on }: { on: On }) {
  const id = useId();
  const [how, setHow] = useState('vm');
  const [to, setTo] = useState('same');
  const [until, setUntil] = useState('');
  const go = (event: Event) => {
    event.preventDefault();
    ask(on, { do: 'restore', how, to, ...(until && { until: `${until}:00Z` }) });
  };
  return (
    <form onSubmit={go}>
      <p class="choice"><label for={`${id}-how`}>Make</label><select id={`${id}-how`} value={how} onChange={(event) => setHow(event.currentTarget.value)}>{HOWS.map((one) => <option key={one.value} value={one.value}>{one.words}</option>)}</select></p>
      <p class="choice"><label for={`${id}-to`}>In</label><select id={`${id}-to`} value={to} onChange={(event) => setTo(event.currentTarget.value)}>{TOS.map((one) => <option key={one.value} value={one.value}>{one.words}</option>)}</select></p>
      <p class="choice"><label for={`${id}-until`}>As of (UTC)</label><input class="filter wide" id={`${id}-until`} type="datetime-local" value={until} onInput={(event) => setUntil(event.currentTarget.value)} /></p>
      <p class="hint">Empty: the newest point.</p>
      <p class="actions"><button class="btn primary" type="submit">Restore</button></p>
    </form>
  );
}
