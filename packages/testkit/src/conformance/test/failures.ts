import { reportOf } from '../report.ts'
import type { ConformanceSuite } from '../suite.ts'

/** Ids of the cases that do not hold. */
export async function failures(suite: ConformanceSuite): Promise<readonly string[]> {
  const { cases } = await reportOf(suite)
  return cases.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
}
