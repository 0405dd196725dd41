import type { Source } from '@feedloom/core'
import { membersOf } from './suite.ts'

/** What a source declares, as words of a report. */
export function sourceAbilities(source: Source): readonly string[] {
  const { live, poll, history, repair, wildcard, flow, finite } = source.capabilities
  const kinds = { live, poll, history, repair, wildcard }
  return [
    ...Object.entries(kinds).flatMap(([ability, list]) => list.map((kind) => `${ability} ${kind}`)),
    flow,
    ...(finite ? ['finite'] : []),
    ...membersOf(source, ['instruments', 'progress', 'pause']),
  ]
}
