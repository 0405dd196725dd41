import type { NeededIndicator } from '../contracts/processor.ts'
import { didYouMean, listed } from './suggest.ts'
import type { FindingFields } from './types.ts'

/** Indicators that a processor looks at and that nothing before it makes. */
export function checkIndicators(
  id: string,
  pipeline: string,
  needs: readonly NeededIndicator[],
  made: readonly string[],
): readonly FindingFields[] {
  return needs
    .filter(({ name }) => !made.includes(name))
    .map(({ name, path }) => {
      const [own = name, output] = name.split('.')
      const outputs = made.filter((other) => other.startsWith(`${own}.`))
      const isOutput = output !== undefined && made.includes(own)
      const near = didYouMean(name, isOutput ? outputs : made)
      const message = isOutput
        ? `\`${own}\` has no output \`${output}\``
        : `\`${id}\` looks at the indicator \`${name}\`, and nothing before it in pipeline \`${pipeline}\` makes it`
      const all = made.length === 0 ? 'Add it to `compute` of an `indicators` processor before it.' : `There are ${listed(made)}.`
      return {
        code: 'FEEDLOOM_CONFIG_INDICATOR_NOT_GIVEN' as const,
        message,
        hint: near ?? (isOutput ? `It has ${listed(outputs)}.` : all),
        path: ['processors', id, ...path],
      }
    })
}
