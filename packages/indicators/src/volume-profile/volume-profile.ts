import { configError } from '@feedloom/core'
import { z } from 'zod'
import { fraction, settledOptions } from '../structure/options.ts'
import { PriceHistogram, priceOfRow, roundStep } from './price-histogram.ts'
import { type ValueArea, valueArea } from './value-area.ts'

type ProfileShape = {
  step: z.ZodOptional<z.ZodNumber>
  resolution: z.ZodDefault<z.ZodNumber>
  valueShare: z.ZodDefault<z.ZodNumber>
  maxRows: z.ZodDefault<z.ZodInt>
}

export const profileSchema: z.ZodObject<ProfileShape, z.core.$strict> = z.strictObject({
  step: z
    .number()
    .positive()
    .optional()
    .describe('Height of a row of prices, in quote units. Left out, a round number (1, 2 or 5) near `resolution`.'),
  resolution: fraction(0.0001, 'Height of a row as a fraction of the first price, when there is no `step`.', 0.5),
  valueShare: fraction(0.7, 'Share of the volume in the value area.'),
  maxRows: z.int().min(10).max(1_000_000).default(5_000).describe('Rows kept at most: beyond that, three become one.'),
})
export type ProfileOptions = z.input<typeof profileSchema>
export type SettledProfileOptions = z.output<typeof profileSchema>

/** Volume by price. Frozen. */
export interface Profile extends ValueArea {
  /** Height of a row: each reaches from half a step below to half a step above its price. */
  readonly step: number
  /** `[price, volume, price, volume, ...]`, ascending; rows without volume are left out. */
  readonly levels: Float64Array
  /** Base units bought and sold by takers, one for each row; undefined where the input does not say. */
  readonly buyVolumes: Float64Array | undefined
  readonly sellVolumes: Float64Array | undefined
  readonly volume: number
  readonly valueShare: number
}

export interface ProfileTrades {
  readonly price: Float64Array
  readonly size: Float64Array
  /** 1 where the taker bought, -1 where it sold, 0 where nobody knows. */
  readonly side?: Float64Array | undefined
}

export interface ProfileBars {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly volume: Float64Array
  /** NaN where it is unknown. */
  readonly takerBuyVolume?: Float64Array | undefined
}

/** Exact: each trade counts at its price. Undefined without volume. Throws the config error `FEEDLOOM_INDICATOR_PARAMETERS`. */
export function volumeProfileOfTrades(trades: ProfileTrades, options?: ProfileOptions): Profile | undefined {
  const settled = settledOptions('volume profile', profileSchema, options)
  checkLengths([trades.price, trades.size, trades.side])
  const first = trades.price.find((price) => price > 0)
  if (first === undefined) return undefined
  const histogram = new PriceHistogram(stepFor(first, settled), settled.maxRows)
  for (let row = 0; row < trades.price.length; row++) {
    addTrade(histogram, trades.price[row] as number, trades.size[row] as number, trades.side?.[row] ?? 0)
  }
  return profileOf(histogram, settled.valueShare)
}

/**
 * An estimate: the volume of a bar is spread evenly over its range, because nobody knows where inside it was traded. Takers'
 * shares are spread alike. Undefined without volume. Throws the config error `FEEDLOOM_INDICATOR_PARAMETERS`.
 */
export function volumeProfileOfBars(bars: ProfileBars, options?: ProfileOptions): Profile | undefined {
  const settled = settledOptions('volume profile', profileSchema, options)
  checkLengths([bars.high, bars.low, bars.volume, bars.takerBuyVolume])
  const first = bars.high.find((price) => price > 0)
  if (first === undefined) return undefined
  const histogram = new PriceHistogram(stepFor(first, settled), settled.maxRows)
  for (let row = 0; row < bars.high.length; row++) {
    const bought = bars.takerBuyVolume?.[row] ?? Number.NaN
    addBar(histogram, bars.low[row] as number, bars.high[row] as number, bars.volume[row] as number, bought)
  }
  return profileOf(histogram, settled.valueShare)
}

/** Trades without a price or a size say nothing. */
export function addTrade(histogram: PriceHistogram, price: number, size: number, side: number): void {
  if (!(price > 0) || !(size > 0) || size === Number.POSITIVE_INFINITY || price === Number.POSITIVE_INFINITY) return
  histogram.add(price, size, side > 0 ? size : side < 0 ? 0 : Number.NaN)
}

/** Bars without volume or with an unknown price say nothing. */
export function addBar(histogram: PriceHistogram, low: number, high: number, volume: number, bought: number): void {
  if (says(low, high, volume)) histogram.addRange(low, high, volume, bought)
}

export function removeBar(histogram: PriceHistogram, low: number, high: number, volume: number, bought: number): void {
  if (says(low, high, volume)) histogram.removeRange(low, high, volume, bought)
}

function says(low: number, high: number, volume: number): boolean {
  return low > 0 && high >= low && volume > 0 && Number.isFinite(high + volume)
}

export function stepFor(price: number, { step, resolution }: SettledProfileOptions): number {
  return step ?? roundStep(price * Math.max(resolution, 1e-9))
}

export function profileOf(histogram: PriceHistogram, valueShare: number): Profile | undefined {
  const rows = histogram.sorted()
  if (rows.length === 0) return undefined
  const { step, isSided } = histogram
  const levels = new Float64Array(2 * rows.length)
  let volume = 0
  rows.forEach(([row, size], i) => {
    levels[2 * i] = priceOfRow(row, step)
    levels[2 * i + 1] = size
    volume += size
  })
  return Object.freeze({
    step,
    levels,
    buyVolumes: isSided ? Float64Array.from(rows, ([, , bought]) => bought) : undefined,
    sellVolumes: isSided ? Float64Array.from(rows, ([, , , sold]) => sold) : undefined,
    volume,
    ...valueArea(levels, valueShare),
    valueShare,
  })
}

function checkLengths(columns: readonly (Float64Array | undefined)[]): void {
  if (columns.some((column) => column !== undefined && column.length !== columns[0]?.length)) {
    throw configError('FEEDLOOM_INDICATOR_INPUT_MISSING', 'the columns differ in length', { hint: 'Give columns of the same rows.' })
  }
}
