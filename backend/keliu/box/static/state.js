// What this phone knows: its owner, its friends, its chats. Pages draw again when it changes.
import { get, post, remove } from './api.js'

let owner
let list = []
let opened = []
let written = []
let everyAccount = []
const listeners = new Set()
const readers = new Map()

export const me = () => owner
export const chats = () => list
export const links = () => opened
export const accounts = () => written
export const allAccounts = () => everyAccount
export const friend = id => owner.contacts.find(person => person.id === id)

/** Loads everything about this phone. */
export async function start() {
  const known = await get('/phone/api/me')
  owner = {
    ...known.user,
    contacts: known.contacts,
    now: known.now,
    productBase: known.product_base,
    miniReady: known.mini_ready,
  }
  await Promise.all([loadChats(), loadAccounts(), loadLinks()])
}

/** Loads the links this person has opened. */
export async function loadLinks() {
  opened = (await get('/phone/api/history')).items
  tell()
}

/** Notes an opened link, or the title it turned out to have. */
export async function noteLink(url, title) {
  await post('/phone/api/history', { url, title })
  await loadLinks()
}

/** Clears the list of opened links. */
export async function forgetLinks() {
  opened = (await remove('/phone/api/history')).items
  tell()
}

/** Loads the chat list. */
export async function loadChats() {
  const { items } = await get('/phone/api/chats')
  list = items.map(item => ({ ...item, peer: friend(item.peer) ?? owner }))
  tell()
}

/** Loads the talks with official accounts and mini programs, and which accounts there are. */
export async function loadAccounts() {
  const known = await get('/phone/api/oa')
  written = known.items
  everyAccount = known.accounts
  tell()
}

/** An account wrote; its open talk shows it and counts it as read. */
export async function noticed(appid) {
  const reader = readers.get(appid)
  await (reader ? reader.load() : loadAccounts())
}

/** An account is writing, or stopped. */
export function typing({ appid, on }) {
  readers.get(appid)?.typing?.(on)
}

/** A message came or went; an open chat with that person shows it and counts as read. */
export async function received(message) {
  const peer = message.sender === owner.id ? message.receiver : message.sender
  const reader = readers.get(peer)
  if (reader) {
    reader.show([message])
    await markRead(peer)
  }
  await loadChats()
}

/** After a break in the live line: what open chats and the list have missed. */
export async function catchUp() {
  await Promise.all([loadChats(), loadAccounts(), ...[...readers.values()].map(reader => reader.load())])
}

export async function markRead(peer) {
  await post(`/phone/api/chats/${peer}/read`, {})
}

/** An open chat asks for the messages of one person. */
export function read(peer, reader) {
  readers.set(peer, reader)
  return () => readers.delete(peer)
}

export function onChange(listener) {
  listeners.add(listener)
}

function tell() {
  for (const listener of listeners) listener()
}
