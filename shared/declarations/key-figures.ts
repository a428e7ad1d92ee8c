/** Figures that bodies ask for and that only a division gives (declarations.md §5.8). Cents, halves up. */

/** `amount / count` to the nearest cent; null when there is nobody to divide by. */
const perHead = (amount: number, count: number): number | null =>
  count > 0 ? Math.floor((2 * amount + count) / (2 * count)) : null;

/** Average price of an entry, paid or free. */
export const averagePerEntry = (gross: number, paid: number, free: number): number | null =>
  perHead(gross, paid + free);
/** Average price of a paid entry. */
export const averagePerPaid = (gross: number, paid: number): number | null => perHead(gross, paid);

/** What the tax of ASTP or CNM would come to on this base: 3.5 %, an estimate. */
export const estimatedTax = (net: number): number => Math.floor((net * 350 + 5000) / 10_000);
