import type { FieldIn, FieldPatch, KindField, KindForm } from '@api'
import type { DraftGroup } from './draft'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { draftOf, formBody, merged, newGroup, shapeOf } from './draft'

/** The form of one kind being designed: a draft of its arrangement, and the verbs of its fields. */
export function useDesigner(kind: () => string) {
  const key = computed(() => ['fields-all', kind()])
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call('GET /kinds/{kind}/fields/all', { path: { kind: kind() }, signal }),
    refetchOnWindowFocus: false,
  })
  const draft = ref<DraftGroup[]>([])
  const kept = ref('')
  const busy = ref(false)
  const dirty = computed(() => kept.value !== '' && shapeOf(draft.value) !== kept.value)
  let shown = ''

  watch(query.data, (form) => {
    if (!form)
      return
    const fresh = draftOf(form)
    draft.value = shown === form.kind && dirty.value ? merged(draft.value, form) : fresh
    kept.value = shapeOf(fresh)
    shown = form.kind
  }, { immediate: true })

  function refresh(form?: KindForm): void {
    if (form)
      queryClient.setQueryData(key.value, form)
    void queryClient.invalidateQueries({ queryKey: ['fields-all'] })
    void queryClient.invalidateQueries({ queryKey: ['fields'] })
  }

  async function save(): Promise<void> {
    busy.value = true
    try {
      const body = formBody(draft.value, query.data.value?.version ?? 0)
      const form = await api.call('PUT /kinds/{kind}/form', { path: { kind: kind() }, body })
      draft.value = draftOf(form)
      refresh(form)
    }
    finally {
      busy.value = false
    }
  }

  async function restoreForm(): Promise<void> {
    const form = await api.call('POST /kinds/{kind}/form/reset', { path: { kind: kind() }, body: { version: query.data.value?.version ?? 0 } })
    draft.value = draftOf(form)
    refresh(form)
  }

  async function define(body: FieldIn, idempotency: string): Promise<KindField> {
    const field = await api.call('POST /kinds/{kind}/fields', { path: { kind: kind() }, body, key: idempotency })
    refresh()
    return field
  }

  async function change(field: KindField, patch: Omit<FieldPatch, 'version'>): Promise<KindField> {
    const after = await api.call('PATCH /kinds/{kind}/fields/{id}', { path: { kind: kind(), id: field.id ?? '' }, body: { ...patch, version: field.version } })
    refresh()
    return after
  }

  async function putAway(field: KindField): Promise<void> {
    await api.call('DELETE /kinds/{kind}/fields/{id}', { path: { kind: kind(), id: field.id ?? '' } })
    refresh()
  }

  async function bringBack(field: Pick<KindField, 'id'>): Promise<void> {
    await api.call('POST /kinds/{kind}/fields/{id}/restore', { path: { kind: kind(), id: field.id ?? '' } })
    refresh()
  }

  return {
    query,
    draft,
    dirty,
    busy,
    away: computed(() => query.data.value?.items.filter(field => !field.active) ?? []),
    fields: computed(() => draft.value.flatMap(group => group.fields)),
    save,
    restoreForm,
    discard: () => query.data.value && (draft.value = draftOf(query.data.value)),
    addGroup: (name: string) => void draft.value.push(newGroup(draft.value, name)),
    refresh,
    define,
    change,
    putAway,
    bringBack,
  }
}
