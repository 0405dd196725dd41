import type { Topic } from './venue.ts'

/** One topic of one group as a key. */
export function topicKey(topic: Topic): string {
  return `${topic.group} ${topic.topic}`
}
