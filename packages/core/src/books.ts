/**
 * Order books and the continuity of streams: what arrives is complete, or a gap says where it is not.
 *
 * @module
 */
export type * from './books/tracking.ts'
export { OrderBook, type BookLevels } from './books/order-book.ts'
export { createTrackers } from './books/trackers.ts'
