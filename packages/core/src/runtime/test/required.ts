import { dataError } from '../../contracts/index.ts'

/** The value, which the test knows to be there. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw dataError('FEEDLOOM_TEST', 'the test expected a value')
  return value
}
