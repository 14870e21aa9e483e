import type { Topic } from '../topic.ts'
import { changePassword, type PasswordParts, refusePassword } from './change.ts'
import { showPassword } from './show.ts'

/** One's password: changed with a proof, the old one and a new one that is worth having. */
export function passwordTopic(parts: PasswordParts): Topic {
  return {
    name: 'password',
    card: () => ({ text: 'account.password.card' }),
    pages: { password: (visit) => showPassword(parts, visit) },
    actions: {
      password: {
        fields: ['username', 'current_password', 'password', 'end_others'],
        proof: 'password',
        /** Only for whoever has proved the change: a stolen session must not be one more place to guess at. */
        check: async (visit, fields) =>
          (await parts.proofs.has(visit, 'password')) ? refusePassword(parts, visit, fields) : undefined,
        act: (visit, fields) => changePassword(parts, visit, fields),
      },
    },
  }
}
