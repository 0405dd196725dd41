/**
 * Price and Greeks, in the order of their slots: first those of first order (and gamma), then the rest.
 *
 * | measure | of price V | unit |
 * |---|---|---|
 * | delta, gamma, speed | dV/dS, d2V/dS2, d3V/dS3 | per 1.00 of the underlying |
 * | vega, volga, ultima | dV/dsigma, d2V/dsigma2, d3V/dsigma3 | per 1.00 of volatility |
 * | theta | -dV/dT | per year |
 * | thetaPerDay | theta / 365 | per calendar day |
 * | rho, dividendRho | dV/dr, dV/dq | per 1.00 of the rate, of the yield |
 * | vanna, zomma | d2V/dSdsigma, d3V/dS2dsigma | |
 * | charm, veta, color | -d(delta)/dT, -d(vega)/dT, -d(gamma)/dT | per year |
 * | dualDelta, dualGamma | dV/dK, d2V/dK2 | per 1.00 of the strike |
 *
 * Divide vega and rho by 100 for the "per point" of trading screens.
 */
export const EUROPEAN_MEASURES = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'thetaPerDay',
  'rho',
  'dividendRho',
  'vanna',
  'volga',
  'charm',
  'veta',
  'speed',
  'zomma',
  'color',
  'ultima',
  'dualDelta',
  'dualGamma',
] as const

export type EuropeanMeasure = (typeof EUROPEAN_MEASURES)[number]

/** How many of them are of first order: these need no more than the distributions. */
export const FIRST_ORDER_MEASURES = 8

/** Scratch space for the measures of one option, by slot. */
export type MeasureSlots = Float64Array
