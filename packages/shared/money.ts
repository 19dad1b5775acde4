/** `123450` → `¥1,234.50`; an amount that this person may not see is a dash. Fen never reach the screen. */
export function formatMoney(fen: number | null): string {
  if (fen === null)
    return '—'
  return `${fen < 0 ? '-' : ''}¥${formatYuan(Math.abs(fen))}`
}

/** `123450` → `1,234.50`, for columns whose heading already names the currency. */
export function formatYuan(fen: number): string {
  const whole = Math.trunc(fen)
  const yuan = String(Math.trunc(Math.abs(whole) / 100)).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${whole < 0 ? '-' : ''}${yuan}.${String(Math.abs(whole) % 100).padStart(2, '0')}`
}

/** Short money for charts and column heads: `¥3.2万` / `¥32k`; below ten thousand it is exact. */
export function formatMoneyShort(fen: number | null, locale: string): string {
  if (fen === null)
    return '—'
  const yuan = fen / 100
  if (Math.abs(yuan) < 10_000)
    return formatMoney(fen)
  if (!locale.startsWith('zh'))
    return Math.abs(yuan) < 1_000_000 ? `¥${trim(yuan / 1000)}k` : `¥${trim(yuan / 1_000_000)}m`
  return Math.abs(yuan) < 100_000_000 ? `¥${trim(yuan / 10_000)}万` : `¥${trim(yuan / 100_000_000)}亿`
}

/** What a person types (`1,234.5`, `￥12`) → fen, or null when it is not an amount. */
export function parseMoney(text: string): number | null {
  const plain = text.replace(/[¥￥,，\s]/g, '')
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(plain)
  if (!match)
    return null
  const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] && fen !== 0 ? -fen : fen
}

function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '')
}
