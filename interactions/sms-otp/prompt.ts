import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider'

/** The host's own copy of the library's policy classes: it accepts no others. */
export type InteractionPolicy = typeof interactionPolicy

/** Name of the prompt, and of the key its result must carry: a prompt whose name is no key of the result asks again for ever. */
export const promptName = 'sms_otp'

/**
 * The step-up prompt: place it after `login`, at index 1. It is not requestable by clients (`prompt=` stays
 * as OpenID Connect Core 3.1.2.1 has it) and answers `login_required` to `prompt=none`.
 *
 * @param policy the host's `interactionPolicy`, imported from its own oidc-provider
 * @param owed a pure read, called again on resume: does this session still owe the code to this request?
 */
export function smsOtpPrompt(
  policy: InteractionPolicy,
  owed: (ctx: KoaContextWithOIDC) => boolean | Promise<boolean>,
): interactionPolicy.Prompt {
  const check = new policy.Check(
    'second_factor_owed',
    'a second factor is required from the end-user',
    'login_required',
    // The library takes nothing but a real boolean.
    async (ctx) => (await owed(ctx)) === true,
  )
  return new policy.Prompt({ name: promptName, requestable: false }, check)
}
