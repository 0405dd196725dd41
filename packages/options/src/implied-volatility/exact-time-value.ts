/** An unevaluated sum of two doubles: some 32 digits. */
type Pair = readonly [high: number, low: number]

const SPLITTER = 134217729
const LN2: Pair = [Math.LN2, 2.3190468138462996e-17]

function sumOf(a: number, b: number): Pair {
  const high = a + b
  const part = high - a
  return [high, a - (high - part) + (b - part)]
}

function productOf(a: number, b: number): Pair {
  const high = a * b
  const [ca, cb] = [SPLITTER * a, SPLITTER * b]
  const [ah, bh] = [ca - (ca - a), cb - (cb - b)]
  const [al, bl] = [a - ah, b - bh]
  return [high, ah * bh - high + ah * bl + al * bh + al * bl]
}

function add(a: Pair, b: Pair): Pair {
  const [high, low] = sumOf(a[0], b[0])
  return sumOf(high, low + a[1] + b[1])
}

function multiply(a: Pair, b: Pair): Pair {
  const [high, low] = productOf(a[0], b[0])
  return sumOf(high, low + a[0] * b[1] + a[1] * b[0])
}

function divide(a: Pair, b: number): Pair {
  const high = a[0] / b
  const [product, rest] = productOf(high, b)
  return sumOf(high, (a[0] - product - rest + a[1]) / b)
}

/** exp of a pair: powers of two taken out, halved eight times, a series, squared eight times. */
function expOf(a: Pair): Pair {
  const twos = Math.round(a[0] / Math.LN2)
  const reduced = add(a, multiply([-twos, 0], LN2))
  const small: Pair = [reduced[0] / 256, reduced[1] / 256]
  let sum: Pair = [1, 0]
  for (let k = 12; k >= 1; k--) sum = add([1, 0], divide(multiply(small, sum), k))
  for (let k = 0; k < 8; k++) sum = multiply(sum, sum)
  return [sum[0] * 2 ** twos, sum[1] * 2 ** twos]
}

function discounted(amount: number, rate: number, years: number): Pair {
  return multiply([amount, 0], expOf(productOf(-rate, years)))
}

/**
 * Price less discounted intrinsic value, in twice the precision of a double, rounded: where both agree to their last
 * digits only this tells a price below, at and above certainty apart.
 *
 * Source: T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).
 */
export function exactTimeValue(
  sign: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  price: number,
): number {
  const spotLeg = discounted(-sign * spot, dividendYield, years)
  const strikeLeg = discounted(sign * strike, rate, years)
  const [high, low] = add(add([price, 0], spotLeg), strikeLeg)
  return high + low
}

/** What is left to the discounted amount, in the same precision; 0 when the price is that amount, rounded, or more. */
export function exactRoom(amount: number, rate: number, years: number, price: number): number {
  const [high, low] = discounted(amount, rate, years)
  return price >= high ? 0 : high - price + low
}
