import { matchesPattern } from '../config/symbol-patterns.ts'
import type { Instrument } from '../contracts/index.ts'

/**
 * Tells whether an instrument is meant by a list of unified symbols, native symbols or patterns; everything is meant
 * where there is no list. Remembers its answers.
 */
export function symbolMatch(symbols: readonly string[] | undefined): (instrument: Instrument) => boolean {
  const answers: (boolean | undefined)[] = []
  const fits = ({ symbol, nativeSymbol, id }: Instrument): boolean =>
    symbols === undefined || symbols.some((wanted) => [symbol, nativeSymbol, id].some((name) => matchesPattern(wanted, name)))
  return (instrument) => (answers[instrument.index] ??= fits(instrument))
}
