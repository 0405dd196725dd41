/** 1 / sqrt(2 * pi). */
export const densityAtZero = 0.3989422804014327

/**
 * The normal distribution at `x`, given `bell = exp(-x * x / 2)`, which the integrands have already.
 *
 * Absolute error under 1e-15: Hart's rational 5666 (as in West 2005, "Better approximations to cumulative normal
 * functions") up to 7.07, a continued fraction beyond. Inside the early exercise integral the absolute error is what
 * counts; European prices come from the precise distribution.
 */
export function distributionOf(x: number, bell: number): number {
  const size = x < 0 ? -x : x
  const tail = size < 7.07106781186547 ? bell * ratioOf(size) : size > 38 ? 0 : bell * farRatioOf(size)
  return x < 0 ? tail : 1 - tail
}

function ratioOf(x: number): number {
  const above =
    (((((3.52624965998911e-2 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x + 112.079291497871) * x +
      221.213596169931) *
      x +
    220.206867912376
  const below =
    ((((((8.83883476483184e-2 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x + 296.564248779674) * x +
      637.333633378831) *
      x +
      793.826512519948) *
      x +
    440.413735824752
  return above / below
}

function farRatioOf(x: number): number {
  return densityAtZero / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65)))))
}

export function normalDistribution(x: number): number {
  return distributionOf(x, Math.exp(-0.5 * x * x))
}
