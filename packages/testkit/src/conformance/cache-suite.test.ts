import type { CacheDriver, CacheStore } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../virtual-clock.ts'
import { cacheSuite } from './cache-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

interface Entry {
  readonly value: Uint8Array
  readonly until: number
}

class SmallCache implements CacheDriver {
  readonly features = { ttl: true, scan: true, watch: true }
  protected readonly entries: Map<string, Entry> = new Map()
  protected readonly watchers: Set<{ readonly prefix: string; readonly onChange: (key: string) => void }> = new Set()
  protected readonly clock: VirtualClock

  constructor(clock: VirtualClock) {
    this.clock = clock
  }

  get(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.one(key)))
  }

  set(entries: Parameters<CacheDriver['set']>[0]): Promise<void> {
    for (const { key, value, ttlMs } of entries) {
      this.entries.set(key, { value: this.copy(value), until: this.clock.now() + (ttlMs ?? Infinity) })
      this.tell(key)
    }
    return Promise.resolve()
  }

  delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) if (this.entries.delete(key)) this.tell(key)
    return Promise.resolve()
  }

  async *scan(prefix: string): AsyncGenerator<string> {
    for (const key of this.entries.keys()) if (key.startsWith(prefix)) yield key
  }

  watch(prefix: string, onChange: (key: string) => void): Promise<Disposable> {
    const watcher = { prefix, onChange }
    this.watchers.add(watcher)
    return Promise.resolve({ [Symbol.dispose]: () => void this.watchers.delete(watcher) })
  }

  protected one(key: string): Uint8Array | undefined {
    const entry = this.entries.get(key)
    return entry !== undefined && this.clock.now() < entry.until ? entry.value : undefined
  }

  protected copy(value: Uint8Array): Uint8Array {
    return Uint8Array.from(value)
  }

  protected tell(key: string): void {
    for (const { prefix, onChange } of this.watchers) if (key.startsWith(prefix)) onChange(key)
  }
}

function storeOf(driver: CacheDriver, single: boolean): CacheStore {
  const loading = new Map<string, Promise<unknown>>()
  const load = async <T>(key: string, fill: () => Promise<T>): Promise<T> => {
    const [known] = await driver.get([key])
    if (known !== undefined) return JSON.parse(Buffer.from(known).toString()) as T
    const value = await fill()
    await driver.set([{ key, value: Buffer.from(JSON.stringify(value)), ttlMs: undefined }])
    return value
  }
  return {
    load<T>(key: string, fill: () => Promise<T>): Promise<T> {
      if (!single) return load(key, fill)
      const running = loading.get(key) ?? load(key, fill).finally(() => loading.delete(key))
      loading.set(key, running)
      return running as Promise<T>
    },
  } as unknown as CacheStore
}

function suiteOf(Kind: new (clock: VirtualClock) => CacheDriver, single = true): ReturnType<typeof cacheSuite> {
  const clock = new VirtualClock()
  return cacheSuite({ create: () => new Kind(clock), pass: (ms) => clock.advanceAsync(ms), store: (driver) => storeOf(driver, single) })
}

runSuite(suiteOf(SmallCache), { describe, it }, 'a small cache conforms')

class NeverDeletes extends SmallCache {
  override delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.tell(key)
    return Promise.resolve()
  }
}
class NeverExpires extends SmallCache {
  protected override one(key: string): Uint8Array | undefined {
    return this.entries.get(key)?.value
  }
}
class KeepsReferences extends SmallCache {
  protected override copy(value: Uint8Array): Uint8Array {
    return value
  }
}
class ScansAll extends SmallCache {
  override async *scan(): AsyncGenerator<string> {
    yield* this.entries.keys()
  }
}
class NeverTells extends SmallCache {
  protected override tell(): void {
    // Watches, and says nothing.
  }
}

const broken: readonly (readonly [claim: string, id: string, kind: new (clock: VirtualClock) => CacheDriver, single: boolean])[] = [
  ['does not delete', 'CCH-01', NeverDeletes, true],
  ['never lets go', 'CCH-02', NeverExpires, true],
  ['keeps the caller’s bytes', 'CCH-03', KeepsReferences, true],
  ['ignores the prefix', 'CCH-04', ScansAll, true],
  ['tells no watcher', 'CCH-05', NeverTells, true],
  ['loads for everybody', 'CCH-06', SmallCache, false],
]

describe('the cache suite', () => {
  it.each(broken)('catches one that %s', async (_claim, id, kind, single) => {
    expect(await failures(suiteOf(kind, single))).toEqual([id])
  })
})
