import { isUtf8 } from 'node:buffer'
import type { RawFrame } from '@feedloom/core'
import { lineOf } from './lines.ts'

const openBrace = 123
const openBracket = 91

/**
 * A frame, byte for byte. JSON stands in the line as it came, as the last of its fields and with the number of its
 * bytes, so that a replay takes it from there without parsing the line; anything else becomes a string.
 */
export function frameLine(source: string, frame: RawFrame): string {
  const { tsRecv: t, connection: conn, venue, channel, epoch, request, delivery, payload } = frame
  const json = payload instanceof Uint8Array ? jsonText(payload) : undefined
  if (json === undefined) return lineOf('in', source, frame, {})
  const bytes = Buffer.byteLength(json)
  const head = JSON.stringify({ t, dir: 'in', conn, source, venue, channel, epoch, request, delivery, bytes })
  return `${head.slice(0, -1)},"frame":${json}}`
}

/** The text of an object or a list that can stand in a line as it is. */
function jsonText(payload: Uint8Array): string | undefined {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  const [first] = bytes
  if ((first !== openBrace && first !== openBracket) || bytes.includes('\n') || bytes.includes('\r') || !isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  try {
    JSON.parse(text)
    return text
  } catch {
    return undefined
  }
}
