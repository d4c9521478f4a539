// A machine out of many: a box that is typed into, with a list that the arrow keys walk.

import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { engine } from '../app.ts';
import { count, counted } from '../format.ts';
import type { InstanceRow } from '../views.ts';

const LISTED_MAX = 50;

interface Props {
  vm: number;
  name: string;
  /** Another version means other machines. */
  version: number;
  onChoose: (vm: number) => void;
}

interface Found {
  /** What was typed for it. */
  text: string;
  rows: readonly InstanceRow[];
  matching: number;
}

export function Machines({ vm, name, version, onChoose }: Props) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  /** What is typed; null while the list is closed. */
  const [text, setText] = useState<string | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [active, setActive] = useState(0);
  /** For what Enter was pressed before its answer had come. */
  const entered = useRef<string | null>(null);
  useEffect(() => {
    if (text === null) return;
    let isWanted = true;
    void engine.instances({ filter: text.trim(), sort: 'name', descending: false, from: 0, count: LISTED_MAX }).then(({ rows, matching }) => {
      if (!isWanted) return;
      if (entered.current === text) return choose(rows[0]);
      setFound({ text, rows, matching });
      setActive(text === '' ? Math.max(0, rows.findIndex((row) => row.vm === vm)) : 0);
    });
    return () => {
      isWanted = false;
    };
  }, [text, version]);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [active, found]);
  const close = () => {
    entered.current = null;
    setText(null);
    setFound(null);
  };
  const choose = (row: InstanceRow | undefined) => {
    if (row) onChoose(row.vm);
    close();
  };
  const isOpen = text !== null && found !== null;
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    // What is typed is in the box before it is here.
    const typed = event.currentTarget.value;
    const rows = found?.rows ?? [];
    if (event.key === 'ArrowDown') isOpen ? setActive(Math.min(active + 1, rows.length - 1)) : setText(text ?? '');
    else if (event.key === 'ArrowUp' && isOpen) setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter' && isOpen && found.text === typed) choose(rows[active]);
    else if (event.key === 'Enter' && text !== null) entered.current = typed;
    else if (event.key === 'Escape' && text !== null) close();
    else return;
    event.preventDefault();
  };
  return (
    <div class="machines">
      <label for={`${id}-box`}>Machine</label>
      <input
        id={`${id}-box`} class="filter" type="text" role="combobox" autocomplete="off" spellcheck={false} placeholder={text === null ? '' : 'Type a part of a name'}
        aria-expanded={isOpen} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={isOpen && found.rows.length > 0 ? `${id}-${active}` : undefined}
        value={text ?? name} onInput={(event) => setText(event.currentTarget.value)} onClick={() => setText(text ?? '')} onBlur={close} onKeyDown={onKeyDown}
      />
      {isOpen && (
        <div class="machines-list" onPointerDown={(event) => event.preventDefault()}>
          <ul id={`${id}-list`} role="listbox" aria-label="Machines" ref={list}>
            {found.rows.map((row, index) => (
              <li key={row.vm} id={`${id}-${index}`} role="option" aria-selected={index === active} onClick={() => choose(row)}>
                <bdi>{row.name}</bdi><span class="dim">{counted(row.points, 'point', 'points')}</span>
              </li>
            ))}
          </ul>
          {found.rows.length === 0 && <p class="dim">No machine’s name contains “{text}”. Clear the box to see all.</p>}
          {found.matching > found.rows.length && <p class="dim">and {count(found.matching - found.rows.length)} more: type a part of a name</p>}
        </div>
      )}
    </div>
  );
}
