// Which errors a search finds. No DOM and no engine.

import type { ErrorRowView } from './views.ts';

/** Every word has to be somewhere in the row, in any letters. */
export function searched(rows: readonly ErrorRowView[], text: string, operation: string): ErrorRowView[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (operation !== 'all' && row.operation !== operation) return false;
    const all = [row.code, row.message, row.remedy, row.step, ...row.causes, row.extension_code ?? ''].join(' ').toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}

/** The operations that rows have, in their order. */
export function operationsIn(rows: readonly ErrorRowView[]): string[] {
  return [...new Set(rows.map(({ operation }) => operation))];
}
