import { expect, it } from 'vitest'
import { SkewedClock } from './skewed-clock.ts'
import { VirtualClock } from './virtual-clock.ts'

it('tells a wrong time, and its timers run on time', () => {
  const clock = new VirtualClock(1_000)
  const skewed = new SkewedClock(clock, -300)
  const at: number[] = []
  skewed.after(50, () => at.push(skewed.now()))
  clock.advance(100)
  skewed.skewMs = 500
  expect([...at, skewed.now(), skewed.monotonic()]).toEqual([750, 1_600, 100])
})
