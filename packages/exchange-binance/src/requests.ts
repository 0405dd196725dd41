/** `SUBSCRIBE` and `UNSUBSCRIBE`, the same on both markets. The id comes back in the answer. */
export function subscribeMessage(topics: readonly string[], id: number): readonly string[] {
  return [JSON.stringify({ method: 'SUBSCRIBE', params: topics, id })]
}

export function unsubscribeMessage(topics: readonly string[], id: number): readonly string[] {
  return [JSON.stringify({ method: 'UNSUBSCRIBE', params: topics, id })]
}
