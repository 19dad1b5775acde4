// Tells the phone around us what this page is called; the phone's title bar shows it.
import { tell } from './tell.js'

tell({ type: 'page', url: location.href, title: document.title, how: 'load' })
