import { VirtualClock } from '@feedloom/testkit'
import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pacer } from './pacing.ts'

describe('Pacer', () => {
  it('runs so many at once, then as the window moves on, in order', () => {
    const clock = new VirtualClock()
    const pacer = new Pacer(clock, 2, 1_000)
    const ran: string[] = []
    for (const name of 'abcde') pacer.run(() => ran.push(`${name}@${clock.monotonic()}`))
    clock.advance(10_000)
    expect(ran).toEqual(['a@0', 'b@0', 'c@1000', 'd@1000', 'e@2000'])
  })

  it('can do less than one in a window', () => {
    const clock = new VirtualClock()
    const pacer = new Pacer(clock, 0.5, 1_000)
    const ran: number[] = []
    for (let i = 0; i < 3; i++) pacer.run(() => ran.push(clock.monotonic()))
    clock.advance(10_000)
    expect(ran).toEqual([0, 2_000, 4_000])
  })

  it('counts what could not wait, and forgets what was taken back', () => {
    const clock = new VirtualClock()
    const pacer = new Pacer(clock, 1, 1_000)
    pacer.spend()
    const ran: string[] = []
    const first = pacer.run(() => ran.push('first'))
    pacer.run(() => ran.push('second'))
    first[Symbol.dispose]()
    clock.advance(999)
    expect([ran, pacer.waiting]).toEqual([[], 1])
    clock.advance(1)
    expect(ran).toEqual(['second'])
  })

  it('never runs more than its limit in any window', () => {
    assert(
      property(integer({ min: 1, max: 5 }), array(integer({ min: 0, max: 700 }), { maxLength: 40 }), (limit, pauses) => {
        const clock = new VirtualClock()
        const pacer = new Pacer(clock, limit, 1_000)
        const ran: number[] = []
        for (const pause of pauses) {
          pacer.run(() => ran.push(clock.monotonic()))
          clock.advance(pause)
        }
        clock.advance(100_000)
        expect(ran).toHaveLength(pauses.length)
        ran.forEach((at, i) => expect((ran[i + limit] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1_000))
      }),
    )
  })
})
