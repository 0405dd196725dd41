import type { Finding, LoadedConfig } from '@feedloom/core/config'
import { findingsOf } from './findings-of.ts'

/** Asks the venues of a config what they trade; the symbols that they do not have, as findings with their place. */
export async function checkOnline(loaded: LoadedConfig): Promise<readonly Finding[]> {
  const { Engine } = await import('@feedloom/core/engine')
  await using engine = await Engine.from(loaded)
  try {
    await engine.checkSymbols()
    return []
  } catch (error) {
    const findings = findingsOf(error, loaded)
    if (findings === undefined) throw error
    return findings
  }
}
