/**
 * The contracts of Feedloom: every type that two packages agree on, and the few functions that give them meaning.
 *
 * @module
 */
export * from './contracts/index.ts'
