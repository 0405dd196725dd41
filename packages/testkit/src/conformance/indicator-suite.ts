import assert from 'node:assert/strict'
import type { Indicator, IndicatorInput, IndicatorState, InputColumns, InputRow, Readiness } from '@feedloom/core'
import { seededRandom } from '../seeded-random.ts'
import { caseIf, conformanceCase, conformanceSuite, type ConformanceSuite, type Subject } from './suite.ts'

export interface ReferenceValues {
  readonly inputs: InputColumns
  /** In the order of `Indicator.outputs`; NaN where there is no value. */
  readonly outputs: readonly ArrayLike<number>[]
  /** Relative; default 1e-9. */
  readonly tolerance?: number
}

export interface IndicatorSuiteOptions {
  readonly create: () => Indicator
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
  /** Values of an independent implementation (IND-05). */
  readonly reference?: ReferenceValues
  /** Rows of the made-up series; must exceed the convergence. Default: convergence plus 100, at least 300. */
  readonly rows?: number
  /** The made-up prices begin at 100 times this. Default 1; less for formulas that only small numbers have a result of. */
  readonly scale?: number
  /** After its warm-up it may be silent, as marks are, or levels of the day before: one value in all is enough. Default false. */
  readonly isSparse?: boolean
}

type Series = (seed: string) => readonly InputRow[]

const names: readonly IndicatorInput[] = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'price', 'second', 'period']

/** The claims that every indicator makes: exact warm-up, previews without traces, the same in streams and in batches. */
export function indicatorSuite(options: IndicatorSuiteOptions): ConformanceSuite {
  const indicator = options.create()
  const rows = options.rows ?? Math.max(300, indicator.convergence + 100)
  const series: Series = (seed) => randomRows(rows, seed, options.scale ?? 1)
  const { reference } = options
  return conformanceSuite({
    examines: 'indicator',
    subject: options.plugin,
    abilities: () => [...indicator.inputs.map((name) => `reads ${name}`), ...indicator.outputs.map((name) => `gives ${name}`)],
    cases: [
      conformanceCase('IND-01', 'has its first value exactly at its warm-up', () =>
        warmsUp(indicator, series('warm'), options.isSparse ?? false),
      ),
      conformanceCase('IND-02', 'previews without a trace', () => previews(indicator, series)),
      conformanceCase('IND-03', 'goes on seamlessly after save and restore', () => saves(indicator, series('save'))),
      conformanceCase('IND-04', 'gives the same in a batch as in a stream, bit for bit', () => batches(indicator, series('batch'))),
      caseIf(reference !== undefined, 'no reference values were given', 'IND-05', 'agrees with reference values', () => {
        if (reference !== undefined) agrees(indicator, reference)
      }),
      conformanceCase('IND-06', 'revises its last row', () => revises(indicator, series)),
      conformanceCase('IND-07', 'is as new after reset', () => {
        const state = indicator.create()
        stream(indicator, state, series('before'))
        state.reset()
        assert.deepEqual(stream(indicator, state, series('reset')), stream(indicator, indicator.create(), series('reset')))
      }),
      conformanceCase('IND-08', 'bears previews, revisions and saves in any order', () => {
        // What previews, saves or revisions alone show is told by their own cases.
        if (holdsAlone(indicator, series)) mixes(indicator, series)
      }),
      conformanceCase('IND-10', 'bears constant prices, no volume and gaps', () => bears(indicator, series('gap'))),
    ],
  })
}

interface Values {
  readonly values: readonly (readonly number[])[]
  readonly readiness: readonly Readiness[]
}

function stream(indicator: Indicator, state: IndicatorState, rows: readonly InputRow[]): Values {
  const out = new Float64Array(indicator.outputs.length)
  const values: number[][] = []
  const readiness: Readiness[] = []
  for (const row of rows) {
    out.fill(Number.NaN)
    readiness.push(state.update(row, out))
    values.push([...out])
  }
  return { values, readiness }
}

function warmsUp(indicator: Indicator, rows: readonly InputRow[], isSparse: boolean): void {
  const { values, readiness } = stream(indicator, indicator.create(), rows)
  assert.ok(indicator.convergence >= indicator.warmup, 'convergence lies before the warm-up')
  for (const [i, row] of values.entries()) {
    const expected = i < indicator.warmup ? 'warming' : i < indicator.convergence ? 'ready' : 'converged'
    assert.equal(readiness[i], expected, `row ${i}`)
    if (i < indicator.warmup) assert.ok(row.every(Number.isNaN), `row ${i}: values while warming`)
    // Some outputs start later than the first one; none starts earlier.
    else assert.ok(isSparse || hasValue(row), `row ${i}: no value after the warm-up`)
  }
  assert.ok(values.some(hasValue), 'no value at all')
}

function hasValue(row: readonly number[]): boolean {
  return row.some((value) => Number.isFinite(value))
}

function previews(indicator: Indicator, series: Series): void {
  const rows = series('preview')
  const [plain, disturbed] = [indicator.create(), indicator.create()]
  const [out, other] = [new Float64Array(indicator.outputs.length), new Float64Array(indicator.outputs.length)]
  const strange = series('strange')
  for (const [i, row] of rows.entries()) {
    disturbed.preview(strange[i] as InputRow, other)
    disturbed.preview(row, other)
    const previewed = [...other]
    const before = plain.update(row, out)
    assert.deepEqual([before, ...previewed], [disturbed.update(row, other), ...out], `row ${i}: preview and update differ`)
    assert.deepEqual([...other], [...out], `row ${i}: a preview left traces`)
  }
}

function saves(indicator: Indicator, rows: readonly InputRow[]): void {
  for (const cut of [0, 1, Math.max(0, indicator.warmup - 1), indicator.warmup + 1, Math.floor(rows.length / 2)]) {
    const first = indicator.create()
    stream(indicator, first, rows.slice(0, cut))
    const second = indicator.create()
    second.restore(JSON.parse(JSON.stringify(first.save())))
    assert.deepEqual(stream(indicator, second, rows.slice(cut)), stream(indicator, first, rows.slice(cut)), `saved after ${cut} rows`)
  }
}

function batches(indicator: Indicator, rows: readonly InputRow[]): void {
  const outputs = indicator.outputs.map(() => new Float64Array(rows.length))
  indicator.batch(columnsOf(indicator, rows), outputs)
  const { values } = stream(indicator, indicator.create(), rows)
  for (const [i, row] of values.entries())
    assert.deepEqual(
      outputs.map((output) => output[i]),
      row,
      `row ${i}`,
    )
}

function agrees(indicator: Indicator, { inputs, outputs, tolerance = 1e-9 }: ReferenceValues): void {
  const length = outputs[0]?.length ?? 0
  const own = indicator.outputs.map(() => new Float64Array(length))
  indicator.batch(inputs, own)
  for (const [column, expected] of outputs.entries()) {
    for (let i = 0; i < length; i++) {
      const [a, b] = [own[column]?.[i] ?? Number.NaN, expected[i] ?? Number.NaN]
      const close = Number.isNaN(b) ? Number.isNaN(a) : Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))
      assert.ok(close, `${indicator.outputs[column]} row ${i}: ${a}, reference ${b}`)
    }
  }
}

function revises(indicator: Indicator, series: Series): void {
  const rows = series('revise')
  const wrong = series('wrong')
  const [plain, revised] = [indicator.create(), indicator.create()]
  const [out, other] = [new Float64Array(indicator.outputs.length), new Float64Array(indicator.outputs.length)]
  for (const [i, row] of rows.entries()) {
    revised.update(wrong[i] as InputRow, other)
    const readiness = revised.revise(row, other)
    assert.deepEqual([readiness, ...other], [plain.update(row, out), ...out], `row ${i}: a revision differs from a plain update`)
  }
}

function holdsAlone(indicator: Indicator, series: Series): boolean {
  try {
    previews(indicator, series)
    saves(indicator, series('save'))
    revises(indicator, series)
    return true
  } catch {
    return false
  }
}

/** Whatever is tried, corrected, saved and restored between two rows: what counts is the row as it was in the end. */
function mixes(indicator: Indicator, series: Series): void {
  const [rows, others] = [series('mixed'), series('others')]
  const random = seededRandom('acts')
  const { values } = stream(indicator, indicator.create(), rows)
  const out = new Float64Array(indicator.outputs.length)
  let state = indicator.create()
  for (const [i, row] of rows.entries()) {
    const other = others[i] as InputRow
    const act = Math.floor(random() * 16)
    if ((act & 1) > 0) state.preview(other, out)
    state.update((act & 2) > 0 ? other : row, out)
    if ((act & 1) > 0) state.preview(other, out)
    if ((act & 4) > 0) {
      const saved: unknown = JSON.parse(JSON.stringify(state.save()))
      state = indicator.create()
      state.restore(saved)
    }
    if ((act & 8) > 0) state.preview(row, out)
    state.revise(row, out)
    assert.deepEqual([...out], values[i], `row ${i}, acts ${act}`)
  }
}

function bears(indicator: Indicator, random: readonly InputRow[]): void {
  const count = random.length
  const flat: InputRow = { openTime: 0, open: 5, high: 5, low: 5, close: 5, volume: 0, quoteVolume: 0, price: 5, second: 5, period: 5 }
  const gappy = random.map((row, i) => (i % 17 === 9 ? { ...row, close: Number.NaN, price: Number.NaN } : row))
  const cases = { constant: Array.from({ length: count }, (_, i) => ({ ...flat, openTime: i * 60_000 })), gaps: gappy }
  for (const [name, rows] of Object.entries(cases)) {
    const { values } = stream(indicator, indicator.create(), rows)
    for (const [i, row] of values.entries())
      assert.ok(
        row.every((value) => Math.abs(value) !== Infinity),
        `${name}, row ${i}: infinite`,
      )
  }
}

function columnsOf(indicator: Indicator, rows: readonly InputRow[]): InputColumns {
  return Object.fromEntries(indicator.inputs.map((name) => [name, Float64Array.from(rows, (row) => row[name])]))
}

/** A random walk of bars whose parts fit each other. Inputs that were not asked for would be NaN; here all are given. */
function randomRows(count: number, seed: string, scale: number): readonly InputRow[] {
  const random = seededRandom(seed)
  let close = 100 * scale
  return Array.from({ length: count }, (_, i) => {
    const open = close
    close = Math.max(scale, open * (1 + (random() - 0.5) / 25))
    const high = Math.max(open, close) * (1 + random() / 100)
    const low = Math.min(open, close) * (1 - random() / 100)
    const volume = Math.floor(random() * 1_000) + 1
    const row: Record<string, number> = {
      openTime: 1_700_000_040_000 + i * 60_000,
      open,
      high,
      low,
      close,
      volume,
      quoteVolume: volume * close,
    }
    Object.assign(row, { price: close, second: 50 + 10 * random(), period: 5 + Math.floor(random() * 10) })
    for (const name of names) row[name] ??= Number.NaN
    return row as unknown as InputRow
  })
}
