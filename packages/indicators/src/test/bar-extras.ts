import { ac } from '../momentum/ac.ts'
import { ao } from '../momentum/ao.ts'
import { cmoUnsmoothed } from '../momentum/cmo-unsmoothed.ts'
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
import { supertrend } from '../trend/supertrend.ts'
import { vortex } from '../trend/vortex.ts'
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
  { golden: 'QSTICK', create: () => qstick() },
  { golden: 'RVGI', create: () => rvgi() },
  { golden: 'KDJ', create: () => kdj() },
  { golden: 'SUPERTREND', create: () => supertrend() },
  { golden: 'SUPERTREND_TVSEED', create: () => supertrend({ first: 'down' }) },
  { golden: 'CHANDELIER', create: () => chandelier() },
  { golden: 'CHANDE_KROLL_STOP', create: () => chandeKrollStop() },
  { golden: 'VORTEX', create: () => vortex() },
  { golden: 'HEIKIN_ASHI', create: () => heikinAshi() },
]
