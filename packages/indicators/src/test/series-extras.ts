import { alligator, alma, hma, mcginley, rma, vwma, zlema } from '../averages/index.ts'
import { kurtosis, mad, median, percentRank, quantile, skew, zscore } from '../statistics/index.ts'
import { er } from '../trend/er.ts'
import {
  adr,
  bbandsPercentB,
  bbandsWidth,
  chaikinVol,
  donchian,
  envelope,
  garmanKlass,
  histVol,
  keltner,
  parkinson,
  rogersSatchell,
  yangZhang,
} from '../volatility/index.ts'
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
  { golden: 'ER', create: () => er() },
  { golden: 'DONCHIAN', create: () => donchian() },
  { golden: 'KELTNER', create: () => keltner() },
  { golden: 'KELTNER_TP', create: () => keltner({ price: 'typical' }) },
  { golden: 'BBANDS_PERCENT_B', create: () => bbandsPercentB(), countsRows: false },
  { golden: 'BBANDS_WIDTH', create: () => bbandsWidth() },
  { golden: 'ENVELOPE', create: () => envelope() },
  { golden: 'HIST_VOL', create: () => histVol() },
  { golden: 'PARKINSON', create: () => parkinson() },
  { golden: 'GARMAN_KLASS', create: () => garmanKlass() },
  { golden: 'ROGERS_SATCHELL', create: () => rogersSatchell() },
  { golden: 'YANG_ZHANG', create: () => yangZhang() },
  { golden: 'CHAIKIN_VOL', create: () => chaikinVol() },
  { golden: 'ADR', create: () => adr() },
  { golden: 'MEDIAN', create: () => median() },
  { golden: 'MAD', create: () => mad() },
  { golden: 'ZSCORE', create: () => zscore() },
  { golden: 'PERCENT_RANK', create: () => percentRank() },
  { golden: 'QUANTILE25', create: () => quantile() },
  { golden: 'SKEW', create: () => skew() },
  { golden: 'KURTOSIS', create: () => kurtosis() },
]
