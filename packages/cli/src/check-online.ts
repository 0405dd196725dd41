import { FeedloomError } from '@feedloom/core'
import type { Finding, LoadedConfig } from '@feedloom/core/config'

/** Asks the venues of a config what they trade; the symbols that they do not have, as findings with their place. */
export async function checkOnline(loaded: LoadedConfig): Promise<readonly Finding[]> {
  const { Engine } = await import('@feedloom/core/engine')
  await using engine = await Engine.from(loaded)
  try {
    await engine.checkSymbols()
    return []
  } catch (error) {
    if (!FeedloomError.is(error) || error.category !== 'config') throw error
    const problems = error.details?.['problems']
    const errors = Array.isArray(problems) ? problems.filter((each) => FeedloomError.is(each)) : [error]
    return errors.map(({ code, message, hint, path = 'sources' }) => loaded.finding({ code, message, hint, path }))
  }
}
