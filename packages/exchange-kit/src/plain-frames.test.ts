import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainFrames } from './plain-frames.ts'

interface Frame {
  readonly first: number
  readonly payload: Uint8Array
  readonly mask?: boolean
}

const plain = [0x81, 0x82, 0x89, 0x8a]
const maxPayload = 100_000

function bytesOf({ first, payload, mask = false }: Frame): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = (mask ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

/** What comes of these reads: messages that were delivered, and in their order what was left to the other reader. */
function read(chunks: readonly Buffer[]): { readonly seen: (Buffer | string)[]; readonly left: Buffer } {
  const socket = new EventEmitter() as Socket
  const seen: (Buffer | string)[] = []
  const left: Buffer[] = []
  socket.on('data', function (this: Socket, chunk: Buffer) {
    expect(this).toBe(socket)
    left.push(chunk)
    const last = seen.at(-1)
    if (Buffer.isBuffer(last)) seen[seen.length - 1] = Buffer.concat([last, chunk])
    else seen.push(chunk)
  })
  readPlainFrames(socket, maxPayload, {
    message: (payload, binary) => seen.push(`${binary ? 'binary' : 'text'} ${Buffer.from(payload).toString('latin1')}`),
  })
  for (const chunk of chunks) socket.emit('data', chunk)
  return { seen, left: Buffer.concat(left) }
}

/** All bytes again: what was delivered, framed, and what was left. */
function wholeOf(seen: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(
    seen.map((one) => {
      if (typeof one !== 'string') return one
      const at = one.indexOf(' ')
      return bytesOf({ first: one.startsWith('text') ? 0x81 : 0x82, payload: Buffer.from(one.slice(at + 1), 'latin1') })
    }),
  )
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % bytes.length))].sort((a, b) => a - b)
  return [...sorted, bytes.length].map((to, i) => bytes.subarray(i === 0 ? 0 : sorted[i - 1], to)).filter(({ length }) => length > 0)
}

const size = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 140 }) }, fc.constantFrom(125, 126, 127, 65_535, 65_536, 70_000))
const frameOf = (firsts: readonly number[]): fc.Arbitrary<Frame> =>
  fc.record({ first: fc.constantFrom(...firsts), size, byte: fc.integer({ min: 0, max: 255 }) }).map(({ first, size: wanted, byte }) => ({
    first,
    payload: new Uint8Array(first > 0x88 ? wanted % 126 : wanted).fill(byte),
  }))

describe('plain frames', () => {
  it('are delivered whole and in order however the reads are cut; the rest is left to the other reader, frame by frame', () => {
    fc.assert(
      fc.property(fc.array(frameOf(plain), { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), (frames, places) => {
        const bytes = Buffer.concat(frames.map(bytesOf))
        const { seen } = read(cut(bytes, places))
        expect(wholeOf(seen).equals(bytes)).toBe(true)
        // Uncut, only what is no message is left.
        const whole = read([bytes])
        expect(wholeOf(whole.seen).equals(bytes)).toBe(true)
        expect(whole.left.equals(Buffer.concat(frames.filter(({ first }) => first > 0x82).map(bytesOf)))).toBe(true)
      }),
    )
  })

  it('end with the first frame of another sort: all that follows is left, byte by byte', () => {
    const others: fc.Arbitrary<Buffer> = fc.oneof(
      // Fragments, extensions, closings, unknown types, masks, lengths beyond the limit and of control frames.
      frameOf([0x00, 0x01, 0x02, 0x80, 0x88, 0xc1, 0xa2, 0x83, 0x8b, 0x09]).map(bytesOf),
      frameOf(plain).map((frame) => bytesOf({ ...frame, mask: true })),
      fc.constantFrom(
        bytesOf({ first: 0x81, payload: Buffer.alloc(maxPayload + 1) }),
        bytesOf({ first: 0x89, payload: Buffer.alloc(126) }),
      ),
      fc.constant(Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255])),
    )
    fc.assert(
      fc.property(
        fc.array(frameOf([0x81, 0x82]), { maxLength: 4 }),
        others,
        fc.array(frameOf(plain), { maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (before, other, after, places) => {
          const tail = Buffer.concat([other, ...after.map(bytesOf)])
          const bytes = Buffer.concat([...before.map(bytesOf), tail])
          const { seen, left } = read(cut(bytes, places))
          expect(wholeOf(seen).equals(bytes)).toBe(true)
          expect(left.subarray(left.length - tail.length).equals(tail)).toBe(true)
        },
      ),
    )
  })

  it('say which of them came in one read', () => {
    const socket = new EventEmitter() as Socket
    const heard: unknown[] = []
    socket.on('data', () => heard.push('other'))
    readPlainFrames(socket, maxPayload, { message: (payload, _binary, sameRead) => heard.push([String(payload), sameRead]) })
    const [a, b, c] = ['a', 'b', 'c'].map((text) => bytesOf({ first: 0x81, payload: Buffer.from(text) })) as [Buffer, Buffer, Buffer]
    socket.emit('data', Buffer.concat([a, b, bytesOf({ first: 0x89, payload: Buffer.alloc(0) }), c]))
    socket.emit('data', a)
    expect(heard).toEqual([['a', false], ['b', true], 'other', ['c', true], ['a', false]])
  })

  it('are left alone where somebody else listens, too', () => {
    const socket = new EventEmitter() as Socket
    const heard: string[] = []
    socket.on('data', () => heard.push('first'))
    socket.on('data', () => heard.push('second'))
    readPlainFrames(socket, maxPayload, { message: () => heard.push('frame') })
    socket.emit('data', bytesOf({ first: 0x81, payload: Buffer.from('x') }))
    expect(heard).toEqual(['first', 'second'])
  })
})
