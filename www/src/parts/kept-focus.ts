// What is asked for may take its own control away. The focus then goes to what is in its place, so
// that a keyboard goes on from there.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export function useKeptFocus(root: RefObject<HTMLElement | null>, inPlaceOf: (gone: HTMLElement, root: HTMLElement) => HTMLElement | null) {
  const last = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const gone = last.current;
    if (!gone || gone.isConnected || !root.current) return;
    last.current = null;
    if (document.activeElement === document.body) inPlaceOf(gone, root.current)?.focus();
  });
  return {
    onFocusIn(event: FocusEvent) {
      last.current = event.target instanceof HTMLElement ? event.target : null;
    },
    onFocusOut(event: FocusEvent) {
      if (event.relatedTarget !== null) last.current = null;
    },
  };
}
