/** A line of an opportunity or a quote while it is typed; the server works out the amounts again. */
export interface DraftLine { product_id: string | null, name: string, unit: string, quantity: number | undefined, price_fen: number | null, discount: number }
/** A line as it travels. */
export interface SentLine { product_id: string | null, name: string, unit: string, quantity: number, price_fen: number, discount: number }

export function draftOf(line: SentLine): DraftLine {
  const { product_id, name, unit, quantity, price_fen, discount } = line
  return { product_id, name, unit, quantity, price_fen, discount }
}

/** What a line comes to, as the server counts it: half a fen counts as one. */
export function lineFen(line: DraftLine): number {
  const hundredths = Math.round((line.quantity ?? 0) * 100)
  return Math.floor((hundredths * (line.price_fen ?? 0) * (100 - line.discount) + 5_000) / 10_000)
}

export const linesFen = (lines: readonly DraftLine[]): number => lines.reduce((sum, line) => sum + lineFen(line), 0)

export function linesIn(lines: readonly DraftLine[]): SentLine[] {
  return lines.map(line => ({ ...line, name: line.name.trim(), quantity: line.quantity ?? 0, price_fen: line.price_fen ?? 0 }))
}

/** Every line names something, and has a quantity and a price. */
export function linesReady(lines: readonly DraftLine[]): boolean {
  return lines.every(line =>
    (line.product_id !== null || line.name.trim() !== '') && (line.quantity ?? 0) > 0 && line.price_fen !== null)
}
