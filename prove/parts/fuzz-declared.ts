import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { NormalizerFactory } from '@feedloom/core'
import type { PluginPackage } from './first-party.ts'

/** What a package declares for each of its normalizers, as `corpora` in a file `fuzz-corpus.ts` among its sources. */
export interface FuzzCorpus {
  /** Type of the `normalizer` plugin. */
  readonly plugin: string
  readonly factory: NormalizerFactory<Uint8Array>
  /** The same without a fast way, which must say the same; the factory itself where there is none. */
  readonly slow: NormalizerFactory<Uint8Array>
  /** Folder of the shared fixtures; recordings in it, and files of single frames. */
  readonly folder: string
  readonly recordings: readonly string[]
  readonly samples: readonly string[]
  /** Channels of those kinds of samples that are REST replies. */
  readonly sampleChannels: Readonly<Record<string, string>>
  /** What the venue documents and nobody has recorded. */
  readonly documented: readonly DocumentedFrame[]
  /** Samples that contradict what was recorded. */
  readonly doubtful: readonly RegExp[]
}

interface DocumentedFrame {
  readonly channel: string
  readonly text: string
  readonly request?: Readonly<Record<string, string>>
}

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/** Found by the name of the file; a new package joins by having one. */
export async function declaredCorpora(): Promise<readonly FuzzCorpus[]> {
  const found: FuzzCorpus[] = []
  for (const folder of readdirSync(packages).sort()) {
    for (const entry of sourcesOf(join(packages, folder, 'src'))) {
      if (!entry.endsWith('fuzz-corpus.ts')) continue
      found.push(...((await import(pathToFileURL(entry).href)) as { readonly corpora: readonly FuzzCorpus[] }).corpora)
    }
  }
  return found
}

function sourcesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  } catch {
    // A folder without sources.
    return []
  }
}

/** Types of `normalizer` plugins in these packages that nothing is declared for. */
export async function unfuzzed(all: readonly PluginPackage[]): Promise<readonly string[]> {
  const declared = new Set((await declaredCorpora()).map(({ plugin }) => plugin))
  return all
    .flatMap(({ plugins }) => plugins.filter(({ kind, type }) => kind === 'normalizer' && !declared.has(type)))
    .map(({ type }) => type)
}
