// What the panel Restore asks: its form, and the list of machines that it makes. Pure.

import type { RestoreList, RestoresView } from './views.ts';

export interface RestoreForm {
  /** `all`, `names`, or a policy after `policy:`. */
  who: string;
  /** Machines, first to last, one a line. */
  names: string;
  at: string;
  tier: '' | 'snapshot' | 'vault';
  kind: 'vm' | 'disks' | 'files' | 'replace-disks';
  accounts: string;
  accountMib: string;
  atOnce: string;
}

export const EMPTY_FORM: RestoreForm = { who: 'all', names: '', at: '', tier: '', kind: 'vm', accounts: '', accountMib: '', atOnce: '' };

const POLICY = 'policy:';

export function ofPolicy(name: string): string {
  return `${POLICY}${name}`;
}

/** What is empty is left out; what is no number goes as it is, so that the engine says so. */
export function listOf(form: RestoreForm): RestoreList {
  const list: Record<string, unknown> = { kind: form.kind };
  if (form.who === 'all') list['all'] = true;
  else if (form.who.startsWith(POLICY)) list['policies'] = [form.who.slice(POLICY.length)];
  else list['vms'] = form.names.split('\n').map((line) => line.trim()).filter(Boolean);
  const fields = [['at', form.at], ['tier', form.tier]] as const;
  for (const [name, text] of fields) if (text.trim()) list[name] = text.trim();
  const numbers = [['accounts', form.accounts], ['account_mib_per_s', form.accountMib], ['at_once', form.atOnce]] as const;
  for (const [name, text] of numbers) if (text.trim()) list[name] = /^\d+$/.test(text.trim()) ? Number(text.trim()) : text.trim();
  return list as RestoreList;
}

/** A list that is asked as well, to stand beside the first. */
export interface Beside {
  title: string;
  list: RestoreList;
}

/**
 * The same machines into one storage account, and each into its own, unless that is what was asked:
 * where something is copied, and there is more than one machine. At the moment of the first.
 */
export function beside(asked: RestoreList, view: RestoresView): Beside[] {
  const isCopied = view.machines.some(({ tier, bytes }) => tier === 'vault' && bytes > 0);
  const all = view.fleet.asked;
  if (!isCopied || all < 2) return [];
  const into = (accounts: number): RestoreList => ({ ...asked, at: view.asked.utc, accounts });
  const lists: Beside[] = [];
  if (asked.accounts !== 1) lists.push({ title: 'Into one account', list: into(1) });
  if (asked.accounts !== undefined && asked.accounts < all) lists.push({ title: 'Each into its own', list: into(all) });
  return lists;
}
