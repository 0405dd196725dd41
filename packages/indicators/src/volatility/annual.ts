import { z } from 'zod'

/** How many rows make the span that a volatility is said of. */
export function annual(standard: number): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .positive()
    .default(standard)
    .describe(
      'Rows in a year, by whose root the result is multiplied: 365 for days of a market that never closes, 1 for the volatility of one row',
    )
}
