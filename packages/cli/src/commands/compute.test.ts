import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sharedPath } from '@feedloom/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { csvOf, t0, wanderingBars, writeCsv, writeStore } from '../test/bar-files.ts'
import { runCommand } from '../test/run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'feedloom-compute-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bars = wanderingBars(60)
const csv = writeCsv(join(folder, 'bars.csv'), bars)
const compute = async (...args: readonly string[]) => await runCommand('compute', ...args)

function fileOf(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** Rows of the output as numbers; NaN where a cell is empty. */
function cells(text: string): readonly (readonly number[])[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map((cell) => (cell === '' ? Number.NaN : Number(cell))))
}

describe('compute', () => {
  it('writes one line a bar, empty until the indicator is ready', async () => {
    const { code, out, err } = await compute('sma', '--period', '3', '--input', csv)
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n')
    expect(lines.slice(0, 3)).toEqual(['timestamp_ms,sma', `${t0},`, `${t0 + 60_000},`])
    expect(lines).toHaveLength(bars.length + 2)
    const third = cells(out)[2]?.[1] as number
    expect(third).toBeCloseTo((bars[0]!.close + bars[1]!.close + bars[2]!.close) / 3, 12)
  })

  it('writes JSON with null until the indicator is ready', async () => {
    const { out } = await compute('macd', '--input', csv, '--output', 'json')
    const rows = JSON.parse(out) as Record<string, number | null>[]
    expect(rows).toHaveLength(60)
    expect(rows[0]).toEqual({ timestamp_ms: t0, macd: null, signal: null, histogram: null })
    expect(rows[40]).toMatchObject({ macd: expect.any(Number), histogram: expect.any(Number) })
  })

  it('reads CSV and Parquet, compressed and not, whatever the case and order of the columns', async () => {
    const shuffled = bars.map(({ time, open, high, low, close, volume }) => [volume, `"${close}"`, 'x', low, high, open, time].join(';'))
    const other = fileOf('other.csv', `\uFEFFVolume;CLOSE;note;Low;High;Open;Timestamp_MS\r\n${shuffled.join('\r\n')}\r\n`)
    const packed = fileOf('bars.csv.gz', gzipSync(csvOf(bars)))
    const store = await writeStore(join(folder, 'bars.duckdb'), bars)
    await runCommand('export', '--store', store, '--out', join(folder, 'parquet'), '--kinds', 'bar')
    const parquet = readdirSync(join(folder, 'parquet'), { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.parquet'))
    const [expected, ...same] = await Promise.all(
      [csv, other, packed, join(folder, 'parquet', parquet ?? '')].map((file) => compute('atr', '--input', file)),
    )
    for (const each of same) expect(each).toMatchObject({ code: 0, out: expected?.out })
  })

  it.each([
    ['1763632800', 'seconds'],
    ['1763632800000', 'milliseconds'],
    ['1763632800000000', 'microseconds'],
    ['1763632800000000000', 'nanoseconds'],
    ['2025-11-20T10:00:00Z', 'ISO 8601'],
    ['2025-11-20 11:00:00.000+01:00', 'ISO 8601'],
    ['2025-11-20 10:00', 'ISO 8601'],
  ])('takes the time %s for %s, and says so', async (time, said) => {
    const { out, err } = await compute('sma', '--period', '1', '--input', fileOf('times.csv', `timestamp,close\n${time},5\n`))
    expect([out, err]).toEqual([`timestamp_ms,sma\n${t0},5\n`, expect.stringContaining(said)])
  })

  it('runs over any column of the file', async () => {
    const { out } = await compute('sma', '--period', '1', '--of', 'volume', '--input', csv)
    expect(cells(out).map((row) => row[1])).toEqual(bars.map(({ volume }) => volume))
  })

  it('knows an indicator by any spelling and by its other names', async () => {
    const [one, ...same] = await Promise.all(
      ['bbands', 'BBANDS', 'Bollinger', 'bollinger_bands'].map((name) => compute(name, '--input', csv)),
    )
    for (const each of same) expect(each.out).toBe(one?.out)
  })

  it('finds the indicators of a plugin', async () => {
    const plugin = fileOf(
      'double.ts',
      `import { definePlugin } from '@feedloom/core'
       import { z } from 'zod'
       const state = { update(row: any, out: any) { out[0] = 2 * row.close; return 'ready' } }
       export const double = definePlugin({
         apiVersion: 1, kind: 'indicator', type: 'double', summary: 'Twice the close', stability: 'beta', configSchema: z.strictObject({}),
         create: () => ({ inputs: ['close'], outputs: ['double'], warmup: 0, convergence: 0, parameters: {}, create: () => state,
           batch: ({ close }: any, [out]: any) => close.forEach((value: number, row: number) => (out[row] = 2 * value)) }),
       })`,
    )
    const { out } = await compute('double', '--plugin', plugin, '--input', csv)
    expect(cells(out)[5]?.[1]).toBe(2 * bars[5]!.close)
  })

  it('writes to a file and says what it wrote', async () => {
    const to = join(folder, 'out', 'rsi.csv')
    const { code, out } = await compute('rsi', '--input', csv, '--to', to)
    expect([code, out]).toEqual([0, `rsi: 60 bars, 46 with a value, in ${to}\n`])
    expect(readFileSync(to, 'utf8')).toBe((await compute('rsi', '--input', csv)).out)
  })
})

describe('help of compute', () => {
  it('lists all indicators', async () => {
    expect(await compute('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/^rsi +Relative strength index/m) })
  })

  it('lists the parameters of one with their defaults', async () => {
    const { code, out } = await compute('rsi', '--help')
    expect(code).toBe(0)
    expect(out).toMatch(/--period +14 +whole number from 2 to 100000 +Changes/)
    expect(out).toContain('the first value comes after 14 bars')
  })
})

describe('what compute refuses', () => {
  const row = (text: string): string => `timestamp_ms,open,high,low,close\n1000,1,2,0,1\n2000,1,2,0,1\n${text}\n4000,1,2,0,1\n`
  it.each([
    [row('3000,1,2,0,n/a'), 'FEEDLOOM_BARS_ROW_INVALID bad.csv:4:12: `close` is no number: "n/a".'],
    [row('3000,1,2,0,'), 'FEEDLOOM_BARS_ROW_INVALID bad.csv:4:12: `close` is empty.'],
    [row('3000,1'), 'FEEDLOOM_BARS_ROW_INVALID bad.csv:4:7: `close` is empty.'],
    [row('soon,1,2,0,1'), 'FEEDLOOM_BARS_ROW_INVALID bad.csv:4:1: `timestamp_ms` is no time: "soon".'],
    [
      row('1500,1,2,0,1'),
      'FEEDLOOM_BARS_ORDER bad.csv:4:1: the bar of 1970-01-01T00:00:01.500Z comes after that of 1970-01-01T00:00:02.000Z.',
    ],
    [row('2000,1,2,0,1'), 'FEEDLOOM_BARS_ORDER bad.csv:4:1: there is a second bar at 1970-01-01T00:00:02.000Z.'],
    ['timestamp_ms,open\n1,1\n', 'FEEDLOOM_BARS_COLUMN_MISSING bad.csv has no column `close`. It has `timestamp_ms`, `open`.'],
    ['', 'FEEDLOOM_BARS_FILE_UNREADABLE bad.csv is empty.'],
  ])('%j', async (content, said) => {
    const { code, out, err } = await compute('sma', '--period', '1', '--input', fileOf('bad.csv', content))
    expect([code, out, err.replace(/ (Mend|Sort|Give)[^\n]*/, '').trimEnd()]).toEqual([2, '', `error ${said}`])
  })

  it.each([
    [['rsj', '--input', csv], /FEEDLOOM_INDICATOR_UNKNOWN there is no indicator `rsj`\. Did you mean `rsi`\?/],
    [['rsi', '--perod', '3', '--input', csv], /rsi has no parameter `perod`\. Did you mean `period`\?/],
    [['rsi', '--period', 'long', '--input', csv], /rsi: `period` takes whole number from 2 to 100000, not `long`/],
    [['rsi', '--period', '1', '--input', csv], /rsi: `period` takes whole number from 2 to 100000, not `1`/],
    [['rsi', '--period'], /`--period` lacks its value/],
    [['atr', '--of', 'close', '--input', csv], /`atr` reads 3 columns/],
    [['rsi'], /over which bars\?/],
    [[], /which indicator\?/],
    [['rsi', '--input', 'none.csv'], /none\.csv does not exist/],
    [['rsi', '--input', 'bars.xls'], /neither a CSV nor a Parquet file/],
  ])('%j', async (args, said) => {
    expect(await compute(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(said) })
  })
})

const series = sharedPath('golden', 'indicators', 'dev', 'input.csv')
const golden = sharedPath('golden', 'indicators', 'dev', 'golden.json.gz')

describe.skipIf(series === undefined || golden === undefined)('compute against TA-Lib', () => {
  interface Golden {
    readonly outputs: Readonly<Record<string, readonly (number | null)[]>>
  }
  const expected = (name: string): readonly (number | null)[][] => {
    const all = JSON.parse(gunzipSync(readFileSync(golden ?? '')).toString('utf8')) as Readonly<Record<string, Golden>>
    return Object.values(all[name]?.outputs ?? {}) as (number | null)[][]
  }

  it.each([
    ['RSI', ['rsi', '--period', '14']],
    ['MACD', ['macd', '--fast', '12', '--slow', '26', '--signal', '9']],
    ['ATR', ['atr', '--period=14']],
    ['EMA', ['ema', '--period', '30']],
  ])('%s has its values on every bar', async (name, args) => {
    const { code, out } = await compute(...args, '--input', series ?? '')
    expect(code).toBe(0)
    const rows = cells(out)
    const columns = expected(name)
    expect(columns.length).toBeGreaterThan(0)
    columns.forEach((column, n) => {
      const off = column.filter((value, row) => {
        const own = rows[row]?.[n + 1] as number
        return value === null ? !Number.isNaN(own) : !(Math.abs(own - value) <= 1e-9 * Math.max(1, Math.abs(value)))
      })
      expect([rows.length, off]).toEqual([column.length, []])
    })
  })
})
