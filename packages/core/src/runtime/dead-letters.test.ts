import { describe, expect, it } from 'vitest'
import { dataError } from '../contracts/index.ts'
import { DeadLetters } from './dead-letters.ts'

describe('DeadLetters', () => {
  it('counts everything by code and keeps the newest hundred', () => {
    const letters = new DeadLetters()
    for (let i = 0; i < 250; i++) letters.add('sources.fake', dataError('FEEDLOOM_TEST', 'no'), i, i)
    letters.add('sinks.keep', dataError('FEEDLOOM_TEST_OTHER', 'no'), 'write', 250, 7)
    expect(letters.total).toBe(257)
    expect([...letters.byCode()]).toEqual([
      ['FEEDLOOM_TEST', 250],
      ['FEEDLOOM_TEST_OTHER', 7],
    ])
    const samples = letters.samples()
    expect(samples).toHaveLength(100)
    expect(samples.map(({ subject }) => subject)).toEqual([...Array.from({ length: 99 }, (_, i) => 151 + i), 'write'])
  })
})
