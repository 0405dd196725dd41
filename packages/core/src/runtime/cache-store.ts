import type { CacheDriver, CacheStore } from '../contracts/cache.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** What components use of a cache: JSON in the driver's bytes, and one load at a time per key. */
export function createCacheStore(driver: () => CacheDriver): CacheStore {
  const loading = new Map<string, Promise<unknown>>()
  const store: CacheStore = {
    async get<T>(key: string): Promise<T | undefined> {
      const [bytes] = await driver().get([key])
      return decode<T>(bytes)
    },
    async getMany<T>(keys: readonly string[]): Promise<ReadonlyMap<string, T>> {
      const found = await driver().get(keys)
      const entries = keys.map((key, i) => [key, decode<T>(found[i])] as const)
      return new Map(entries.filter((entry): entry is readonly [string, NonNullable<T>] => entry[1] !== undefined))
    },
    set: (key, value, options) => driver().set([{ key, value: encoder.encode(JSON.stringify(value)), ttlMs: options?.ttlMs }]),
    delete: (...keys) => driver().delete(keys),
    load<T>(key: string, load: () => Promise<T>, options?: { readonly ttlMs?: number }): Promise<T> {
      let pending = loading.get(key) as Promise<T> | undefined
      if (pending === undefined) {
        pending = fill(key, load, options).finally(() => loading.delete(key))
        loading.set(key, pending)
      }
      return pending
    },
  }
  async function fill<T>(key: string, load: () => Promise<T>, options: { readonly ttlMs?: number } | undefined): Promise<T> {
    const known = await store.get<T>(key)
    if (known !== undefined) return known
    const value = await load()
    await store.set(key, value, options)
    return value
  }
  return store
}

function decode<T>(bytes: Uint8Array | undefined): T | undefined {
  return bytes === undefined ? undefined : (JSON.parse(decoder.decode(bytes)) as T)
}
