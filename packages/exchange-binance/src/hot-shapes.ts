import { type ObjectShape, scanShape } from '@feedloom/exchange-kit'
import { type MarketShapes, untyped } from './wire-shapes.ts'

/** What the fast way reads of the messages that come in thousands; a market may lack some of it (`X`, `pu`, `T`). */
const tradeKeys = ['T', 's', 't', 'p', 'q', 'm', 'X'] as const
const aggTradeKeys = ['T', 's', 'a', 'p', 'q', 'f', 'l', 'm'] as const
const quoteKeys = ['u', 's', 'b', 'B', 'a', 'A', 'E', 'T'] as const
const depthKeys = ['E', 's', 'U', 'u', 'b', 'a', 'T', 'pu'] as const
const partialKeys = ['lastUpdateId', 'bids', 'asks'] as const

type Slots<Keys extends readonly string[]> = Readonly<Record<Keys[number], number>>

function slotsOf<const Keys extends readonly string[]>(keys: Keys): Slots<Keys> {
  return Object.fromEntries(keys.map((key, slot) => [key, slot])) as Record<Keys[number], number>
}

/** Where the values lie, in every market. */
export const tradeSlots: Slots<typeof tradeKeys> = slotsOf(tradeKeys)
export const aggTradeSlots: Slots<typeof aggTradeKeys> = slotsOf(aggTradeKeys)
export const quoteSlots: Slots<typeof quoteKeys> = slotsOf(quoteKeys)
export const depthSlots: Slots<typeof depthKeys> = slotsOf(depthKeys)
export const partialSlots: Slots<typeof partialKeys> = slotsOf(partialKeys)

/** The messages of one market, their keys after `e`. What is undefined, the market does not send in this way. */
export interface HotShapes {
  readonly trade: ObjectShape | undefined
  readonly aggTrade: ObjectShape | undefined
  /** Best bid and offer with a type and without: one market sends this, the other that. */
  readonly typedQuote: ObjectShape | undefined
  readonly untypedQuote: ObjectShape | undefined
  readonly depth: ObjectShape | undefined
  readonly partial: ObjectShape | undefined
}

export function hotShapes(messages: MarketShapes['messages']): HotShapes {
  const typed = (type: string, keys: readonly string[]): ObjectShape | undefined => {
    const { e, ...fields } = messages[type] ?? {}
    return e === undefined ? undefined : scanShape(fields, keys)
  }
  const bare = (type: string, keys: readonly string[]): ObjectShape | undefined => {
    const shape = messages[type]
    return shape === undefined || 'e' in shape ? undefined : scanShape(shape, keys)
  }
  return {
    trade: typed('trade', tradeKeys),
    aggTrade: typed('aggTrade', aggTradeKeys),
    typedQuote: typed(untyped.quote, quoteKeys),
    untypedQuote: bare(untyped.quote, quoteKeys),
    depth: typed('depthUpdate', depthKeys),
    partial: bare(untyped.partial, partialKeys),
  }
}
