import { resolve } from 'node:path'
import type { BarSpec, EpochMs } from '@feedloom/core'
import type { BarTable } from './bar-table.ts'
import { Column } from './column.ts'

/** Which bars to make. */
interface BarsToMake {
  readonly venue: string
  readonly symbol: string
  readonly interval: BarSpec
}

const names = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume'] as const

/** Bars that a store does not hold, made by it from narrower ones or, where there are none, from its trades. */
export async function makeBars(file: string, { venue, symbol, interval }: BarsToMake, until: EpochMs | undefined): Promise<BarTable> {
  const [{ DuckdbStore }, { Instruments }] = await Promise.all([import('@feedloom/storage-duckdb'), import('@feedloom/core/events')])
  const store = new DuckdbStore({ path: resolve(file), clock: Date, instruments: new Instruments() })
  const [times, columns] = [new Column(), names.map(() => new Column())]
  try {
    await store.open()
    const request = { venue, symbol, interval, ...(until === undefined ? {} : { to: until }) }
    for await (const batch of store.reader.resample(request)) {
      for (let row = 0; row < batch.length; row++) {
        times.push((batch.columns['openTime'] as Float64Array)[row] as number)
        names.forEach((name, n) => columns[n]?.push((batch.columns[name] as Float64Array)[row] ?? Number.NaN))
      }
    }
  } finally {
    await store.close()
  }
  const values = names.map((name, n) => [name === 'quoteVolume' ? 'quote_volume' : name, (columns[n] as Column).values()] as const)
  return { times: times.values(), columns: new Map(values), timesAre: undefined }
}
