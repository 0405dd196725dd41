import { ac } from '../momentum/ac.ts'
import { ao } from '../momentum/ao.ts'
import type { Extra } from './extras.ts'

/** Momentum, trend, stops, price levels. */
export const barExtras: readonly Extra[] = [
  { golden: 'AO', create: () => ao() },
  { golden: 'AC', create: () => ac() },
]
