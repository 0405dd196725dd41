import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { TimerHeap, type Timer } from './timer-heap.ts'

it('surfaces timers by time, then by order, and none that was removed', () => {
  const entry = fc.record({ at: fc.integer({ min: 0, max: 20 }), removed: fc.boolean() })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
      const heap = new TimerHeap()
      const timers = entries.map(({ at }) => heap.add(at, () => undefined))
      entries.forEach(({ removed }, i) => (removed ? heap.remove(timers[i] as Timer) : undefined))
      const expected = timers.filter((_, i) => entries[i]?.removed === false).toSorted((a, b) => a.at - b.at || a.order - b.order)
      expect(heap.size).toBe(expected.length)
      const surfaced: Timer[] = []
      for (let first = heap.first; first !== undefined; first = heap.first) {
        surfaced.push(first)
        heap.remove(first)
      }
      expect(surfaced).toEqual(expected)
    }),
  )
})
