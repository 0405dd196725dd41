/** What the process says to its parent. Documented in `docs/cli.md`. */
export const exitCodes: {
  readonly ok: 0
  readonly findings: 1
  readonly usage: 2
  readonly failed: 3
  readonly aborted: 130
} = {
  /** The work is done, or was stopped on request and drained. */
  ok: 0,
  /** The config has errors or cannot be read, or a comparison that was asked for does not hold. */
  findings: 1,
  /** Wrong arguments, what they name included: files, symbols, SQL. */
  usage: 2,
  /** It failed: a component, a store, a port, the network. */
  failed: 3,
  /** A second signal cut the drain short. */
  aborted: 130,
}

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
