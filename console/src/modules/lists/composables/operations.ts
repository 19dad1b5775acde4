import type { BulkIn, KindName, Operation } from '@api'
import type { Input } from '@/app/http/client'
import { ref } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'

const RUNNING = new Set(['waiting', 'running', 'undoing'])
const known = ref<Operation[]>([])

/** Tasks of this session that are going on or have just ended, newest first. */
export const following = known

export function isRunning(operation: Operation): boolean {
  return RUNNING.has(operation.state)
}

/** 0…1; an undo has no count of its own and stays undetermined. */
export function progressOf(operation: Operation): number | null {
  if (operation.state === 'undoing' || operation.total === 0)
    return null
  return Math.min(1, (operation.done + operation.failed + operation.skipped) / operation.total)
}

/** Take in what the server says of a task that runs, or that we follow already. */
export function noted(operation: Operation): void {
  if (isRunning(operation) || known.value.some(one => one.id === operation.id))
    follow(operation)
}

/** Show a task, even one that has ended by now; lists are fetched again when it has. */
function follow(operation: Operation): void {
  known.value = known.value.some(one => one.id === operation.id)
    ? known.value.map(one => one.id === operation.id ? operation : one)
    : [operation, ...known.value].slice(0, 5)
  void queryClient.invalidateQueries({ queryKey: ['operations'] })
  if (!isRunning(operation))
    refreshEverything()
}

function refreshEverything(): void {
  for (const name of ['customers', 'customer', 'leads', 'lead', 'opportunities', 'opportunity', 'board', 'products', 'product', 'home', 'timeline', 'record-tags', 'tags'])
    void queryClient.invalidateQueries({ queryKey: [name] })
}

export function dismiss(id: string): void {
  known.value = known.value.filter(one => one.id !== id)
}

/** Begin work on many records and follow it. */
export async function startBulk(kind: KindName, body: BulkIn): Promise<void> {
  const { operation_id } = await api.call('POST /kinds/{kind}/bulk', { path: { kind }, body })
  follow(await api.call('GET /operations/{id}', { path: { id: operation_id } }))
}

/** The same for tags. */
export async function startBulkTag(kind: KindName, body: Omit<Input<'POST /record-tags/bulk'>['body'], 'kind'>): Promise<void> {
  const { operation_id } = await api.call('POST /record-tags/bulk', { body: { ...body, kind } })
  follow(await api.call('GET /operations/{id}', { path: { id: operation_id } }))
}

/** Ask again for what is going on, where the live line is down or a message was missed. */
export async function catchUp(): Promise<void> {
  for (const operation of known.value.filter(isRunning))
    await api.call('GET /operations/{id}', { path: { id: operation.id } }).then(noted).catch(() => undefined)
}

export async function cancelOperation(id: string): Promise<void> {
  await api.call('POST /operations/{id}/cancel', { path: { id } }).then(noted).catch(toastError)
  void queryClient.invalidateQueries({ queryKey: ['operations'] })
}

export async function undoOperation(id: string): Promise<void> {
  await api.call('POST /operations/{id}/undo', { path: { id } }).then(noted).catch(toastError)
  void queryClient.invalidateQueries({ queryKey: ['operations'] })
}
