import type { EuropeanMeasure, MeasureSlots } from './measures.ts'

/** Price and Greeks of one option, to be used again and again. The units of each are in `EUROPEAN_MEASURES`. */
export type EuropeanValue = { -readonly [M in EuropeanMeasure]: number } & {
  /**
   * `invalid_input` when an input is no number or out of its bounds (spot and strike over 0, time and volatility from 0
   * on, a known type), or rates are so large that a discounted leg leaves the doubles; every measure is then NaN.
   */
  status: 'ok' | 'invalid_input'
}

/** A result to hand to the pricing functions, so that they allocate nothing. */
export function createEuropeanValue(): EuropeanValue {
  return {
    status: 'invalid_input',
    price: NaN,
    delta: NaN,
    gamma: NaN,
    vega: NaN,
    theta: NaN,
    thetaPerDay: NaN,
    rho: NaN,
    dividendRho: NaN,
    vanna: NaN,
    volga: NaN,
    charm: NaN,
    veta: NaN,
    speed: NaN,
    zomma: NaN,
    color: NaN,
    ultima: NaN,
    dualDelta: NaN,
    dualGamma: NaN,
  }
}

/** Copies the slots of `EUROPEAN_MEASURES` into their names. */
export function copyMeasures(value: EuropeanValue, slots: MeasureSlots): void {
  value.price = slots[0] as number
  value.delta = slots[1] as number
  value.gamma = slots[2] as number
  value.vega = slots[3] as number
  value.theta = slots[4] as number
  value.thetaPerDay = slots[5] as number
  value.rho = slots[6] as number
  value.dividendRho = slots[7] as number
  value.vanna = slots[8] as number
  value.volga = slots[9] as number
  value.charm = slots[10] as number
  value.veta = slots[11] as number
  value.speed = slots[12] as number
  value.zomma = slots[13] as number
  value.color = slots[14] as number
  value.ultima = slots[15] as number
  value.dualDelta = slots[16] as number
  value.dualGamma = slots[17] as number
}
