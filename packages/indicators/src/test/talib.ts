import type { Indicator, IndicatorInput, InputColumns } from '@feedloom/core'
import type { IndicatorMaker } from '../parts/define-indicator.ts'
import { exactCorrelation } from './exact-correlation.ts'
import { type GoldenColumns, type GoldenEntry, columnsOf, golden } from './golden.ts'

/** TA-Lib up to 0.8.1 says 0 where 0.8.2 says 50. */
const of06: Readonly<Record<string, object>> = { RSI: { flat: 0 }, STOCHRSI: { flat: 0 } }

/** Our indicator with the parameters of a call of TA-Lib. Undefined when it has no such parameter. */
export function indicatorFor(maker: IndicatorMaker, entry: GoldenEntry): Indicator | undefined {
  const { talib } = maker.about
  const written = Object.entries(entry.params)
    .map(([name, value]) => [talib?.parameters[name], value] as const)
    .filter(([ours, value]) => ours !== undefined || value !== 0)
  if (written.some(([ours]) => ours === undefined)) return undefined
  const [unstable] = Object.values(entry.unstablePeriod ?? {})
  return maker({
    ...of06[talib?.function ?? ''],
    ...Object.fromEntries(written as (readonly [string, number])[]),
    ...(unstable === undefined ? {} : { unstable }),
  })
}

/** What TA-Lib read, under the names that our indicator reads. */
export function inputsFor(indicator: Indicator, entry: GoldenEntry, columns: GoldenColumns): InputColumns {
  const names = Object.values(entry.inputs ?? { inReal: 'close' }).flatMap((text) => text.split(',')) as (keyof GoldenColumns)[]
  const isSame = names.every((name) => indicator.inputs.includes(name as IndicatorInput))
  if (isSame) return columns
  return Object.fromEntries(indicator.inputs.map((input, i) => [input, columns[names[i] as keyof GoldenColumns]]))
}

/** Functions whose variances TA-Lib 0.6 loses to rounding: exact values stand in their place where there are any. */
export const imprecise: ReadonlySet<string> = new Set(['VAR', 'STDDEV', 'BBANDS', 'CORREL', 'CCI', 'IMI', 'MFI'])

/**
 * All calls of one function on one series; of imprecise ones those with exact values, which for CORREL are made here
 * where the goldens have none.
 */
export function callsOf(series: string, name: string): (readonly [string, GoldenEntry])[] {
  const { inputs } = golden(series, 'golden')?.[name] ?? {}
  const exact = Object.entries(golden(series, 'golden-precise') ?? {})
    .filter(([, entry]) => entry.function === name)
    .map(([call, entry]) => [call, { ...entry, ...(inputs === undefined ? {} : { inputs }) }] as const)
  const known = new Set(exact.map(([, { params }]) => signature(params)))
  const all = Object.entries({ ...golden(series, 'golden'), ...golden(series, 'variants') })
  const plain = all.filter(
    ([call, entry]) => (entry.function ?? call) === name && !(imprecise.has(name) && known.has(signature(entry.params))),
  )
  return [...exact, ...plain.map(([call, entry]) => [call, name === 'CORREL' ? correlated(series, entry) : entry] as const)]
}

/** Parameters without zeros: a plain mean (`optInMAType` 0) is not always written. */
function signature(params: GoldenEntry['params']): string {
  return JSON.stringify(Object.entries(params).filter(([, value]) => value !== 0))
}

/** The call with values free of rounding. */
function correlated(series: string, entry: GoldenEntry): GoldenEntry {
  const { close, open } = columnsOf(series) as GoldenColumns
  return { ...entry, outputs: { outReal: exactCorrelation(close, open, entry.params['optInTimePeriod'] ?? 0) } }
}
