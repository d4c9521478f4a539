// A box that filters a table, a moment after the last key.

import { useEffect, useState } from 'preact/hooks';

const QUIET_MS = 120;

export function Filter({ label, onChange }: { label: string; onChange: (filter: string) => void }) {
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => onChange(text.trim()), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <input class="filter" type="search" placeholder="Filter…" aria-label={label} value={text} onInput={(event) => setText(event.currentTarget.value)} />;
}
