const dayMs = 86_400_000
/** Share of an asset's variance that all assets have in common. */
const commonShare = 0.6
/** The log price is drawn back to its start with this time constant, so that long runs stay in a sane range. */
const reversionMs = 5 * dayMs

/** Standard normal numbers (Box and Muller, 1958), two from each pair of draws. */
export function normals(random: () => number): () => number {
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    const angle = 2 * Math.PI * random()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}

export interface PricedAsset {
  readonly asset: string
  readonly startPrice: number
  /** Standard deviation of the log price over a day. */
  readonly volatility: number
}

/** Fair values of all assets: a common factor and a share of each one's own, drawn back to the start in the long run. */
export class PriceModel {
  readonly #assets: readonly PricedAsset[]
  readonly #logs: Float64Array
  readonly #normal: () => number

  constructor(assets: readonly PricedAsset[], random: () => number) {
    this.#assets = assets
    this.#logs = new Float64Array(assets.length)
    this.#normal = normals(random)
  }

  indexOf(asset: string): number {
    return this.#assets.findIndex((one) => one.asset === asset)
  }

  advance(ms: number): void {
    const scale = Math.sqrt(ms / dayMs)
    const pull = ms / reversionMs
    const common = this.#normal() * Math.sqrt(commonShare)
    for (let i = 0; i < this.#logs.length; i++) {
      const own = this.#normal() * Math.sqrt(1 - commonShare)
      const log = this.#logs[i] ?? 0
      this.#logs[i] = log - pull * log + (this.#assets[i]?.volatility ?? 0) * scale * (common + own)
    }
  }

  /** In quote units. */
  price(index: number): number {
    return (this.#assets[index]?.startPrice ?? Number.NaN) * Math.exp(this.#logs[index] ?? 0)
  }
}
