import { describe, expect, it } from 'vitest'
import { momentText, timeTicks } from './time-ticks.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const begin = Date.UTC(2025, 11, 31, 22)
const texts = (step: number, count: number, most: number): readonly string[] => {
  const times = Array.from({ length: count }, (_, n) => begin + n * step)
  return [...timeTicks(times, 0, count - 1, most).values()].map(({ text }) => text)
}

describe('timeTicks', () => {
  it('labels steps of the calendar, and what changed with them', () => {
    expect(texts(minute, 180, 8)).toEqual(['22:30', '23:00', '23:30', '2026', '00:30'])
    expect(texts(hour, 60, 6)).toEqual(['2026', '12:00', '2 Jan', '12:00', '3 Jan'])
    expect(texts(day, 100, 5)).toEqual(['2026', 'Feb', 'Mar', 'Apr'])
  })

  it('never gives more labels than there is room for', () => {
    for (const step of [1_000, minute, 7 * minute, hour, day, 7 * day])
      for (const most of [2, 5, 12]) expect(texts(step, 500, most).length).toBeLessThanOrEqual(most)
  })

  it('writes moments in UTC', () => {
    expect([momentText(begin, true), momentText(begin, false)]).toEqual(['31 Dec 2025 22:00', '31 Dec 2025'])
  })
})
