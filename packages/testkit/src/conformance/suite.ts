/** One claim about an implementation. `run` rejects when it does not hold. */
export interface ConformanceCase {
  /** Stable: `NRM-01`. */
  readonly id: string
  readonly title: string
  run(): Promise<void>
}

export type ConformanceSuite = readonly ConformanceCase[]

/** What Vitest and node:test have in common. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
}

/** Registers the cases with a test runner: `runSuite(sinkSuite({ … }), { describe, it })`. */
export function runSuite(suite: ConformanceSuite, { describe, it }: TestRunner, name = 'conformance'): void {
  describe(name, () => {
    for (const one of suite) it(`${one.id} ${one.title}`, () => one.run())
  })
}

/** The cases that apply: those whose ability is there. */
export function applicable(cases: readonly (ConformanceCase | undefined)[]): ConformanceSuite {
  return cases.filter((one) => one !== undefined)
}

export function conformanceCase(id: string, title: string, run: () => void | Promise<void>): ConformanceCase {
  return { id, title, run: async () => run() }
}
