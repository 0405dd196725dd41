import { type StoredSeries, seriesCondition } from '../bars/store-bars.ts'
import { type QueryResult, queryFile } from '../store-file.ts'
import type { TimedShape } from './chart-of.ts'
import { listItems } from './list-items.ts'

/** Chart patterns that a run has found, each as it stands at the end; those that failed are left out. */
export async function storedPatterns(file: string, series: StoredSeries): Promise<readonly TimedShape[]> {
  const [found] = await queryFile(file, [
    'SELECT arg_max(name, ts), arg_max(direction, ts), arg_max(state, ts) AS state, arg_max(bars, ts), arg_max(prices, ts) FROM patterns ' +
      `WHERE ${seriesCondition(series)} GROUP BY pattern_id HAVING state <> 'failed' ORDER BY min(ts)`,
  ])
  return (found?.rows ?? []).map(patternOf)
}

function patternOf([name, direction, state, bars, prices]: QueryResult['rows'][number]): TimedShape {
  const words = String(name).replaceAll('-', ' ')
  const label = `${words.charAt(0).toUpperCase()}${words.slice(1)}${state === 'confirmed' ? '' : `, ${String(state)}`}`
  const [times, heights] = [listItems(bars), listItems(prices)]
  const points = times.map((time, n) => [Number(time), Number(heights[n])] as const)
  return { label, kind: 'outline', tone: direction as TimedShape['tone'], points }
}

/** Levels of support and resistance that hold at the end. */
export async function storedLevels(file: string, series: StoredSeries): Promise<readonly TimedShape[]> {
  const [found] = await queryFile(file, [
    'SELECT arg_max(side, ts), arg_max(price, ts), arg_max(touches, ts), epoch_ms(min(first_touch)), arg_max(state, ts) AS state FROM price_levels ' +
      `WHERE ${seriesCondition(series)} GROUP BY level_id HAVING state IN ('formed', 'touched') ORDER BY 2`,
  ])
  return (found?.rows ?? []).map(([side, price, touches, first]) => ({
    label: `${side === 'support' ? 'S' : 'R'} ${Number(touches)}×`,
    kind: 'level',
    tone: side === 'support' ? 'bullish' : 'bearish',
    points: [[Number(first), Number(price)]],
  }))
}
