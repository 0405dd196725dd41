/** Delays between retries. */
export interface BackoffPolicy {
  readonly firstMs: number
  readonly maxMs: number
  readonly factor: number
}

export const retryBackoff: BackoffPolicy = Object.freeze({ firstMs: 100, maxMs: 30_000, factor: 2 })
export const restartBackoff: BackoffPolicy = Object.freeze({ firstMs: 1_000, maxMs: 300_000, factor: 2 })

/**
 * How long to wait before try number `attempt` (from 1): grows exponentially up to the cap, the upper half of it drawn
 * at random so that many who failed together do not return together. Never less than `atLeastMs`.
 */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: () => number, atLeastMs = 0): number {
  const full = Math.min(policy.maxMs, policy.firstMs * policy.factor ** (attempt - 1))
  return Math.max(atLeastMs, full / 2 + (full / 2) * random())
}
