/**
 * Trades into DuckDB: the store's `write` (events to columns, instrument keys, ledger, one transaction a batch) beside
 * a bare chunk appender with the same columns, in turns in one run, each into a file of its own. The bare one is
 * handed finished typed arrays, keeps no ledger and leaves the transaction to DuckDB: the most that DuckDB gives from
 * Node.
 *
 * `npm run bench -- duckdb [--rows 1000000] [--batch 20000] [--rounds 5]`; goal: 0.8 of the bare appender.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, LIST, TIMESTAMP, VARCHAR, type DuckDBType } from '@duckdb/node-api'
import duckdb, { type Vector } from '@duckdb/node-bindings'
import type { AnyBatch, EventMap, Instrument, InstrumentRegistry } from '@feedloom/core'
import { DuckdbStore } from '@feedloom/storage-duckdb'
import { seededRandom, testInstruments, VirtualClock } from '@feedloom/testkit'

const { values } = parseArgs({ options: { rows: { type: 'string' }, batch: { type: 'string' }, rounds: { type: 'string' } } })
const rows = Number(values.rows ?? 1_000_000)
const batchRows = Number(values.batch ?? 20_000)
const rounds = Number(values.rounds ?? 5)
const seed = 1
const t0 = 1_700_000_000_000
const chunkRows = 2048
/** Batches in a row. */
const turn = 10

type Columns = readonly (readonly [name: string, type: DuckDBType, bytes: number, data: ArrayBufferView | undefined])[]

function makeTrades(instruments: readonly Instrument[], first: number, random: () => number): readonly EventMap['trade'][] {
  return Array.from({ length: batchRows }, (_, index) => {
    const ts = t0 + (first + index) * 3
    const [instrument, price, size] = [instruments[(first + index) % instruments.length]!, 60_000 + random() * 100, random()]
    const rest = { aggregate: undefined, conditions: undefined, printVenue: undefined, tape: undefined } as const
    const side = random() < 0.5 ? 'buy' : 'sell'
    return {
      kind: 'trade',
      instrument,
      ts,
      nanos: 0,
      tsRecv: ts + 4,
      revision: 0,
      price,
      size,
      side,
      id: String(3_000_000_000 + first + index),
      ...rest,
    }
  })
}

function textEntries(texts: readonly string[]): Uint8Array {
  const bytes = Buffer.alloc(texts.length * 16)
  texts.forEach((text, row) => bytes.writeUInt32LE(text.length, row * 16) && bytes.write(text, row * 16 + 4, 'latin1'))
  return bytes
}

function bareColumns(trades: readonly EventMap['trade'][]): Columns {
  const micros = (read: (event: EventMap['trade']) => number): BigInt64Array =>
    BigInt64Array.from(trades, (event) => BigInt(read(event) * 1000))
  const none = undefined
  return [
    ['instrument', INTEGER, 4, Int32Array.from(trades, (event) => event.instrument.index)],
    ['ts', TIMESTAMP, 8, micros((event) => event.ts)],
    ['nanos', INTEGER, 4, new Int32Array(trades.length)],
    ['ts_recv', TIMESTAMP, 8, micros((event) => event.tsRecv)],
    ['revision', INTEGER, 4, new Int32Array(trades.length)],
    ['price', DOUBLE, 8, Float64Array.from(trades, (event) => event.price)],
    ['size', DOUBLE, 8, Float64Array.from(trades, (event) => event.size)],
    ['side', VARCHAR, 16, textEntries(trades.map((event) => event.side))],
    ['trade_id', VARCHAR, 16, textEntries(trades.map((event) => event.id!))],
    ['first_id', VARCHAR, 16, none],
    ['last_id', VARCHAR, 16, none],
    ['conditions', LIST(VARCHAR), 16, none],
    ['print_venue', VARCHAR, 16, none],
    ['tape', VARCHAR, 16, none],
  ]
}

const zeros = new Uint8Array(chunkRows * 16)

function fill(vector: Vector, bytes: number, data: ArrayBufferView | undefined, start: number, count: number): void {
  if (data !== undefined)
    return duckdb.copy_data_to_vector(vector, 0, data.buffer as ArrayBuffer, data.byteOffset + start * bytes, count * bytes)
  duckdb.copy_data_to_vector(vector, 0, zeros.buffer, 0, count * bytes)
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, zeros.buffer, 0, chunkRows / 8)
}

interface Target extends AsyncDisposable {
  /** Writes some batches; resolves when all are committed. */
  write(from: number, to: number): Promise<void>
}

async function bareTarget(path: string, batches: readonly Columns[]): Promise<Target> {
  const instance = await DuckDBInstance.create(path, { checkpoint_threshold: '128MiB' })
  const connection = await instance.connect()
  const layout = batches[0]!
  await connection.run(`CREATE TABLE trade_data (${layout.map(([name, type]) => `"${name}" ${String(type)}`).join(', ')})`)
  const appender = await connection.createAppender('trade_data')
  const chunk = DuckDBDataChunk.create(layout.map(([, type]) => type))
  const append = (batch: Columns): void => {
    for (let start = 0; start < batchRows; start += chunkRows) {
      const rows = Math.min(chunkRows, batchRows - start)
      chunk.reset()
      chunk.rowCount = rows
      batch.forEach(([, , bytes, data], index) => fill(duckdb.data_chunk_get_vector(chunk.chunk, index), bytes, data, start, rows))
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  }
  return {
    write(from, to) {
      batches.slice(from, to).forEach(append)
      return Promise.resolve()
    },
    [Symbol.asyncDispose]() {
      appender.closeSync()
      connection.closeSync()
      instance.closeSync()
      return Promise.resolve()
    },
  }
}

/** Two writes under way, as the engine's sink driver does by the sink's own `batching`. */
async function storeTarget(path: string, batches: readonly AnyBatch[], instruments: InstrumentRegistry): Promise<Target> {
  const store = new DuckdbStore({ path, clock: new VirtualClock(t0), instruments })
  await store.open()
  const signal = new AbortController().signal
  return {
    async write(from, to) {
      let next = from
      const pump = async (): Promise<void> => {
        while (next < to) {
          const id = next++
          await store.write({ run: 'bench', id, runs: [batches[id]!], count: batchRows }, signal)
        }
      }
      await Promise.all([pump(), pump()])
    },
    [Symbol.asyncDispose]: () => store.close(),
  }
}

interface Cost {
  wallMs: number
  /** Of all threads; tells more than the wall where the machine has other work. */
  cpuMs: number
}

async function measure(cost: Cost, work: () => Promise<void>): Promise<void> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  cost.wallMs += performance.now() - startedAt
  cost.cpuMs += (user + system) / 1000
}

const registry = testInstruments(
  Array.from({ length: 20 }, (_, index) => ({
    venue: 'bench',
    nativeSymbol: `S${index}USDT`,
    symbol: `S${index}/USDT`,
    type: 'spot' as const,
    base: `S${index}`,
    quote: 'USDT',
  })),
)
const random = seededRandom(seed)
const count = Math.max(1, Math.round(rows / batchRows))
const events = Array.from({ length: count }, (_, batch) => makeTrades([...registry.all()], batch * batchRows, random))
const batches = events.map((trades): AnyBatch => ({ kind: 'trade', origin: 'sources.bench', delivery: 'live', events: trades }))
const columns = events.map((trades) => bareColumns(trades))
const folder = await mkdtemp(join(tmpdir(), 'feedloom-bench-duckdb-'))
const ratios: number[] = []
const cpuRatios: number[] = []

console.log(`duckdb: ${count * batchRows} trades in batches of ${batchRows}, ${rounds} rounds, seed ${seed}`)
try {
  for (let round = 0; round < rounds; round++) {
    await using bare = await bareTarget(join(folder, `bare-${round}.duckdb`), columns)
    await using store = await storeTarget(join(folder, `store-${round}.duckdb`), batches, registry)
    const [bareCost, storeCost]: [Cost, Cost] = [
      { wallMs: 0, cpuMs: 0 },
      { wallMs: 0, cpuMs: 0 },
    ]
    // Taking turns: whatever else the machine does meets both.
    for (let from = 0; from < count; from += turn) {
      await measure(bareCost, () => bare.write(from, from + turn))
      await measure(storeCost, () => store.write(from, Math.min(count, from + turn)))
    }
    const text = ({ wallMs, cpuMs }: Cost): string =>
      `${((batchRows * count) / wallMs / 1000).toFixed(2)} M rows/s (${((cpuMs * 1000) / (batchRows * count)).toFixed(2)} µs CPU a row)`
    const ratio = bareCost.wallMs / storeCost.wallMs
    ratios.push(ratio)
    cpuRatios.push(bareCost.cpuMs / storeCost.cpuMs)
    console.log(`round ${round + 1}: bare appender ${text(bareCost)}, store ${text(storeCost)}, ratio ${ratio.toFixed(2)}`)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const median = (values: number[]): string => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!.toFixed(2)
console.log(`median ratio ${median(ratios)} (goal 0.80), of CPU time ${median(cpuRatios)}`)
