import type { Indicator } from '@feedloom/core'
import { barExtras } from './bar-extras.ts'
import type { GoldenColumns } from './golden.ts'
import { seriesExtras } from './series-extras.ts'

/** A golden of `golden-extra.json.gz`, and what of ours must equal it. */
export interface Extra {
  /** `SUPERTREND` */
  readonly golden: string
  /** With the golden's parameters, which may say something of the series. */
  create(columns: GoldenColumns): Indicator
  /** The golden's outputs to ours; without it they have the same names, and `value` is the first of ours. */
  readonly outputs?: Readonly<Record<string, string>>
  /** By output of the golden: rows after which ours says what the golden, looking ahead, says at once. */
  readonly shifts?: Readonly<Record<string, number>>
  /** False where the first value comes with the time of day, or with volume, not after so many rows. Default true. */
  readonly countsRows?: boolean
}

/** Indicators beyond TA-Lib. */
export const extras: readonly Extra[] = [...barExtras, ...seriesExtras]
