// Adds messages as they arrive. The server's page is the only place that makes their HTML; only what is new is
// inserted, so that a screen reader says each message once.
const list = document.getElementById('messages')
const empty = document.getElementById('empty')
const status = document.getElementById('status')

async function update() {
  const response = await fetch('/', { signal: AbortSignal.timeout(5000) })
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const items = [...page.querySelectorAll('#messages > li')]
  for (const item of items.reverse()) {
    if (document.getElementById(item.id)) continue
    const added = document.importNode(item, true)
    added.classList.add('new')
    list.prepend(added)
  }
  // A restarted inbox has forgotten what is shown here.
  for (const shown of [...list.children]) if (!page.getElementById(shown.id)) shown.remove()
  empty.hidden = list.children.length > 0
}

async function watch() {
  if (!document.hidden) {
    try {
      await update()
      say('')
    } catch {
      say('The inbox does not answer. Trying again …')
    }
  }
  setTimeout(watch, 1000)
}

function say(text) {
  if (status.textContent !== text) status.textContent = text
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) update().catch(() => {})
})
watch()
