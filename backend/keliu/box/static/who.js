// Nobody told the server whose phone this is. The phone around us knows; without one, the reader chooses.
import { hear, tell } from './tell.js'

function open(user) {
  if (/^u\d+$/.test(user))
    location.replace(
      `http://${user}.localhost:${location.port}${location.pathname}${location.search}`,
    )
}

hear(message => {
  if (message.type === 'you-are') open(String(message.user))
})
tell({ type: 'who' })

for (const button of document.querySelectorAll('[data-user]'))
  button.addEventListener('click', () => open(button.dataset.user))
