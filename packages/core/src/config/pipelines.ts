import type { ComponentDraft } from './components.ts'
import type { Findings } from './findings.ts'
import type { FrameOutput, SectionName } from './frame-schema.ts'
import { didYouMean, listed } from './suggest.ts'
import type { PipelineConfig } from './types.ts'

export interface Pipelines {
  readonly pipelines: Readonly<Record<string, PipelineConfig>>
  /** Pipelines that name something unknown: what flows in them cannot be judged. */
  readonly incomplete: ReadonlySet<string>
}

type Section = Exclude<SectionName, 'caches'>
const sections: readonly Section[] = ['sources', 'processors', 'sinks']

/** The pipelines of a config: those that it names, or one called `main` with everything in the order of the file. */
export function readPipelines(written: FrameOutput['pipelines'], drafts: readonly ComponentDraft[], findings: Findings): Pipelines {
  const idsOf = (section: Section): readonly string[] => drafts.filter((draft) => draft.section === section).map(({ id }) => id)
  const recorders = drafts.filter(({ path }) => path.length === 1).map(({ id }) => id)
  const named = Object.entries(written ?? {})
  if (named.length === 0) {
    if (idsOf('sources').length === 0 && !findings.mentions('sources')) reportNoSource('the config', ['sources'], findings)
    const main: PipelineConfig = { sources: idsOf('sources'), processors: idsOf('processors'), sinks: idsOf('sinks'), onFatal: 'stop' }
    return { pipelines: { main }, incomplete: new Set() }
  }
  const incomplete = new Set<string>()
  const pipelines = Object.fromEntries(
    named.map(([name, lists]) => {
      const known = (section: Section): readonly string[] => {
        const { ids, complete } = knownIds(name, section, lists[section] ?? [], idsOf, findings)
        if (!complete) incomplete.add(name)
        return ids
      }
      if (lists.sources.length === 0 && !findings.mentions(`pipelines.${name}`) && !findings.mentions(`pipelines.${name}.sources`))
        reportNoSource(`the pipeline \`${name}\``, ['pipelines', name, 'sources'], findings)
      const sinks = [...new Set([...known('sinks'), ...recorders])]
      return [name, { sources: known('sources'), processors: known('processors'), sinks, onFatal: lists.onFatal }]
    }),
  )
  reportShared(pipelines, findings)
  reportUnused(pipelines, drafts, incomplete, findings)
  return { pipelines, incomplete }
}

function reportNoSource(who: string, path: readonly string[], findings: Findings): void {
  findings.add({
    code: 'FEEDLOOM_CONFIG_PIPELINE_EMPTY',
    message: `${who} has no source, so nothing will ever happen`,
    hint: 'Name at least one source.',
    path,
  })
}

function knownIds(
  name: string,
  section: Section,
  ids: readonly string[],
  idsOf: (section: Section) => readonly string[],
  findings: Findings,
): { readonly ids: readonly string[]; readonly complete: boolean } {
  const declared = new Set(idsOf(section))
  const found = new Set<string>()
  for (const [index, id] of ids.entries()) {
    const path = ['pipelines', name, section, index]
    if (found.has(id)) {
      findings.add({
        code: 'FEEDLOOM_CONFIG_COMPONENT_REPEATED',
        message: `the pipeline \`${name}\` names \`${id}\` twice`,
        hint: 'Remove one of them.',
        path,
      })
    } else if (declared.has(id)) found.add(id)
    else findings.add({ code: 'FEEDLOOM_CONFIG_COMPONENT_UNKNOWN', ...unknownId(id, section, idsOf), path })
  }
  return { ids: [...found], complete: ids.every((id) => declared.has(id)) }
}

function unknownId(
  id: string,
  section: Section,
  idsOf: (section: Section) => readonly string[],
): { readonly message: string; readonly hint: string } {
  const singular = section.slice(0, -1)
  const elsewhere = sections.find((other) => other !== section && idsOf(other).includes(id))
  if (elsewhere !== undefined) {
    return {
      message: `\`${id}\` is a ${elsewhere.slice(0, -1)}, not a ${singular}`,
      hint: `Move it to the \`${elsewhere}\` of the pipeline.`,
    }
  }
  const ids = idsOf(section)
  const hint =
    didYouMean(id, ids) ??
    (ids.length === 0 ? `There are no ${section}; declare it under \`${section}:\`.` : `The ${section} are ${listed(ids)}.`)
  return { message: `there is no ${singular} \`${id}\``, hint }
}

/** A processor keeps state per instrument; two streams through one would mix. */
function reportShared(pipelines: Readonly<Record<string, PipelineConfig>>, findings: Findings): void {
  const owner = new Map<string, string>()
  for (const [name, { processors }] of Object.entries(pipelines)) {
    for (const id of processors) {
      const first = owner.get(id)
      owner.set(id, first ?? name)
      if (first === undefined) continue
      findings.add({
        code: 'FEEDLOOM_CONFIG_PROCESSOR_SHARED',
        message: `the processor \`${id}\` is used by the pipelines \`${first}\` and \`${name}\`, and would mix their data`,
        hint: `Declare a second one, for example \`${id.split('/')[0] ?? id}/${name}\`.`,
        path: ['pipelines', name, 'processors', processors.indexOf(id)],
      })
    }
  }
}

function reportUnused(
  pipelines: Readonly<Record<string, PipelineConfig>>,
  drafts: readonly ComponentDraft[],
  incomplete: ReadonlySet<string>,
  findings: Findings,
): void {
  for (const { section, id, path } of drafts) {
    if (section === 'caches' || path.length === 1) continue
    if (Object.values(pipelines).some((pipeline) => pipeline[section].includes(id))) continue
    // A misspelt id in a pipeline has been reported with this one as what was meant.
    if (incomplete.size > 0 && findings.suggests(id)) continue
    const [first = 'main'] = Object.keys(pipelines)
    findings.add({
      code: 'FEEDLOOM_CONFIG_COMPONENT_UNUSED',
      message: `no pipeline uses the ${section.slice(0, -1)} \`${id}\``,
      hint: `Add it to \`pipelines.${first}.${section}\`, or remove it.`,
      path,
      at: 'key',
    })
  }
}
