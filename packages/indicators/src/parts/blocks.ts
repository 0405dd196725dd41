/**
 * Cuts a series into blocks of equal length and tells where in its block a row stands. All of it follows from the row,
 * so it is remembered only to save a division, and neither trials nor revisions need to take it back.
 */
export abstract class Blocks {
  /** Rows of a block. */
  protected readonly block: number = 0
  /** Place of a block's last row. */
  protected readonly last: number = 0
  /** First row of the block that was looked for last. */
  protected begin = 0
  /** 0 in its even blocks, 1 in its odd ones: what one block leaves to the next is kept in two places. */
  protected parity = 0

  constructor(block: number) {
    this.block = block
    this.last = block - 1
  }

  /** The place of a row in its block, which is from here on the one at hand. */
  protected seek(index: number): number {
    const slot = index - this.begin
    return slot >= 0 && slot < this.block ? slot : this.#find(index)
  }

  #find(index: number): number {
    if (index === this.begin + this.block) {
      this.begin = index
      this.parity = 1 - this.parity
      return 0
    }
    const slot = index % this.block
    this.begin = index - slot
    this.parity = (this.begin / this.block) % 2
    return slot
  }
}
