// Prints and copies the codes on the page. Without it the browser's own menu does both.
const tools = document.querySelector('.scripted')
const said = tools.querySelector('[role="status"]')
tools.querySelector('[data-print]').addEventListener('click', () => print())
const copy = tools.querySelector('[data-copy]')
copy.addEventListener('click', async () => {
  const codes = document.querySelectorAll(`#${copy.dataset.copy} code`)
  await navigator.clipboard.writeText([...codes].map((code) => code.textContent).join('\n'))
  said.textContent = copy.dataset.copied
})
// Clipboards are there on https and on this machine only.
copy.hidden = navigator.clipboard === undefined
tools.hidden = false
