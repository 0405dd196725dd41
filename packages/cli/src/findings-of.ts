import { FeedloomError } from '@feedloom/core'
import type { Finding, LoadedConfig } from '@feedloom/core/config'

/** Keys at the top of a config: a path that begins with one is a place in the file. */
const section = /^(?:sources|processors|sinks|caches|pipelines)\b/

/** What a config error of the engine says about the file, each with its place; undefined for errors that are not about it. */
export function findingsOf(thrown: unknown, loaded: LoadedConfig): readonly Finding[] | undefined {
  if (!FeedloomError.is(thrown) || thrown.category !== 'config') return undefined
  const problems = thrown.details?.['problems']
  const errors = Array.isArray(problems) ? problems.filter((each) => FeedloomError.is(each)) : [thrown]
  const placed = errors.filter(({ path }) => path !== undefined && section.test(path))
  if (placed.length < errors.length || placed.length === 0) return undefined
  return placed.map(({ code, message, hint, path = '' }) => loaded.finding({ code, message, hint, path }))
}
