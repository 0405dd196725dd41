import { expMinusSquare, expSquare } from './exp-square.ts'

/** Below it the error function has a rational form of its own, above it the complement has (Cody 1969). */
const CENTRE = 0.46875
const ONE_OVER_SQRT_PI = 0.5641895835477563

/** erf(x) for |x| <= 0.46875. */
function central(x: number): number {
  const y = x * x
  const numerator =
    (((0.18577770618460315 * y + 3.1611237438705655) * y + 113.86415415105016) * y + 377.485237685302) * y + 3209.3775891384694
  const denominator = (((y + 23.601290952344122) * y + 244.02463793444417) * y + 1282.6165260773723) * y + 2844.236833439171
  return (x * numerator) / denominator
}

/** exp(y^2) * erfc(y) for 0.46875 <= y <= 4. */
function scaledMiddle(y: number): number {
  let numerator = 2.1531153547440383e-8 * y + 0.5641884969886701
  numerator = numerator * y + 8.883149794388377
  numerator = numerator * y + 66.11919063714163
  numerator = numerator * y + 298.6351381974001
  numerator = numerator * y + 881.952221241769
  numerator = numerator * y + 1712.0476126340707
  numerator = numerator * y + 2051.0783778260716
  numerator = numerator * y + 1230.3393547979972
  let denominator = y + 15.744926110709835
  denominator = denominator * y + 117.6939508913125
  denominator = denominator * y + 537.1811018620099
  denominator = denominator * y + 1621.3895745666903
  denominator = denominator * y + 3290.7992357334597
  denominator = denominator * y + 4362.619090143247
  denominator = denominator * y + 3439.3676741437216
  denominator = denominator * y + 1230.3393548037495
  return numerator / denominator
}

/** exp(y^2) * erfc(y) for y >= 4. */
function scaledTail(y: number): number {
  if (y > 1e8) return ONE_OVER_SQRT_PI / y
  const w = 1 / (y * y)
  let numerator = 0.016315387137302097 * w + 0.30532663496123236
  numerator = numerator * w + 0.36034489994980445
  numerator = numerator * w + 0.12578172611122926
  numerator = numerator * w + 0.016083785148742275
  numerator = numerator * w + 0.0006587491615298378
  let denominator = w + 2.568520192289822
  denominator = denominator * w + 1.8729528499234673
  denominator = denominator * w + 0.5279051029514285
  denominator = denominator * w + 0.06051834131244132
  denominator = denominator * w + 0.0023352049762686918
  return (ONE_OVER_SQRT_PI - (w * numerator) / denominator) / y
}

/** exp(y^2) * erfc(y) for y >= 0.46875. */
function scaled(y: number): number {
  return y <= 4 ? scaledMiddle(y) : scaledTail(y)
}

/**
 * The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.
 *
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
 */
export function erf(x: number): number {
  const y = Math.abs(x)
  if (y <= CENTRE) return central(x)
  if (y >= 6) return Math.sign(x)
  const complement = expMinusSquare(y) * scaled(y)
  return x < 0 ? complement - 1 : 1 - complement
}

/** The complement 1 - erf(x), accurate in the tail where the difference would vanish. */
export function erfc(x: number): number {
  const y = Math.abs(x)
  if (y <= CENTRE) return 1 - central(x)
  const complement = expMinusSquare(y) * scaled(y)
  return x < 0 ? 2 - complement : complement
}

/** The scaled complement exp(x^2) * erfc(x): about 1 / (x sqrt(pi)) for large x, infinite below about -26.6. */
export function erfcx(x: number): number {
  if (x > CENTRE) return x <= 4 ? scaledMiddle(x) : scaledTail(x)
  if (x >= -CENTRE) return Math.exp(x * x) * (1 - central(x))
  return 2 * expSquare(x) - scaled(-x)
}
