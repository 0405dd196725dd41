import { type IndicatorAbout, families } from '@feedloom/indicators'

/** What only our own indicators say of themselves. */
interface OwnFacts {
  readonly family: string
  readonly about: IndicatorAbout
}

const byType = new Map(
  Object.entries(families).flatMap(([family, makers]) =>
    Object.values(makers).map(({ about }) => [about.type, { family, about } satisfies OwnFacts] as const),
  ),
)

/** Undefined for an indicator of somebody else's plugin. */
export function ownFacts(type: string): OwnFacts | undefined {
  return byType.get(type)
}
