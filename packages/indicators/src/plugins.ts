import type { Plugin } from '@feedloom/core'
import { allIndicators } from './families.ts'

export { chartPatternsProcessor } from './chart-patterns/chart-patterns-plugin.ts'
export { indicators } from './processor/plugin.ts'
export { levelsProcessor } from './structure/levels-plugin.ts'
export { volumeProfileProcessor } from './volume-profile/volume-profile-plugin.ts'

/** One for each indicator. */
export const indicatorPlugins: readonly Plugin<'indicator'>[] = allIndicators.map(({ plugin }) => plugin)
