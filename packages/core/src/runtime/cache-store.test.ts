import { describe, expect, it } from 'vitest'
import type { CacheDriver } from '../contracts/index.ts'
import { createCacheStore } from './cache-store.ts'

function mapDriver(): CacheDriver {
  const map = new Map<string, Uint8Array>()
  return {
    features: { ttl: false, scan: false, watch: false },
    get: async (keys) => keys.map((key) => map.get(key)),
    set: async (entries) => {
      for (const { key, value } of entries) map.set(key, value)
    },
    delete: async (keys) => {
      for (const key of keys) map.delete(key)
    },
  }
}

describe('createCacheStore', () => {
  it('keeps plain data and tells what is not there', async () => {
    const driver = mapDriver()
    const store = createCacheStore(() => driver)
    await store.set('a', { n: 1, text: 'ü' })
    expect(await store.get('a')).toEqual({ n: 1, text: 'ü' })
    expect(await store.get('b')).toBeUndefined()
    expect([...(await store.getMany(['a', 'b']))]).toEqual([['a', { n: 1, text: 'ü' }]])
    await store.delete('a')
    expect(await store.get('a')).toBeUndefined()
  })

  it('loads a missing key once for all who ask at the same time', async () => {
    const driver = mapDriver()
    const store = createCacheStore(() => driver)
    let loads = 0
    const load = async (): Promise<number> => ++loads
    expect(await Promise.all([store.load('k', load), store.load('k', load)])).toEqual([1, 1])
    expect(await store.load('k', load)).toBe(1)
    expect(loads).toBe(1)
  })

  it('asks again after a load that failed', async () => {
    const driver = mapDriver()
    const store = createCacheStore(() => driver)
    await expect(store.load('k', () => Promise.reject(new TypeError('no')))).rejects.toThrow('no')
    expect(await store.load('k', async () => 2)).toBe(2)
  })
})
