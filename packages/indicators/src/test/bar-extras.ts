import { fibRetracement } from '../levels/fib-retracement.ts'
import { fractal } from '../levels/fractal.ts'
import { pivots } from '../levels/pivots.ts'
import { swingPivots } from '../levels/swing-pivots.ts'
import { ac } from '../momentum/ac.ts'
import { ao } from '../momentum/ao.ts'
import { cmoUnsmoothed } from '../momentum/cmo-unsmoothed.ts'
import { connorsRsi } from '../momentum/connors-rsi.ts'
import { coppock } from '../momentum/coppock.ts'
import { dpo } from '../momentum/dpo.ts'
import { elderRay } from '../momentum/elder-ray.ts'
import { fisher } from '../momentum/fisher.ts'
import { kdj } from '../momentum/kdj.ts'
import { kst } from '../momentum/kst.ts'
import { qstick } from '../momentum/qstick.ts'
import { rvgi } from '../momentum/rvgi.ts'
import { tsi } from '../momentum/tsi.ts'
import { chandeKrollStop } from '../trend/chande-kroll-stop.ts'
import { chandelier } from '../trend/chandelier.ts'
import { heikinAshi } from '../trend/heikin-ashi.ts'
import { ichimoku } from '../trend/ichimoku.ts'
import { supertrend } from '../trend/supertrend.ts'
import { vortex } from '../trend/vortex.ts'
import { chop } from '../volatility/chop.ts'
import { massIndex } from '../volatility/mass-index.ts'
import { squeeze } from '../volatility/squeeze.ts'
import { ulcer } from '../volatility/ulcer.ts'
import type { Extra } from './extras.ts'

/** Momentum, trend, stops, price levels. */
export const barExtras: readonly Extra[] = [
  { golden: 'AO', create: () => ao() },
  { golden: 'AC', create: () => ac() },
  { golden: 'TSI', create: () => tsi() },
  { golden: 'KST', create: () => kst() },
  { golden: 'COPPOCK', create: () => coppock() },
  { golden: 'CMO_UNSMOOTHED', create: () => cmoUnsmoothed() },
  { golden: 'DPO', create: () => dpo() },
  { golden: 'ELDER_RAY', create: () => elderRay() },
  { golden: 'FISHER', create: () => fisher() },
  { golden: 'CONNORS_RSI', create: () => connorsRsi() },
  { golden: 'QSTICK', create: () => qstick() },
  { golden: 'RVGI', create: () => rvgi() },
  { golden: 'KDJ', create: () => kdj() },
  { golden: 'SUPERTREND', create: () => supertrend() },
  { golden: 'SUPERTREND_TVSEED', create: () => supertrend({ first: 'down' }) },
  { golden: 'CHANDELIER', create: () => chandelier() },
  { golden: 'CHANDE_KROLL_STOP', create: () => chandeKrollStop() },
  { golden: 'VORTEX', create: () => vortex() },
  { golden: 'HEIKIN_ASHI', create: () => heikinAshi() },
  {
    golden: 'ICHIMOKU',
    create: () => ichimoku(),
    outputs: { senkouARaw: 'leadA', senkouBRaw: 'leadB' },
    shifts: { chikou: 26 },
  },
  { golden: 'SQUEEZE', create: () => squeeze() },
  { golden: 'CHOP', create: () => chop() },
  { golden: 'MASS_INDEX', create: () => massIndex() },
  { golden: 'ULCER', create: () => ulcer() },
  { golden: 'FRACTAL', create: () => fractal(), countsRows: false },
  { golden: 'SWING_PIVOTS', create: () => swingPivots(), countsRows: false },
  { golden: 'FIB_RETRACEMENT', create: () => fibRetracement(), outputs: { dir: 'direction' } },
  { golden: 'PIVOTS_CLASSIC', create: () => pivots(), countsRows: false },
  { golden: 'PIVOTS_FIBONACCI', create: () => pivots({ kind: 'fibonacci' }), countsRows: false },
  { golden: 'PIVOTS_CAMARILLA', create: () => pivots({ kind: 'camarilla' }), countsRows: false },
  { golden: 'PIVOTS_WOODIE', create: () => pivots({ kind: 'woodie' }), countsRows: false },
  { golden: 'PIVOTS_WOODIEOPEN', create: () => pivots({ kind: 'woodie-open' }), countsRows: false },
  { golden: 'PIVOTS_DEMARK', create: () => pivots({ kind: 'demark' }), countsRows: false },
]
