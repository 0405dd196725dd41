import type * as ArrowModule from 'apache-arrow'
import type { Table, Vector } from 'apache-arrow'
import { configError, type Instrument } from '../contracts/index.ts'
import type { RowColumns } from './ring.ts'

type Arrow = typeof ArrowModule

async function loadArrow(): Promise<Arrow> {
  try {
    return await import('apache-arrow')
  } catch (cause) {
    throw configError('FEEDLOOM_ARROW_MISSING', 'the package apache-arrow is not installed', {
      cause,
      hint: 'Arrow export needs the optional peer dependency: npm install apache-arrow',
    })
  }
}

/** One text, `length` times. */
function repeated(arrow: Arrow, text: string, length: number): Vector {
  const bytes = new TextEncoder().encode(text)
  const data = new Uint8Array(bytes.length * length)
  const valueOffsets = new Int32Array(length + 1)
  for (let i = 0; i < length; i++) {
    data.set(bytes, i * bytes.length)
    valueOffsets[i + 1] = (i + 1) * bytes.length
  }
  return arrow.makeVector(arrow.makeData({ type: new arrow.Utf8(), length, nullCount: 0, valueOffsets, data }))
}

function wholeMs(times: Float64Array): BigInt64Array {
  return BigInt64Array.from(times, (ms) => BigInt(Math.floor(ms)))
}

/**
 * Rows as an Arrow table that shares nothing with them: `symbol` (utf8), the time as `timestamp` (int64, whole ms), the
 * other columns (float64), `exchange` (utf8). Throws `FEEDLOOM_ARROW_MISSING` (config) without the package.
 */
export async function arrowTable(
  take: () => { readonly instrument: Instrument | undefined; readonly columns: RowColumns },
): Promise<Table> {
  const arrow = await loadArrow()
  // Read only now: what was a view before the import may have slid on since.
  const { instrument, columns } = take()
  const [time, ...rest] = Object.entries(columns)
  const times = time?.[1] ?? new Float64Array()
  return new arrow.Table({
    symbol: repeated(arrow, instrument?.symbol ?? '', times.length),
    timestamp: arrow.makeVector(wholeMs(times)),
    ...Object.fromEntries(rest.map(([name, values]) => [name, arrow.makeVector(values.slice())])),
    exchange: repeated(arrow, instrument?.venue ?? '', times.length),
  })
}
