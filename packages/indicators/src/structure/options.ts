import { configError } from '@feedloom/core'
import { z } from 'zod'

/** Checks options and puts the defaults in. Throws the config error `FEEDLOOM_INDICATOR_PARAMETERS`. */
export function settledOptions<Schema extends z.ZodType>(of: string, schema: Schema, options: unknown): z.output<Schema> {
  const result = schema.safeParse(options ?? {})
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? '' : `\`${issue.path.join('.')}\`: `
  throw configError('FEEDLOOM_INDICATOR_PARAMETERS', `${of}: ${where}${issue?.message ?? 'bad options'}`)
}

type Amount = z.ZodDefault<z.ZodNumber>
type Count = z.ZodDefault<z.ZodInt>
type Section<Shape extends z.ZodRawShape> = z.ZodPrefault<z.ZodObject<Shape, z.core.$strict>>

/** A multiple of the mean true range. */
function ranges(otherwise: number, meaning: string): Amount {
  return z.number().min(0).max(1_000).default(otherwise).describe(`${meaning}, in mean true ranges.`)
}

/** A number of bars. */
function barCount(otherwise: number, meaning: string, max = 100_000): Count {
  return z.int().min(1).max(max).default(otherwise).describe(meaning)
}

/** From 0 to 1, or to `max`. */
export function fraction(otherwise: number, meaning: string, max = 1): Amount {
  return z.number().min(0).max(max).default(otherwise).describe(meaning)
}

const atrPeriod = barCount(50, 'Bars in the mean true range.')

type SwingShape = { reversal: Amount; atrPeriod: Count }

export const swingSchema: z.ZodObject<SwingShape, z.core.$strict> = z.strictObject({
  reversal: ranges(3, 'How far the price must come back from an extreme to make it a turning point'),
  atrPeriod,
})

type LevelShape = SwingShape & {
  tolerance: Amount
  breakout: Amount
  touches: Count
  halfLife: Count
  maxAge: Count
  maxLevels: Count
}

export const levelSchema: z.ZodObject<LevelShape, z.core.$strict> = z.strictObject({
  ...swingSchema.shape,
  tolerance: ranges(0.75, 'Turning points this close to each other are one level: half the height of its band'),
  breakout: ranges(0.5, 'A close this far beyond the band breaks a level'),
  touches: barCount(2, 'Turning points that make a level.', 100),
  halfLife: barCount(500, 'Bars after which a touch counts half.'),
  maxAge: barCount(1000, 'Bars without a touch after which a level is forgotten.'),
  maxLevels: barCount(64, 'Levels, and turning points that may become one, that are kept; the oldest goes first.', 10_000),
})

type DoubleShape = Record<'tolerance' | 'symmetry' | 'trend', Amount>

const double: DoubleShape = {
  tolerance: fraction(0.12, 'How unequal the two extremes may be, as a fraction of the height.'),
  symmetry: fraction(0.25, 'The shorter half by the longer one, in bars, at least.'),
  trend: fraction(1, 'The move into the pattern must be at least this large, as a multiple of the height.', 10),
}

type HeadAndShouldersShape = Record<'tolerance' | 'slope' | 'head' | 'shoulder' | 'symmetry' | 'trend', Amount>

const headAndShoulders: HeadAndShouldersShape = {
  tolerance: fraction(0.25, 'How unequal the shoulders may be, as a fraction of the height.'),
  slope: fraction(0.3, 'How much the neckline may rise or fall between its points, as a fraction of the height.'),
  head: fraction(0.2, 'How far the head must stand out above both shoulders, as a fraction of the height.'),
  shoulder: fraction(0.3, 'How far both shoulders must stand out above the neckline, as a fraction of the height.'),
  symmetry: fraction(0.4, 'The shorter half by the longer one, in bars, at least.'),
  trend: fraction(0.5, 'The move into the pattern must be at least this large, as a multiple of the height.', 10),
}

type ConvergingShape = Record<'tolerance' | 'evenness' | 'legs' | 'flat' | 'narrowest' | 'widest', Amount> &
  Record<'triangleTouches' | 'wedgeTouches', Count>

const converging: ConvergingShape = {
  tolerance: fraction(0.15, 'How far points and closes may lie off their line, as a fraction of the mean height.'),
  triangleTouches: z.int().min(4).max(7).default(5).describe('Turning points on the lines of a triangle, at least.'),
  wedgeTouches: z.int().min(4).max(7).default(6).describe('Turning points on the lines of a wedge, at least.'),
  evenness: fraction(0.5, 'Mean distance in time between the points by the longest one, at least.'),
  legs: fraction(0.6, 'Each leg by the one before it, in price, at least; in wedges each by the second before it, at least the square.'),
  flat: fraction(0.15, 'A side that rises or falls by less than this fraction of the height counts as level.'),
  narrowest: fraction(0.05, 'The height at the end by the height at the begin, at least.'),
  widest: fraction(0.65, 'The height at the end by the height at the begin, at most.'),
}

type FlagShape = Record<'pole' | 'retrace' | 'length' | 'parallel', Amount> & { poleBars: Count }

const flag: FlagShape = {
  pole: ranges(7, 'Height of the pole, at least'),
  poleBars: barCount(20, 'Bars in the pole, at most.', 10_000),
  retrace: fraction(0.4, 'How much of the pole the flag may take back, as a fraction.'),
  length: fraction(2, 'Bars in the flag, at most, as a multiple of those in the pole (at least ten).', 100),
  parallel: fraction(0.7, 'The shorter end by the longer one, at least, for a flag; a narrower one is a pennant.'),
}

const section = <Shape extends z.ZodRawShape>(shape: Shape, meaning: string): Section<Shape> =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(meaning)

type PatternShape = {
  reversals: z.ZodDefault<z.ZodArray<z.ZodNumber>>
  atrPeriod: Count
  minHeight: Amount
  minBars: Count
  maxBars: Count
  breakout: Amount
  wait: Amount
  minConfidence: Amount
  double: Section<DoubleShape>
  headAndShoulders: Section<HeadAndShouldersShape>
  converging: Section<ConvergingShape>
  flag: Section<FlagShape>
}

export const patternSchema: z.ZodObject<PatternShape, z.core.$strict> = z.strictObject({
  reversals: z
    .array(z.number().positive().max(1_000))
    .min(1)
    .max(8)
    .default([2, 4, 8])
    .describe('Scales to look at: how far the price must come back to make a turning point, in mean true ranges.'),
  atrPeriod,
  minHeight: ranges(4, 'Height of a pattern, at least'),
  minBars: barCount(10, 'Bars from the first point to the last, at least.', 10_000),
  maxBars: barCount(250, 'Bars from the first point to the last, at most; twice as many are kept.', 10_000),
  breakout: ranges(0.25, 'A close this far beyond a line breaks it'),
  wait: fraction(1, 'A pattern that does not break out in this multiple of its own length has failed.', 10),
  minConfidence: fraction(0.5, 'Patterns below this confidence are not stated.'),
  double: section(double, 'Double tops and bottoms.'),
  headAndShoulders: section(headAndShoulders, 'Heads and shoulders, upright and inverse.'),
  converging: section(converging, 'Triangles and wedges.'),
  flag: section(flag, 'Flags and pennants.'),
})

export type SwingOptions = z.input<typeof swingSchema>
export type LevelOptions = z.input<typeof levelSchema>
export type PatternOptions = z.input<typeof patternSchema>
/** Options with every default in place. */
export type SettledPatternOptions = z.output<typeof patternSchema>
export type SettledLevelOptions = z.output<typeof levelSchema>
