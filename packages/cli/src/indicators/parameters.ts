import type { ConfigSchema } from '@feedloom/core'

/** A parameter of an indicator, as its schema has it. */
export interface IndicatorParameter {
  readonly name: string
  readonly description: string
  /** `14`, `close`; undefined when it must be given. */
  readonly standard: unknown
  /** What may be written: `whole number from 2 to 100000`. */
  readonly accepts: string
  readonly isInteger: boolean
  readonly isNumber: boolean
}

type JsonSchema = Readonly<Record<string, unknown>>

/** The parameters of an indicator in the order of its schema; none for a schema that cannot say. */
export function parametersOf(schema: ConfigSchema): readonly IndicatorParameter[] {
  const json = jsonSchemaOf(schema)
  const properties = (json['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.entries(properties).map(([name, property]) => {
    const types = typesOf(property)
    return {
      name,
      description: typeof property['description'] === 'string' ? property['description'] : '',
      standard: property['default'],
      accepts: acceptsOf(property, types),
      isInteger: types.includes('integer'),
      isNumber: types.includes('integer') || types.includes('number'),
    }
  })
}

function jsonSchemaOf(schema: ConfigSchema): JsonSchema {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-07' }) ?? {}
  } catch {
    // A schema that no JSON Schema can say lists no parameters; it still checks them.
    return {}
  }
}

function typesOf(property: JsonSchema): readonly string[] {
  const { type, anyOf } = property
  if (Array.isArray(anyOf)) return anyOf.flatMap((each: JsonSchema) => typesOf(each))
  return Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : []
}

function acceptsOf(property: JsonSchema, types: readonly string[]): string {
  const { anyOf, enum: choices } = property
  if (Array.isArray(anyOf)) return anyOf.map((each: JsonSchema) => acceptsOf(each, typesOf(each))).join(' | ')
  if (Array.isArray(choices)) return choices.map(String).join(' | ')
  if (types.includes('boolean')) return 'true | false'
  const kind = types.includes('integer') ? 'whole number' : types.includes('number') ? 'number' : types.join(' or ')
  return `${kind}${limits(property)}`
}

/** The limits of a safe integer are those of numbers themselves. */
function limits({ minimum, maximum }: JsonSchema): string {
  const from = typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : ''
  const to = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ''
  return `${from}${to}`
}

/** What was typed, as the parameter wants it: a number, a truth value or the text itself. */
export function parameterValue(parameter: IndicatorParameter, text: string): unknown {
  const value = Number(text)
  if (parameter.isNumber && text.trim() !== '' && !Number.isNaN(value)) return value
  if (parameter.accepts === 'true | false' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return text
}
