import { z } from 'zod'
import { type IndicatorMaker, defineIndicator } from '../parts/define-indicator.ts'
import { rowIndicator } from '../parts/row-formula.ts'

/** Market facilitation index: the range by volume; 0 without volume. B. Williams, "Trading Chaos", 1995. */
export const marketFi: IndicatorMaker = defineIndicator<object, Record<string, never>>({
  type: 'market-fi',
  aliases: ['market-facilitation-index'],
  summary: 'Range of a bar by its volume',
  source: 'B. Williams, "Trading Chaos", 1995',
  display: { pane: 'own', styles: { index: 'histogram' } },
  schema: z.strictObject({}),
  build: () => rowIndicator(['high', 'low', 'volume'], 'index', (high, low, volume) => (volume === 0 ? 0 : (high - low) / volume)),
})
