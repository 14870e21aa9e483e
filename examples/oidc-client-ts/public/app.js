const { UserManager } = window.oidc
const { issuer } = await (await fetch('/settings.json')).json()

const manager = new UserManager({
  authority: issuer,
  client_id: 'oidc-client-ts',
  redirect_uri: `${location.origin}/`,
  post_logout_redirect_uri: `${location.origin}/`,
  scope: 'openid profile',
  loadUserInfo: true,
  // By default the profile loses acr, amr and auth_time.
  filterProtocolClaims: false,
})

const element = (selector) => document.querySelector(selector)

function show(user) {
  element('[role=status]').textContent = user ? `Signed in as ${user.profile.name}` : 'Signed out'
  element('pre').textContent = user ? JSON.stringify(user.profile, null, 2) : ''
  element('#sign-in').hidden = Boolean(user)
  element('#renew').hidden = !user
  element('#sign-out').hidden = !user
}

/** Runs it, and says so when it fails. */
async function attempt(action) {
  try {
    await action()
  } catch (error) {
    element('[role=status]').textContent = `Failed: ${error.message}`
  }
}

const isCallback = /[?&](code|error)=/.test(location.search)

element('#sign-in').onclick = () => attempt(() => manager.signinRedirect())
element('#renew').onclick = () => attempt(async () => show(await manager.signinSilent()))
element('#sign-out').onclick = () => attempt(() => manager.signoutRedirect())

await attempt(async () => {
  const user = isCallback ? await manager.signinRedirectCallback() : await manager.getUser()
  // The code in the address has been used: a reload must not try it again.
  if (isCallback) history.replaceState(null, '', '/')
  show(user)
})
