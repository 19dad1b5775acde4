/** Price and stock of one article as they are typed. */
export interface Draft { price_fen: number | null, member_price_fen: number | null, stock: string }
