import type { KindName, View, ViewFields, Views } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

/** A person's views of a kind, with their verbs. */
export function useViews(kind: KindName) {
  const key = ['views', kind]
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call('GET /kinds/{kind}/views', { path: { kind }, signal }),
    staleTime: 60_000,
  })
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: key })

  async function create(name: string, fields: ViewFields): Promise<View> {
    const view = await api.call('POST /kinds/{kind}/views', { path: { kind }, body: { name, ...fields } })
    await refresh()
    return view
  }

  async function change(view: View, fields: ViewFields & { name?: string }): Promise<View> {
    const after = await api.call('PATCH /views/{id}', { path: { id: view.id }, body: { ...fields, version: view.version } })
    await refresh()
    return after
  }

  /** Delete at once; the toast takes it back. */
  async function remove(view: View): Promise<boolean> {
    try {
      await api.call('DELETE /views/{id}', { path: { id: view.id } })
    }
    catch (error) {
      toastError(error)
      return false
    }
    await refresh()
    toast(translate('views.deleted', { name: view.name }), view.mine ? { action: { text: translate('action.undo'), run: () => bringBack(view.id) } } : {})
    return true
  }

  async function bringBack(id: string): Promise<void> {
    await api.call('POST /views/{id}/restore', { path: { id } }).catch(toastError)
    await refresh()
  }

  async function arrange(views: string[], opens: string | null): Promise<void> {
    queryClient.setQueryData<Views>(key, before => before && {
      items: [...before.items].sort((one, other) => views.indexOf(one.id) - views.indexOf(other.id)),
      opens,
    })
    await api.call('PUT /kinds/{kind}/views', { path: { kind }, body: { views, opens } }).catch(toastError)
    await refresh()
  }

  return {
    items: computed<View[]>(() => query.data.value?.items ?? []),
    opens: computed(() => query.data.value?.opens ?? null),
    create,
    change,
    remove,
    arrange,
  }
}
