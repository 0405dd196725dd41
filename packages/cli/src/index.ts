/**
 * The `feedloom` command as a library: the same commands from code, and runs with its status view and summary.
 *
 * @module
 */
export { main, type MainOptions } from './program.ts'
export { exitCodes, type ExitCode } from './exit-codes.ts'
export { importModule } from './import-module.ts'
export { processTerminal, type Colors, type Terminal, type TerminalOptions } from './terminal.ts'
export { loadFile, runFile, type RunFileOptions } from './run-file.ts'
export { reportError } from './report.ts'
export { plainTable } from './plain-table.ts'
export { queryFile, type QueryResult } from './store-file.ts'
