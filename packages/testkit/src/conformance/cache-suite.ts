import assert from 'node:assert/strict'
import type { CacheDriver, CacheStore } from '@feedloom/core'
import { settle } from '../virtual-clock.ts'
import { caseIf, conformanceCase, conformanceSuite, type ConformanceSuite, type Skipped, type Subject } from './suite.ts'

export interface CacheSuiteOptions {
  /** A fresh, empty driver, not started. */
  readonly create: () => CacheDriver | Promise<CacheDriver>
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
  /** Lets time pass for the driver: moves its virtual clock, or waits. */
  readonly pass: (ms: number) => Promise<void>
  /** The store of core on top of a driver, for single flight (CCH-06). */
  readonly store?: (driver: CacheDriver) => CacheStore
}

const signal = new AbortController().signal
const bytes = (text: string): Uint8Array => Buffer.from(text)
const textOf = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString()

/** The claims that every cache driver makes, as far as it says that it can. */
export function cacheSuite(options: CacheSuiteOptions): ConformanceSuite {
  const { store } = options
  const using = async (run: (driver: CacheDriver) => Promise<void | Skipped>): Promise<void | Skipped> => {
    const driver = await options.create()
    await driver.start?.(signal)
    try {
      return await run(driver)
    } finally {
      await driver.stop?.(signal)
      await driver.stop?.(signal)
    }
  }
  const abilities = async (): Promise<readonly string[]> => {
    const { features } = await options.create()
    return (['ttl', 'scan', 'watch'] as const).filter((name) => features[name])
  }
  return conformanceSuite({
    examines: 'cache',
    subject: options.plugin,
    abilities,
    cases: [
      conformanceCase('CCH-01', 'gets, sets and deletes many', () => using(manyKeys)),
      conformanceCase('CCH-02', 'lets values expire', () => using((driver) => expires(driver, options.pass))),
      conformanceCase('CCH-03', 'keeps bytes exactly and its own copy of them', () => using(exactBytes)),
      conformanceCase('CCH-04', 'scans by prefix', () => using(scans)),
      conformanceCase('CCH-05', 'tells watchers of changes', () => using(watches)),
      caseIf(store !== undefined, 'no store was given', 'CCH-06', 'loads a key once for all who ask at once', () =>
        using(async (driver) => {
          if (store !== undefined) await singleFlight(store(driver))
        }),
      ),
    ],
  })
}

async function manyKeys(driver: CacheDriver): Promise<void> {
  assert.deepEqual(await driver.get([]), [])
  await driver.set(['a', 'b', 'c'].map((key) => ({ key, value: bytes(`${key}1`), ttlMs: undefined })))
  await driver.set([{ key: 'b', value: bytes('b2'), ttlMs: undefined }])
  assert.deepEqual((await driver.get(['c', 'missing', 'b', 'a'])).map(textOf), ['c1', undefined, 'b2', 'a1'])
  await driver.delete(['a', 'missing', 'c'])
  assert.deepEqual((await driver.get(['a', 'b', 'c'])).map(textOf), [undefined, 'b2', undefined])
}

async function expires(driver: CacheDriver, pass: CacheSuiteOptions['pass']): Promise<void | Skipped> {
  if (!driver.features.ttl) return { skipped: 'ttl is not declared' }
  await driver.set([
    { key: 'short', value: bytes('1'), ttlMs: 40 },
    { key: 'long', value: bytes('2'), ttlMs: 60_000 },
    { key: 'for-ever', value: bytes('3'), ttlMs: undefined },
  ])
  assert.deepEqual((await driver.get(['short', 'long', 'for-ever'])).map(textOf), ['1', '2', '3'])
  await pass(80)
  assert.deepEqual((await driver.get(['short', 'long', 'for-ever'])).map(textOf), [undefined, '2', '3'])
}

async function exactBytes(driver: CacheDriver): Promise<void> {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i)
  await driver.set([
    { key: 'ключ/🔑', value: all, ttlMs: undefined },
    { key: 'empty', value: new Uint8Array(), ttlMs: undefined },
  ])
  all.fill(0)
  const [value, empty] = await driver.get(['ключ/🔑', 'empty'])
  assert.deepEqual(
    [...(value ?? [])],
    Array.from({ length: 256 }, (_, i) => i),
  )
  assert.equal(empty?.length, 0)
}

async function scans(driver: CacheDriver): Promise<void | Skipped> {
  if (!driver.features.scan) return { skipped: 'scan is not declared' }
  assert.ok(driver.scan !== undefined, 'scan is declared and missing')
  const keys = Array.from({ length: 250 }, (_, i) => `p/${i}`)
  await driver.set([...keys, 'q/1', 'p'].map((key) => ({ key, value: bytes(key), ttlMs: undefined })))
  const found: string[] = []
  for await (const key of driver.scan('p/')) found.push(key)
  assert.deepEqual(found.sort(), keys.sort())
}

async function watches(driver: CacheDriver): Promise<void | Skipped> {
  if (!driver.features.watch) return { skipped: 'watch is not declared' }
  assert.ok(driver.watch !== undefined, 'watch is declared and missing')
  const seen: string[] = []
  const watching = await driver.watch('p/', (key) => seen.push(key))
  const set = (key: string): Promise<void> => driver.set([{ key, value: bytes('x'), ttlMs: undefined }])
  await set('p/1')
  await set('q/1')
  await driver.delete(['p/1'])
  for (let i = 0; i < 50 && seen.length < 2; i++) await settle()
  watching[Symbol.dispose]()
  await set('p/2')
  await settle()
  assert.deepEqual(seen, ['p/1', 'p/1'])
}

async function singleFlight(store: CacheStore): Promise<void> {
  let loads = 0
  const load = async (): Promise<string> => {
    loads++
    await settle()
    return 'value'
  }
  const values = await Promise.all(Array.from({ length: 5 }, () => store.load('key', load)))
  assert.deepEqual([loads, new Set(values)], [1, new Set(['value'])])
  assert.equal(await store.load('key', load), 'value')
  assert.equal(loads, 1, 'a stored value was loaded again')
}
