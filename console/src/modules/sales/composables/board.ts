import type { Board, BoardColumn, Opportunity, OpportunityRow } from '@api'

/** The board after a card went to another column; counts and sums follow. The given board is left as it is. */
export function moveCard(board: Board, id: string, toStageId: string): Board {
  const from = board.columns.find(column => column.items.some(item => item.id === id))
  const to = board.columns.find(column => column.stage.id === toStageId)
  const card = from?.items.find(item => item.id === id)
  if (!from || !to || !card || from === to)
    return board
  const { id: stageId, name, kind, rate } = to.stage
  const moved: OpportunityRow = { ...card, stage: { id: stageId, name, kind, rate }, state: kind }
  return {
    ...board,
    columns: board.columns.map((column) => {
      if (column === from)
        return without(column, card)
      return column === to ? withCard(column, moved) : column
    }),
  }
}

/** Show the server's answer in its place; a card the board does not hold yet appears in its column. */
export function placeCard(board: Board, row: OpportunityRow | Opportunity): Board {
  const moved = moveCard(board, row.id, row.stage.id)
  const known = moved.columns.some(column => column.items.some(item => item.id === row.id))
  return {
    ...moved,
    columns: moved.columns.map((column) => {
      if (column.stage.id !== row.stage.id)
        return column
      if (!known)
        return withCard(column, row)
      const before = column.items.find(item => item.id === row.id)
      return {
        ...column,
        amount_fen: column.amount_fen + row.amount_fen - (before?.amount_fen ?? row.amount_fen),
        items: column.items.map(item => item.id === row.id ? row : item),
      }
    }),
  }
}

export function removeCard(board: Board, id: string): Board {
  return {
    ...board,
    columns: board.columns.map((column) => {
      const card = column.items.find(item => item.id === id)
      return card ? without(column, card) : column
    }),
  }
}

/** The column a key press leads to: one to the left or right, or null at the edge. */
export function neighbour(board: Board, stageId: string, step: 1 | -1): BoardColumn | null {
  const at = board.columns.findIndex(column => column.stage.id === stageId)
  return at < 0 ? null : board.columns[at + step] ?? null
}

function without(column: BoardColumn, card: OpportunityRow): BoardColumn {
  return {
    ...column,
    count: column.count - 1,
    amount_fen: column.amount_fen - card.amount_fen,
    items: column.items.filter(item => item.id !== card.id),
  }
}

function withCard(column: BoardColumn, card: OpportunityRow): BoardColumn {
  return { ...column, count: column.count + 1, amount_fen: column.amount_fen + card.amount_fen, items: [card, ...column.items] }
}
