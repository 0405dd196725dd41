import type { ConformanceSuite } from '../suite.ts'

/** Ids of the cases that do not hold. */
export async function failures(suite: ConformanceSuite): Promise<readonly string[]> {
  const failed: string[] = []
  for (const one of suite) {
    await one.run().catch(() => failed.push(one.id))
  }
  return failed
}
