// The frame of every dialog, and a list of problems as every dialog shows it.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { closeDialog } from '../app.ts';
import type { ProblemView } from '../views.ts';

interface ModalProps {
  title: ComponentChildren;
  children: ComponentChildren;
  foot?: ComponentChildren;
  /** For a dialog that asks before it goes. */
  onClose?: () => void;
}

export function Modal({ title, children, foot, onClose = closeDialog }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next paint, so that one dialog can take another's place without a flicker.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    // The attribute for this makes the browser talk when something has the focus already.
    shown?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      // While it is open, nothing outside can take the focus.
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  // A browser lets a page refuse only one close in a row; the key itself can always be kept.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onKeyDown={onKeyDown} onCancel={(event) => { event.preventDefault(); onClose(); }} onClick={(event) => { if (event.target === dialog.current) onClose(); }}>
      <div class="dialog">
        <header><h2 id={id}>{title}</h2><button type="button" class="btn icon" aria-label="Close" onClick={() => onClose()}>✕</button></header>
        <div class="dialog-body" tabIndex={0} role="group" aria-labelledby={id}>{children}</div>
        {foot && <footer>{foot}</footer>}
      </div>
    </dialog>
  );
}

export function Problems({ problems }: { problems: readonly ProblemView[] }) {
  return (
    <ul class="problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <bdi class="mono">{problem.place}</bdi>
          <dl class="facts">
            <dt>found</dt><dd><bdi>{problem.found}</bdi></dd>
            <dt>allowed</dt><dd><bdi>{problem.allowed}</bdi></dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
