import { objectShape, type ObjectShape } from '@feedloom/exchange-kit'

/**
 * The keys of the messages that come in thousands, after `e`, which picks the shape. Optional are: what one market or
 * one era sends (`M` spot; `b` and `a` of spot trades until 2024; `X`, `T`, `pu` USD-M), and what USD-M got in 2026 (`st`, `ps`: type and
 * pair of the symbol; `nq`: quantity without retail price improvement orders).
 */
export const tradeShape: ObjectShape<'E' | 's' | 't' | 'p' | 'q' | 'T' | 'm' | 'M' | 'X' | 'b' | 'a' | 'st' | 'ps'> = objectShape(
  { E: 'integer', s: 'text', t: 'integer', p: 'decimal', q: 'decimal', T: 'integer', m: 'flag' },
  { M: 'flag', X: 'text', b: 'integer', a: 'integer', st: 'integer', ps: 'text' },
)

export const aggTradeShape: ObjectShape<'E' | 's' | 'a' | 'p' | 'q' | 'f' | 'l' | 'T' | 'm' | 'M' | 'nq' | 'st' | 'ps'> = objectShape(
  { E: 'integer', s: 'text', a: 'integer', p: 'decimal', q: 'decimal', f: 'integer', l: 'integer', T: 'integer', m: 'flag' },
  { M: 'flag', nq: 'decimal', st: 'integer', ps: 'text' },
)

export const quoteShape: ObjectShape<'u' | 's' | 'b' | 'B' | 'a' | 'A' | 'E' | 'T' | 'st' | 'ps'> = objectShape(
  { u: 'integer', s: 'text', b: 'decimal', B: 'decimal', a: 'decimal', A: 'decimal' },
  { E: 'integer', T: 'integer', st: 'integer', ps: 'text' },
)

export const depthShape: ObjectShape<'E' | 's' | 'U' | 'u' | 'b' | 'a' | 'T' | 'pu' | 'st' | 'ps'> = objectShape(
  { E: 'integer', s: 'text', U: 'integer', u: 'integer', b: 'levels', a: 'levels' },
  { T: 'integer', pu: 'integer', st: 'integer', ps: 'text' },
)

/** Spot partial book. */
export const partialShape: ObjectShape<'lastUpdateId' | 'bids' | 'asks'> = objectShape({
  lastUpdateId: 'integer',
  bids: 'levels',
  asks: 'levels',
})
