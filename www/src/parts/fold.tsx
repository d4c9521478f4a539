// A part of the panel that can be folded away. What a person opened stays open for the next machine.

import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** By title; what nobody touched is as its part wants it. */
const touched = signal<Readonly<Record<string, boolean>>>({});

interface FoldProps {
  title: string;
  note?: string | undefined;
  isOpen?: boolean;
  children: ComponentChildren;
}

export function Fold({ title, note, isOpen = false, children }: FoldProps) {
  const shown = touched.value[title] ?? isOpen;
  const flip = (event: Event) => {
    event.preventDefault();
    touched.value = { ...touched.peek(), [title]: !shown };
  };
  return (
    <details class="fold" open={shown}>
      <summary onClick={flip}>{title}{note && <span class="dim"> {note}</span>}</summary>
      {shown && <div>{children}</div>}
    </details>
  );
}
