import type { PluginKind } from '@feedloom/core'

/** One claim about an implementation. */
export interface ConformanceCase {
  /** Stable: `NRM-01`. */
  readonly id: string
  readonly title: string
  /** Rejects when the claim does not hold. */
  run(): Promise<Skipped | undefined>
}

/** What a case answers when the ability that it is about turns out not to be declared. */
export interface Skipped {
  readonly skipped: string
}

/** A case that was not selected, and why. */
export interface LeftOut {
  readonly id: string
  readonly title: string
  readonly reason: string
}

/** The plugin on whose behalf a suite runs; a plugin value is one. */
export interface Subject {
  readonly kind: PluginKind
  readonly type: string
}

/** The cases that an implementation's declared abilities select. */
export interface ConformanceSuite {
  /** `sink duckdb`; without a plugin, what the suite examines. */
  readonly plugin: string
  readonly examines: PluginKind | 'plugin'
  readonly cases: readonly ConformanceCase[]
  readonly leftOut: readonly LeftOut[]
  /** What the implementation says that it can do. */
  abilities(): Promise<readonly string[]>
}

/** What Vitest and node:test have in common. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: (context: SkippingContext) => Promise<void>) => unknown
}

/** The context of a test, of either runner. */
export interface SkippingContext {
  skip(reason?: string): unknown
}

/** Registers the cases with a test runner: `runSuite(sinkSuite({ … }), { describe, it })`. */
export function runSuite(suite: ConformanceSuite, { describe, it }: TestRunner, name: string = suite.plugin): void {
  describe(name, () => {
    for (const one of suite.cases) {
      it(`${one.id} ${one.title}`, async (context) => {
        const outcome = await one.run()
        if (outcome !== undefined) context.skip(outcome.skipped)
      })
    }
  })
}

type Claim = () => void | Skipped | undefined | Promise<void | Skipped | undefined>

/** A case, or why it is left out. */
export type Selection = ConformanceCase | LeftOut

export function conformanceCase(id: string, title: string, claim: Claim): ConformanceCase {
  return { id, title, run: async () => (await claim()) ?? undefined }
}

/** The case when the ability is there, else a note that it was left out. */
export function caseIf(ability: boolean, reason: string, id: string, title: string, claim: Claim): Selection {
  return ability ? conformanceCase(id, title, claim) : { id, title, reason }
}

export interface SuiteParts {
  readonly examines: ConformanceSuite['examines']
  readonly subject: Subject | undefined
  readonly abilities: () => readonly string[] | Promise<readonly string[]>
  readonly cases: readonly Selection[]
}

export function conformanceSuite({ examines, subject, abilities, cases }: SuiteParts): ConformanceSuite {
  return {
    plugin: subject === undefined ? examines : `${subject.kind} ${subject.type}`,
    examines,
    cases: cases.filter((one): one is ConformanceCase => 'run' in one),
    leftOut: cases.filter((one): one is LeftOut => !('run' in one)),
    abilities: async () => abilities(),
  }
}

/** Names of the members that are there. */
export function membersOf(value: object, names: readonly string[]): readonly string[] {
  return names.filter((name) => (value as Readonly<Record<string, unknown>>)[name] !== undefined)
}
