import { init } from 'talib-web'

/** What the compiler of C gives: a heap, and functions that take places in it. */
export interface Compiled {
  readonly HEAPF64: Float64Array
  _malloc(bytes: number): number
  readonly [name: `_TA_${string}`]: (...numbers: number[]) => number
}

/** It reads its file with `fetch` where there is one, and only without it from the disk. */
async function compile(): Promise<Compiled> {
  const { fetch } = globalThis
  Reflect.deleteProperty(globalThis, 'fetch')
  const compiled: unknown = await init()
  globalThis.fetch = fetch
  return compiled as Compiled
}

/** TA-Lib as WebAssembly. */
export const compiled: Compiled = await compile()
