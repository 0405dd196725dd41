import { cancel, confirm, intro, isCancel, multiselect, select, text } from '@clack/prompts'
import { type Choices, kindsOf } from './template.ts'

/** Asks for what the flags left open; undefined when the person gave up. */
export async function askChoices(given: Partial<Choices>, schema: string): Promise<Choices | undefined> {
  intro('feedloom init')
  const venue = given.venue ?? (await answer(select({ message: 'Which venue?', options: [...venues] })))
  if (venue === undefined) return undefined
  const symbols =
    given.symbols ?? symbolsOf(await answer(text({ message: 'Which symbols?', initialValue: defaultSymbols(venue).join(', ') })))
  if (symbols === undefined) return undefined
  const options = kindsOf[venue].map((kind) => ({ value: kind, label: kind }))
  const kinds = given.kinds ?? (await answer(multiselect({ message: 'Which data?', options, initialValues: ['trade', 'bar'] })))
  if (kinds === undefined) return undefined
  const store = given.store ?? (await answer(select({ message: 'Where to keep it?', options: [...stores] })))
  if (store === undefined) return undefined
  const indicators =
    given.indicators ?? (kinds.includes('bar') ? await answer(confirm({ message: 'Compute RSI and EMA on the bars?' })) : false)
  return indicators === undefined ? undefined : { venue, symbols, kinds, store, indicators, schema }
}

const venues = [
  { value: 'binance', label: 'Binance spot' },
  { value: 'binance-usdm', label: 'Binance USD-M futures' },
] as const

const stores = [
  { value: 'duckdb', label: 'DuckDB file', hint: 'SQL on everything that came in' },
  { value: 'memory', label: 'memory only', hint: 'gone when the run ends' },
] as const

/** What to begin with where nobody says otherwise. */
export function defaultSymbols(venue: Choices['venue']): readonly string[] {
  return venue === 'binance' ? ['BTC/USDT', 'ETH/USDT'] : ['BTC/USDT:USDT', 'ETH/USDT:USDT']
}

/** `BTC/USDT, ETH/USDT` as a list. */
export function symbolsOf(written: string | undefined): readonly string[] | undefined {
  const symbols = written?.split(/[\s,]+/).filter((symbol) => symbol !== '')
  return symbols === undefined || symbols.length === 0 ? undefined : symbols
}

async function answer<T>(prompt: Promise<T>): Promise<Exclude<T, symbol> | undefined> {
  const value = await prompt
  if (!isCancel(value)) return value as Exclude<T, symbol>
  cancel('Nothing was written.')
  return undefined
}
