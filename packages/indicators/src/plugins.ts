import type { Plugin } from '@feedloom/core'
import { allIndicators } from './families.ts'

export { indicators } from './processor/plugin.ts'

/** One for each indicator. */
export const indicatorPlugins: readonly Plugin<'indicator'>[] = allIndicators.map(({ plugin }) => plugin)
