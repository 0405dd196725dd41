import { z } from 'zod'
import { type SingleInput, singleInputs } from './indicator-state.ts'

/** TA-Lib's upper limit for periods. */
const longestPeriod = 100_000

/** Number of rows, with a default. */
export function period(standard: number, least: number, description: string): z.ZodDefault<z.ZodInt> {
  return z.int().min(least).max(longestPeriod).default(standard).describe(description)
}

/** TA-Lib's "unstable period" of a function whose beginning matters for long. */
export function unstable(): z.ZodDefault<z.ZodInt> {
  return z.int().min(0).max(longestPeriod).default(0).describe('Rows to hold back beyond the warm-up, while the beginning still matters')
}

export type InputSchema = z.ZodDefault<z.ZodEnum<{ [K in SingleInput]: K }>>

export function input(): InputSchema {
  return z.enum(singleInputs).default('close').describe('The column that it runs over')
}
