import { describe, expect, it } from 'vitest'
import { batchOf } from '../test/golden.ts'
import { pivots } from './pivots.ts'

const hourMs = 3_600_000
/** Monday, 1 January 2024, 00:00 UTC. */
const monday = 1_704_067_200_000

/** The pivots at bars that open so many hours after that Monday; each bar is one unit higher and has a range of 2. */
function pivotsAt(hours: readonly number[], parameters: NonNullable<Parameters<typeof pivots>[0]>): number[] {
  const column = (from: number): Float64Array => Float64Array.from(hours, (_, row) => from + row)
  const columns = { openTime: Float64Array.from(hours, (hour) => monday + hour * hourMs), open: column(100), close: column(100) }
  const [p] = batchOf(pivots(parameters), { ...columns, high: column(101), low: column(99) }) as [Float64Array]
  return Array.from(p)
}

const unknown = Number.NaN

describe('pivots', () => {
  it('are of the last day that has bars, however long ago', () => {
    const hours = [22, 23, 24, 47, 24 * 9]
    // High 102, low 99, close 101; then 104, 101 and 103.
    expect(pivotsAt(hours, {})).toEqual([unknown, unknown, 302 / 3, 302 / 3, 308 / 3])
  })

  it('begin the day at midnight of a zone', () => {
    expect(pivotsAt([18, 19, 24], { zone: '+05:00' })).toEqual([unknown, 100, 100])
    expect(pivotsAt([4, 5, 6], { zone: 'America/New_York' })).toEqual([unknown, 100, 100])
  })

  it('are of weeks that begin on Monday, and of months', () => {
    expect(pivotsAt([-1, 0, 167, 168], { session: 'week' })).toEqual([unknown, 100, 100, 305 / 3])
    expect(pivotsAt([-1, 0, 31 * 24 - 1, 31 * 24], { session: 'month' })).toEqual([unknown, 100, 100, 305 / 3])
  })

  it('have as many levels as their school', () => {
    const levels = (kind: 'camarilla' | 'classic' | 'demark'): readonly string[] => pivots({ kind }).outputs
    expect([levels('camarilla'), levels('classic'), levels('demark')].map(({ length }) => length)).toEqual([9, 7, 3])
  })
})
