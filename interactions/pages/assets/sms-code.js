// The code page is whole without this script. With it, waiting is shown as it passes, a phone can hand over the
// code from the message, and a double click posts once.

const leaving = new AbortController()

/**
 * Calls `show(seconds left)` every second until nothing is left, by the clock: timers sleep in background tabs.
 *
 * @returns a function that ends it at once
 */
function countDown(seconds, show) {
  const end = performance.now() + seconds * 1000
  function tick() {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    show(left)
    if (left === 0) clearInterval(timer)
  }
  const timer = setInterval(tick, 1000)
  tick()
  return function finish() {
    clearInterval(timer)
    if (performance.now() < end) show(0)
  }
}

function setWaiting(button, waiting) {
  if (waiting) button.setAttribute('aria-disabled', 'true')
  else button.removeAttribute('aria-disabled')
}

function shortTime({ seconds, minutes }, left) {
  if (left < 60) return seconds.replace('{n}', String(left))
  return minutes.replace('{n}', `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`)
}

/** Shows the seconds until a new message; only the end of the wait is announced. */
function watchResend(form) {
  const wait = form.querySelector('[data-resend-in]')
  if (wait === null) return undefined
  const button = form.querySelector('button')
  const announcement = form.querySelector('[role=status]')
  setWaiting(button, true)
  return countDown(Number(wait.dataset.resendIn), (left) => {
    if (left > 0) {
      wait.textContent = wait.dataset.wait.replace('{time}', shortTime(wait.dataset, left))
      return
    }
    setWaiting(button, false)
    wait.remove()
    announcement.textContent = announcement.dataset.ready
  })
}

/** Keeps the sentence about the code's lifetime true while the page is open. */
function watchExpiry(expiry) {
  const texts = JSON.parse(expiry.dataset.texts)
  countDown(Number(expiry.dataset.expiresIn), (left) => {
    const text = left === 0 ? expiry.dataset.expired : texts[Math.ceil(left / 60) - 1]
    if (text !== undefined && text !== expiry.textContent) expiry.textContent = text
  })
}

/** WebOTP: the browser offers the code of a message bound to this host. It is put into the field, never sent. */
async function receiveCode(form, seconds) {
  if (!('OTPCredential' in window)) return
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(seconds * 1000)])
  try {
    const credential = await navigator.credentials.get({ otp: { transport: ['sms'] }, signal })
    if (!credential?.code) return
    form.elements.code.value = credential.code
    form.querySelector('button').focus()
  } catch {
    // Refused, timed out, left, or no phone: the field is there to type in.
  }
}

/** Asks now and then what became of the message, as long as somebody looks and until nothing more will be known. */
async function followDelivery(line) {
  for (let pause = 2000; !leaving.signal.aborted; pause = Math.min(10_000, pause * 1.3)) {
    await sleep(pause)
    await seen()
    const news = await askDelivery(line.dataset.delivery)
    if (news?.text !== undefined) showDelivery(line, news)
    if (news?.final !== false) return
  }
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Resolves when the page is in front: nobody reads the news of a page in the background. */
function seen() {
  if (!document.hidden) return undefined
  return new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }))
}

/** What the server knows; `{ final: false }` when it did not answer for once, undefined when it never will. */
async function askDelivery(address) {
  try {
    const response = await fetch(address, {
      headers: { accept: 'application/json' },
      signal: leaving.signal,
    })
    if (response.ok) return await response.json()
    return response.status >= 500 ? { final: false } : undefined
  } catch {
    return { final: leaving.signal.aborted }
  }
}

/** A line that says the same is left alone: it would be read out again. */
function showDelivery(line, { text, delivery, resendIn }) {
  if (line.textContent === text) return
  line.textContent = text
  const notSent = ['refused', 'limited', 'stopped', 'barred'].includes(delivery)
  line.parentElement.classList.toggle('failed', notSent || delivery === 'undelivered')
  // How long a code works that was never sent is nothing to go by.
  if (notSent) line.parentElement.querySelector('[data-expires-in]')?.remove()
  // Another message would not get there either.
  if (delivery === 'barred') resendForm?.closest('section')?.remove()
  if (resendIn === 0) endWait?.()
}

/** One post at a time: not while one is under way, nor while the button says to wait. */
function postOnce() {
  let posted = -Infinity
  document.addEventListener('submit', (event) => {
    const waiting = event.submitter?.getAttribute('aria-disabled') === 'true'
    // A post that never came back may be tried again.
    if (waiting || performance.now() - posted < 10_000) {
      event.preventDefault()
      return
    }
    posted = performance.now()
    leaving.abort()
    event.submitter?.setAttribute('aria-busy', 'true')
  })
  // Back from the next page, out of the browser's memory: as if nothing had been posted.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    posted = -Infinity
    for (const button of document.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy')
  })
}

const codeForm = document.querySelector('form.code')
const resendForm = document.querySelector('form.resend')
const expiry = document.querySelector('[data-expires-in]')
const delivery = document.querySelector('[data-delivery]')

postOnce()
window.addEventListener('pagehide', () => leaving.abort())
const endWait = resendForm === null ? undefined : watchResend(resendForm)
if (delivery !== null) followDelivery(delivery)
if (expiry !== null) {
  watchExpiry(expiry)
  receiveCode(codeForm, Number(expiry.dataset.expiresIn))
}
