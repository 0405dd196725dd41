import { dataError } from '@feedloom/core'
import type { RawFrame } from '@feedloom/core'

const decoder = new TextDecoder()
const excerptLength = 200

/** The first characters of a payload, for messages. */
export function excerptOf(payload: Uint8Array): string {
  // A character is at most four bytes.
  const head = payload.subarray(0, excerptLength * 4)
  const text = decoder.decode(head)
  return text.length > excerptLength || head.length < payload.length ? `${text.slice(0, excerptLength)}…` : text
}

/** Where a payload came from; a frame will do. */
export type PayloadOrigin = Pick<RawFrame, 'venue' | 'channel'>

/**
 * Reads a payload as JSON. The type is the caller's claim: it says which shape the venue documents.
 * Throws the data error `FEEDLOOM_JSON_INVALID`, which names venue and channel and quotes the beginning.
 */
export function jsonOf(payload: Uint8Array, origin: PayloadOrigin): unknown {
  try {
    return JSON.parse(textOf(payload)) as unknown
  } catch (error) {
    throw dataError(
      'FEEDLOOM_JSON_INVALID',
      `${origin.venue} sent something on \`${origin.channel}\` that is not JSON: ${excerptOf(payload)}`,
      {
        cause: error,
        details: { venue: origin.venue, channel: origin.channel, bytes: payload.length },
      },
    )
  }
}

/** A payload as text, without a copy where it is a `Buffer` already. */
export function textOf(payload: Uint8Array): string {
  const buffer = Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  return buffer.toString('utf8')
}
