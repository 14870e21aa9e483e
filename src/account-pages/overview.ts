import { accountClientId } from '../config/account-client.ts'
import type { Show, Topic } from './topic.ts'

/** The first page: one line for each topic, and where it is changed. */
export function overview(topics: readonly Topic[]): Show {
  return async (visit) => ({
    show: 'overview',
    view: (t) => ({
      signOut: `/session/end?client_id=${accountClientId}`,
      cards: topics.map((topic) => {
        const { text, values, warning = false } = topic.card(visit)
        return { name: topic.name, text: t(text, values), warning }
      }),
    }),
  })
}
