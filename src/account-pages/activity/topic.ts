import type { ActivityStore } from '../../accounts/activity.ts'
import type { Topic } from '../topic.ts'
import { activityView, type Names } from './view.ts'

export interface ActivityParts extends Names {
  readonly activity: Pick<ActivityStore, 'list'>
}

/** The last sign-ins and changes, in words. There is nothing to change here. */
export function activityTopic({ activity, ...names }: ActivityParts): Topic {
  return {
    name: 'activity',
    card: () => ({ text: 'account.activity.card' }),
    pages: {
      async activity({ account }) {
        const entries = await activity.list(account.id)
        return { show: 'activity', view: (t, language) => activityView(entries, names, t, language) }
      },
    },
    actions: {},
  }
}
