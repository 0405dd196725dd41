import { type FieldType, type ShapeChange, shapeDiff, type WireShape } from '@feedloom/core'

/** Names of fields by type, `?` behind those that may be left out. USD-M added type (`st`) and pair (`ps`) of the symbol in 2026. */
function shapeOf(names: Readonly<Partial<Record<FieldType, string>>>): WireShape {
  const shape: Record<string, WireShape[string]> = { st: 'number?', ps: 'text?' }
  for (const [type, list] of Object.entries(names) as [FieldType, string][]) {
    for (const name of list.split(' ')) {
      if (name.endsWith('?')) shape[name.slice(0, -1)] = `${type}?`
      else shape[name] = type
    }
  }
  return shape
}

/** Every field that the venue documents, read or not, by the type of the message (see `messages.ts` for the pages). */
const shapes: Readonly<Record<string, WireShape>> = {
  trade: shapeOf({ text: 'e s p q X?', number: 'E T', id: 't b? a?', flag: 'm M?' }),
  aggTrade: shapeOf({ text: 'e s p q nq?', number: 'E T', id: 'a f l', flag: 'm M?' }),
  depthUpdate: shapeOf({ text: 'e s', number: 'E T? U u pu?', list: 'b a' }),
  bookTicker: shapeOf({ text: 'e? s b B a A', number: 'E? T? u' }),
  kline: {
    ...shapeOf({ text: 'e s', number: 'E' }),
    k: shapeOf({ text: 's i o c h l v q V Q B', number: 't T f L n', flag: 'x' }),
  },
  '24hrTicker': shapeOf({ text: 'e s p P w x? c Q b? B? a? A? o h l v q', number: 'E O C F L n' }),
  '24hrMiniTicker': shapeOf({ text: 'e s c o h l v q', number: 'E' }),
  markPriceUpdate: shapeOf({ text: 'e s p ap? i? P? r?', number: 'E T?' }),
}

/** How a message of the streams differs from the shape that is known; nothing for a type that nobody has written down. */
export function driftOf(type: string, message: unknown): readonly ShapeChange[] {
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined
  return shape === undefined ? [] : shapeDiff(message, shape)
}
