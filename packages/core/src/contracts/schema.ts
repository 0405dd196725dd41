/**
 * Structural copy of Standard Schema v1 with its JSON Schema extension: zod 4 satisfies both, valibot and arktype
 * the first; core's contracts import none of them.
 */
export interface ConfigSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
    /** Every field carries a description; secrets are marked `writeOnly`. Without it the editor gets no completion. */
    readonly jsonSchema?:
      | { readonly input: (options: { readonly target: 'draft-2020-12' | 'draft-07' }) => Record<string, unknown> }
      | undefined
  }
}
export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
export type SchemaOutput<S extends ConfigSchema> = NonNullable<S['~standard']['types']>['output']
