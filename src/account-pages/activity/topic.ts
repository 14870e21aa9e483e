import type { ActivityStore } from '../../accounts/activity.ts'
import type { Topic } from '../topic.ts'
import { activityView, type ClientName } from './view.ts'

export interface ActivityParts {
  readonly activity: Pick<ActivityStore, 'list'>
  readonly clientName: ClientName
}

/** The last sign-ins and changes, in words. There is nothing to change here. */
export function activityTopic({ activity, clientName }: ActivityParts): Topic {
  return {
    name: 'activity',
    card: () => ({ text: 'account.activity.card' }),
    pages: {
      async activity({ account }) {
        const entries = await activity.list(account.id)
        return { show: 'activity', view: (t, language) => activityView(entries, clientName, t, language) }
      },
    },
    actions: {},
  }
}
