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

/** What may stand beside the first series: another market, or another column of the same bars. */
export type SecondInput = SingleInput | 'second'
const secondInputs = ['second', ...singleInputs] as const

export function second(): z.ZodDefault<z.ZodEnum<{ [K in SecondInput]: K }>> {
  return z.enum(secondInputs).default('second').describe('The other series: `second`, or a column of the same bars')
}
