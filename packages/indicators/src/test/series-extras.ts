import { alligator, alma, hma, mcginley, rma, vwma, zlema } from '../averages/index.ts'
import { cmf, eom, forceIndex, marketFi, nvi, pvi, pvo, pvt, rvol, vwap, vwapAnchored, vwapRolling, wad } from '../volume/index.ts'
import type { Extra } from './extras.ts'

/** The row from which the anchored price counts. */
const anchorRow = 100

/** Averages, volatility, volume, statistics. */
export const seriesExtras: readonly Extra[] = [
  { golden: 'RMA', create: () => rma() },
  { golden: 'HMA', create: () => hma() },
  { golden: 'HMA9', create: () => hma({ period: 9 }) },
  { golden: 'ALMA', create: () => alma() },
  { golden: 'ZLEMA', create: () => zlema() },
  { golden: 'VWMA', create: () => vwma(), countsRows: false },
  { golden: 'MCGINLEY', create: () => mcginley() },
  { golden: 'ALLIGATOR', create: () => alligator({ jawShift: 0, teethShift: 0, lipsShift: 0 }) },
  { golden: 'VWAP', create: () => vwap({ session: 'none' }), countsRows: false },
  { golden: 'VWAP_SESSION', create: () => vwap(), countsRows: false },
  {
    golden: 'VWAP_ANCHORED',
    create: ({ openTime }) => vwapAnchored({ anchor: new Date(openTime[anchorRow] as number).toISOString() }),
    countsRows: false,
  },
  { golden: 'VWAP_ROLLING', create: () => vwapRolling(), countsRows: false },
  { golden: 'CMF', create: () => cmf() },
  { golden: 'FORCE_INDEX', create: () => forceIndex() },
  { golden: 'EOM', create: () => eom() },
  { golden: 'NVI', create: () => nvi() },
  { golden: 'PVI', create: () => pvi() },
  { golden: 'PVT', create: () => pvt() },
  { golden: 'PVO', create: () => pvo() },
  { golden: 'WAD', create: () => wad() },
  { golden: 'MARKET_FI', create: () => marketFi() },
  { golden: 'RVOL', create: () => rvol() },
]
