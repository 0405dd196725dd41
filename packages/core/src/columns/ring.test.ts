import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring } from './ring.ts'
import { tickShape, tradeShape } from './row-shapes.ts'

const rowOf = (time: number, tag: number): Float64Array => Float64Array.of(time, tag, tag, tag, tag)

interface ModelRow {
  readonly time: number
  readonly tag: number
}

/** What the ring promises, said with arrays. */
function add(model: ModelRow[], row: ModelRow, size: number): void {
  if (model.length === size && row.time < (model[0] as ModelRow).time) return
  if (model.length === size) model.shift()
  const at = model.findIndex((other) => other.time > row.time)
  model.splice(at === -1 ? model.length : at, 0, row)
}

const tags = (columns: Readonly<Record<string, Float64Array>>): number[] => Array.from(columns['tsRecv'] ?? [])

describe('ring', () => {
  it('keeps the last rows in order of time, whatever arrives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(60), { maxLength: 300 }),
        fc.nat(60),
        fc.nat(60),
        (size, times, from, to) => {
          const ring = new Ring(tradeShape, size)
          const model: ModelRow[] = []
          times.forEach((time, tag) => {
            ring.add(rowOf(time, tag))
            add(model, { time, tag }, size)
          })
          expect(tags(ring.latest(size))).toEqual(model.map((row) => row.tag))
          expect(tags(ring.latest(3))).toEqual(model.slice(-3).map((row) => row.tag))
          expect(tags(ring.range(from, to))).toEqual(model.filter(({ time }) => time >= from && time < to).map((row) => row.tag))
        },
      ),
    )
  })

  it('holds a tick in at most 80 bytes and allocates nothing once it is full', () => {
    for (const size of [10, 1_000, 10_000, 12_345]) {
      const ring = new Ring(tickShape, size)
      const row = new Float64Array(9)
      for (let i = 0; i < size * 2; i++) ring.add(row.fill(i))
      const full = ring.bytes
      for (let i = size * 2; i < size * 5; i++) ring.add(row.fill(i))
      expect(ring.bytes).toBe(full)
      expect(full / size).toBeLessThanOrEqual(80)
      expect(ring.length).toBe(size)
    }
  })

  it('shares its memory with the views it hands out', () => {
    const ring = new Ring(tradeShape, 10)
    ring.add(rowOf(1, 1))
    const [one, two] = [ring.latest(1), ring.range(0, 2)]
    expect(one['price']?.buffer).toBe(two['price']?.buffer)
  })

  it('replaces a row of the same time', () => {
    const ring = new Ring(tradeShape, 10)
    ring.add(rowOf(1, 1))
    ring.add(rowOf(2, 2))
    expect(ring.replace(rowOf(1, 9))).toBe(true)
    expect(ring.replace(rowOf(3, 9))).toBe(false)
    expect(tags(ring.latest(5))).toEqual([9, 2])
  })
})
