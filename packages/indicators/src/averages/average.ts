import { z } from 'zod'
import type { Cells } from '../parts/cells.ts'
import { Exponential, rowsToForget } from '../parts/smoothing.ts'
import { Window } from '../parts/window.ts'
import { DoubleMean } from './dema.ts'
import { AdaptiveMean } from './kama.ts'
import { PhaseMean, mamaLimits, mamaWarmup } from './mama.ts'
import type { Average } from './running-average.ts'
import { T3 } from './t3.ts'
import { TripleMean } from './tema.ts'
import { TriangularMean } from './trima.ts'
import { WeightedMean } from './wma.ts'

/** Kinds of moving average, in the order of TA-Lib's numbers. */
const averageTypes = ['sma', 'ema', 'wma', 'dema', 'tema', 'trima', 'kama', 'mama', 't3'] as const
export type AverageType = (typeof averageTypes)[number]

type AverageSchema = z.ZodPipe<
  z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{ [K in AverageType]: K }>, z.ZodInt]>>,
  z.ZodTransform<AverageType, AverageType | number>
>

/** A kind of average by name, or by TA-Lib's number. */
export function averageType(standard: AverageType, description: string): AverageSchema {
  return z
    .union([
      z.enum(averageTypes),
      z
        .int()
        .min(0)
        .max(averageTypes.length - 1),
    ])
    .default(standard)
    .transform((type) => (typeof type === 'number' ? (averageTypes[type] as AverageType) : type))
    .describe(description)
}

/** The mean of one window, as an average. */
class PlainMean implements Average {
  readonly #window: Window

  constructor(cells: Cells, length: number) {
    this.#window = new Window(cells, length, false)
  }

  push(value: number, index: number): number {
    this.#window.push(value, index)
    return this.#window.mean
  }
}

/** Of one row: the row. */
const identity: Average = { push: (value) => value }

const volumeFactor = 0.7

/** What each kind is made of; rows before its first value, and until its beginning is forgotten. */
const kinds: Readonly<
  Record<AverageType, { create(cells: Cells, period: number): Average; warmup(period: number): number; forgetting(period: number): number }>
> = {
  sma: { create: (cells, period) => new PlainMean(cells, period), warmup: (period) => period - 1, forgetting: () => 0 },
  ema: { create: (cells, period) => new Exponential(cells, period), warmup: (period) => period - 1, forgetting: exponentially },
  wma: { create: (cells, period) => new WeightedMean(cells, period), warmup: (period) => period - 1, forgetting: () => 0 },
  dema: {
    create: (cells, period) => new DoubleMean(cells, period),
    warmup: (period) => 2 * (period - 1),
    forgetting: (period) => 2 * exponentially(period),
  },
  tema: {
    create: (cells, period) => new TripleMean(cells, period),
    warmup: (period) => 3 * (period - 1),
    forgetting: (period) => 3 * exponentially(period),
  },
  trima: { create: (cells, period) => new TriangularMean(cells, period), warmup: (period) => period - 1, forgetting: () => 0 },
  kama: {
    create: (cells, period) => new AdaptiveMean(cells, period),
    warmup: (period) => period,
    forgetting: () => rowsToForget((2 / 31) ** 2),
  },
  mama: {
    create: (cells) => new PhaseMean(cells, mamaLimits.fast, mamaLimits.slow),
    warmup: () => mamaWarmup,
    forgetting: () => rowsToForget(mamaLimits.slow),
  },
  t3: {
    create: (cells, period) => new T3(cells, period, volumeFactor),
    warmup: (period) => 6 * (period - 1),
    forgetting: (period) => 6 * exponentially(period),
  },
}

function exponentially(period: number): number {
  return rowsToForget(2 / (period + 1))
}

/** An average of any kind, as TA-Lib's `MA`. */
export function averageOf(cells: Cells, type: AverageType, period: number): Average {
  return period === 1 ? identity : kinds[type].create(cells, period)
}

/** Rows before its first value. */
export function averageWarmup(type: AverageType, period: number): number {
  return period === 1 ? 0 : kinds[type].warmup(period)
}

/** Rows after its first value until what came before the first row no longer matters. */
export function averageForgetting(type: AverageType, period: number): number {
  return period === 1 ? 0 : kinds[type].forgetting(period)
}
