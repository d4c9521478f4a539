// Explanations of money: a bill, one line of it, a class of the instance fee, a machine's share. The
// amounts are the engine's; nothing is added up here.

import { count, decimal, gib, money } from '../format.ts';
import type { BillView, CostView, InstanceRow } from '../views.ts';
import { Facts, Rules } from './why.tsx';

export function BillExplained({ bill }: { bill: BillView | undefined }) {
  if (!bill) return null;
  return (
    <>
      <h2>The bill of {bill.title}</h2>
      <p>{bill.complete ? 'The run covers the whole month.' : 'The run covers a part of this month, so its bill is a part, too.'}</p>
      <Facts facts={[['Total', money(bill.total, bill.currency)], ['Lines', count(bill.lines.length)], ['Month in', 'UTC']]} />
      <p>Select a line of the bill to see how its quantity came about.</p>
    </>
  );
}

export function BillLineExplained({ bill, line }: { bill: BillView | undefined; line: number }) {
  const view = bill?.lines[line];
  if (!bill || !view) return null;
  return (
    <>
      <h2><bdi>{view.meter}</bdi></h2>
      <p><bdi>{view.item}</bdi> <span class="dim">{bill.title}</span></p>
      <p><bdi>{view.why}</bdi></p>
      <Facts facts={[
        ['Quantity', `${decimal(view.quantity)} ${view.unit}`], ['Unit price', `${view.unit_price} ${bill.currency}`],
        ['Amount', money(view.amount, bill.currency)],
      ]} />
    </>
  );
}

export function ClassExplained({ cost, index }: { cost: CostView; index: number }) {
  const view = cost.classes[index];
  if (!view) return null;
  return (
    <>
      <h2>Machines of {view.class}</h2>
      <Facts facts={[
        ['Machines', count(view.vms)], ['Fee units', count(view.instances)], ['Price of a unit', money(view.unit_price, cost.currency)],
        ['A full month', money(view.full_month, cost.currency)], ['All classes, a full month', money(cost.instance_fee_full_month, cost.currency)],
      ]} />
    </>
  );
}

export function InstanceExplained({ row, currency }: { row: InstanceRow; currency: string }) {
  return (
    <>
      <h2><bdi>{row.name}</bdi></h2>
      {row.protected_bytes == null && <p>It has no successful backup yet, so it is not billed.</p>}
      <Facts facts={[
        ['Protected-instance size', row.protected_bytes == null ? 'none yet' : gib(row.protected_bytes)],
        ['Provisioned, backed up', gib(row.provisioned_bytes)], ['Class', row.class], ['Fee units', count(row.instances)],
        ['Instance fee, a full month', money(row.fee, currency)], ['Stored in the vault', gib(row.stored_bytes)],
        ['Storage, a full month', money(row.storage, currency)], ['Recovery points', count(row.points)],
      ]} />
    </>
  );
}

/** What every amount rests on: the price lists with their dates, and the rules of billing. */
export function CostBasis({ cost }: { cost: CostView }) {
  return (
    <>
      <h3>How it is billed</h3>
      <Rules rules={cost.rules} />
      <p class="dim">Prices in {cost.currency}: {cost.prices}</p>
    </>
  );
}
