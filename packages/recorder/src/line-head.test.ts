import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineHead } from './line-head.ts'

it('a head is found where all its bytes stand, and nowhere else', () => {
  const few = fc.constantFrom(0, 34, 97, 98, 255)
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 40 }), fc.nat(9), fc.nat(60), few, (bytes, before, place, byte) => {
      const block = Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(3)])
      const head = new LineHead(bytes)
      if (place < bytes.length) block[before + place] = byte
      const same = Buffer.compare(block.subarray(before, before + bytes.length), bytes) === 0
      const view = new DataView(block.buffer, block.byteOffset, block.length)
      expect(head.isAt(view, before, before + bytes.length)).toBe(same)
      expect(head.isAt(view, before, before + bytes.length - 1)).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})
