import type { Id, TagGroup, TagMark } from '@api'
import { reactive, ref, shallowRef } from 'vue'
import { changed } from '@/kit/changes'
import { useSubmit } from '@/kit/submit'
import { http } from '@/modules/session/http'

/** What a tap on a tag hangs on and takes off: in a one-of group the others go. */
export function tapTag(group: TagGroup, tag: Id, hung: readonly Id[]): { add: Id[], remove: Id[] } {
  if (hung.includes(tag))
    return { add: [], remove: [tag] }
  const others = group.exclusive ? group.tags.map(one => one.id).filter(id => id !== tag && hung.includes(id)) : []
  return { add: [tag], remove: others }
}

/** The tags of one record; a tap hangs one on or takes it off. */
export function useRecordTags(kind: string, id: string) {
  const marks = shallowRef<TagMark[]>([])
  const groups = shallowRef<TagGroup[]>([])
  const ready = ref(false)

  async function load(): Promise<void> {
    const found = await http('POST /record-tags', { body: { kind, ids: [id] } }).catch(() => undefined)
    marks.value = found?.items[0]?.tags ?? []
    ready.value = true
  }
  async function loadGroups(): Promise<void> {
    if (!groups.value.length)
      groups.value = (await http('GET /tags')).items
  }
  const tap = useSubmit(async (key, group: TagGroup, tag: Id) => {
    const { add, remove } = tapTag(group, tag, marks.value.map(mark => mark.id))
    const after = await http('POST /record-tags/change', { body: { kind, ids: [id], add, remove }, key })
    marks.value = after.items[0]?.tags ?? []
    return true
  })
  const told = (): void => changed(kind === 'lead' ? 'lead' : 'customer')
  return { marks, groups, ready, load, loadGroups, tap, told }
}

const MOST = 100

/** The tags of a list's rows, asked for a page at a time. */
export function useMarks(kind: string) {
  const marks = reactive(new Map<string, TagMark[]>())

  async function look(ids: string[]): Promise<void> {
    const fresh = ids.filter(id => !marks.has(id)).slice(0, MOST)
    if (!fresh.length)
      return
    fresh.forEach(id => marks.set(id, []))
    const found = await http('POST /record-tags', { body: { kind, ids: fresh } }).catch(() => undefined)
    found?.items.forEach(one => marks.set(one.record_id, one.tags))
  }
  return { marks, look, forget: () => marks.clear() }
}
