import { FeedloomError } from '@feedloom/core'
import type { Finding, LoadedConfig } from '@feedloom/core/config'

/** Keys at the top of a config: a path that begins with one is a place in the file, any other is one below its component. */
const section = /^(?:sources|processors|sinks|caches|pipelines)\./

/** What a config error of the engine says about the file, each with its place; undefined for errors that are not about it. */
export function findingsOf(thrown: unknown, loaded: LoadedConfig): readonly Finding[] | undefined {
  if (!FeedloomError.is(thrown) || thrown.category !== 'config') return undefined
  const problems = thrown.details?.['problems']
  const errors = Array.isArray(problems) ? problems.filter((each) => FeedloomError.is(each)) : [thrown]
  const findings = errors.flatMap((error) => {
    const path = placeOf(error)
    return path === undefined ? [] : loaded.finding({ code: error.code, message: error.message, hint: error.hint, path })
  })
  return findings.length === 0 || findings.length < errors.length ? undefined : findings
}

function placeOf({ component, path }: FeedloomError): string | undefined {
  if (path !== undefined && section.test(path)) return path
  if (component === undefined || !section.test(component)) return undefined
  return path === undefined ? component : `${component}.${path}`
}
