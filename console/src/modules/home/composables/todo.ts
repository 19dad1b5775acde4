/** Colour of the counts that press most; words say the same. */
export const TONES: Partial<Record<string, string>> = {
  plans_overdue: 'danger',
  pool_soon: 'danger',
  payments_due: 'danger',
  hot_customers: 'heat',
}
