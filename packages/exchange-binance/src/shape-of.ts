import type { Nested, WireShape } from '@feedloom/core'
import { invalid } from './fields.ts'
import { listStreams, listWrapperShape, type MarketShapes, untyped, wrapperShape } from './wire-shapes.ts'

export function wrapperOf(stream: unknown): WireShape {
  return typeof stream === 'string' && listStreams.test(stream) ? listWrapperShape : wrapperShape
}

/** A name for a message without `e`. */
export function nameOf(message: object): string {
  if ('lastUpdateId' in message || 'bids' in message) return untyped.partial
  if ('s' in message || 'B' in message) return untyped.quote
  return answers.find((field) => field in message) ?? ''
}

/** Answers to what we send, and what the server says of itself, have one of these. */
export const answers: readonly string[] = ['result', 'error', 'code', 'event']

/** Throws `FEEDLOOM_FRAME_INVALID` for a channel that the market does not have. */
export function shapeOfReply({ replies }: MarketShapes, channel: string, reply: unknown): Nested {
  const shape = Object.hasOwn(replies, channel) ? replies[channel] : undefined
  if (shape === undefined) throw invalid('channel', channel)
  return Array.isArray(reply) && !Array.isArray(shape) ? listOf(shape) : shape
}

/** One object for one symbol, a list of them for all. */
const lists = new WeakMap<Nested, Nested>()

function listOf(shape: Nested): Nested {
  const known = lists.get(shape)
  if (known !== undefined) return known
  const list: Nested = [shape]
  lists.set(shape, list)
  return list
}
