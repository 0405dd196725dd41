import type { RawFrame } from '@feedloom/core'

/** A few frames of every sort: sorts are told apart by channel and the look of the text, digits aside. */
export function samplesOf(frames: readonly RawFrame<Uint8Array>[], atMost: number): readonly RawFrame<Uint8Array>[] {
  const sorts = new Map<string, RawFrame<Uint8Array>>()
  for (const frame of frames) {
    const look = Buffer.from(frame.payload.subarray(0, 160)).toString().replaceAll(/\d+/g, '0')
    const sort = `${frame.channel} ${look.replaceAll(/"[a-z0-9]+@/g, '"@').slice(0, 60)}`
    const known = sorts.get(sort)
    if (known === undefined || frame.payload.length < known.payload.length) sorts.set(sort, frame)
  }
  return [...sorts.values()].slice(0, atMost)
}

/** What a broken proxy, another protocol or a changed venue might send in place of a payload. */
export function* garbagePayloads(good: Uint8Array, random: () => number): Generator<Uint8Array> {
  const texts = [
    '',
    ' ',
    '{',
    '[]',
    '{}',
    'null',
    '0',
    '"x"',
    'true',
    '[[[]]]',
    '{"data":null}',
    '{"stream":1,"data":[]}',
    '<html></html>',
    '\u0000\uFFFF',
  ]
  for (const text of texts) yield Buffer.from(text)
  yield Uint8Array.from({ length: 64 }, () => Math.floor(random() * 256))
  for (let i = 0; i < 40; i++) {
    const bent = Uint8Array.from(good)
    bent[Math.floor(random() * bent.length)] = Math.floor(random() * 256)
    yield bent
  }
  const text = Buffer.from(good).toString()
  yield Buffer.from(text.replaceAll(/"[0-9.]+"/g, '"abc"'))
  yield Buffer.from(text.replaceAll(/"[0-9.]+"/g, 'null'))
  yield Buffer.from(text.replaceAll(/:\d+/g, ':"x"'))
  yield Buffer.from(text.replaceAll('"', "'"))
}

/** The same JSON with spaces behind commas and colons, outside of texts. */
export function respaced(payload: Uint8Array): Uint8Array {
  const text = Buffer.from(payload).toString()
  return Buffer.from(text.replaceAll(/"(?:[^"\\]|\\.)*"|[,:]/g, (part) => (part === ',' || part === ':' ? `${part} ` : part)))
}
