import type { Indicator } from '@feedloom/core'
import { count, plural } from '../figures.ts'

/** `first value after 14 rows; converged (error under 1e-6) after 201 rows` */
export function horizonText({ warmup, convergence }: Indicator): string {
  const first = warmup === 0 ? 'first value on the first row' : `first value after ${plural(warmup, 'row')}`
  if (convergence <= warmup) return `${first}, converged at once`
  if (!Number.isFinite(convergence)) return `${first}; the beginning always matters`
  return `${first}; converged (error under 1e-6) after ${count(convergence)} rows`
}
