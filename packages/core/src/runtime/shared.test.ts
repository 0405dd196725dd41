import { describe, expect, it } from 'vitest'
import { SharedPool } from './shared.ts'

describe('SharedPool', () => {
  it('makes one thing per key and disposes it after its last holder', async () => {
    const pool = new SharedPool()
    const log: string[] = []
    const create = (): AsyncDisposable => ({ [Symbol.asyncDispose]: async () => void log.push('disposed') })
    const first = pool.claim('a', 'budget', create)
    expect(pool.claim('b', 'budget', create)).toBe(first)
    expect(pool.claim('a', 'other', () => ({}))).not.toBe(first)
    await pool.release('a')
    expect(log).toEqual([])
    await pool.release('b')
    expect(log).toEqual(['disposed'])
    expect(pool.claim('a', 'budget', create)).not.toBe(first)
  })
})
