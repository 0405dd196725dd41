import { Scheme } from './scheme.ts'

/**
 * How exact an American price is. Errors over the strike, measured on rows like a market's (volatility 8 to 150 %, up
 * to three years, rates within 10 %, spot within a factor of two):
 *
 * - `fast`: median 1e-11, worst 4e-6; tens of thousands of prices a second.
 * - `accurate`: median 1e-13, 99 % within 2e-8; some ten thousand.
 */
export type AmericanMode = 'fast' | 'accurate'

/** The working memory of each mode, made when first asked for; prices are computed one at a time. */
const schemes: { fast?: Scheme; accurate?: Scheme } = {}

export function schemeOf(mode: AmericanMode): Scheme {
  if (mode === 'fast') return (schemes.fast ??= new Scheme({ nodes: 7, boundaryPoints: 8, steps: 24, tolerance: 3e-5, pricePoints: 21 }))
  return (schemes.accurate ??= new Scheme({ nodes: 12, boundaryPoints: 20, steps: 60, tolerance: 1e-7, pricePoints: 41 }))
}
