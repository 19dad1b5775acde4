// The agree page: 拒绝 asks the phone to go back to the page before.
import { inside, tell } from './tell.js'

tell({ type: 'page', url: location.href, title: document.title, how: 'pass' })

document.getElementById('refuse').addEventListener('click', () => {
  if (inside) tell({ type: 'refused' })
  else history.back()
})
