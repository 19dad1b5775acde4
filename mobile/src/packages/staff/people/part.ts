import type { Items } from '@api'
import { onLoad } from '@dcloudio/uni-app'
import { computed, ref } from 'vue'
import { changed } from '@/kit/changes'
import { useText } from '@/kit/i18n'
import { useLoad } from '@/kit/load'
import { goBack } from '@/kit/nav'
import { ask, note } from '@/kit/notes'
import { useSubmit } from '@/kit/submit'
import { commonText } from '@/kit/text'
import { useGate } from '@/modules/session/staff'
import { changedValues } from '../fields/edit'
import { peopleText } from './text'

interface Kept { id: string, version: number }

export interface PartOptions<T extends Kept, F extends object> {
  form: F
  of: (customerId: string) => Promise<Items<T>>
  read: (part: T) => Partial<F>
  create: (customerId: string, body: Record<string, unknown>, key: string) => Promise<T>
  update: (id: string, body: Record<string, unknown> & { version: number }) => Promise<T>
  remove: (id: string) => Promise<unknown>
  restore: (id: string) => Promise<unknown>
  /** What is missing, in words, before anything is sent. */
  missing: () => string
}

/** The page that adds or changes something of a customer: a contact, an address. */
export function usePart<T extends Kept, F extends object>(options: PartOptions<T, F>) {
  const t = useText(peopleText)
  const common = useText(commonText)
  const gate = useGate()
  const customerId = ref('')
  const id = ref('')
  const list = useLoad(() => options.of(customerId.value))
  const known = computed(() => list.data.value?.items.find(one => one.id === id.value))
  let before: F | null = null

  const save = useSubmit((key, body: Record<string, unknown>) => known.value
    ? options.update(id.value, { ...body, version: known.value.version })
    : options.create(customerId.value, body, key))
  const wrong = (field: string): string => save.error.value?.field(field) ?? ''

  function start(): Promise<void> {
    return gate.pass(async () => {
      if (!id.value)
        return
      await list.load()
      if (known.value) {
        Object.assign(options.form, options.read(known.value))
        before = { ...options.form }
      }
    })
  }
  function over(said: string): void {
    changed('customer')
    note(said)
    goBack()
  }
  async function submit(): Promise<void> {
    const missing = options.missing()
    if (missing)
      note(missing)
    else if (await save.run(changedValues(options.form, before)))
      over(common('saved'))
    else if (save.error.value?.code === 'stale')
      await start()
  }
  /** Gone at once; the question after it takes it back. */
  const drop = useSubmit(async () => {
    await options.remove(id.value)
    changed('customer')
    if (await ask({ title: t('removed'), yes: common('undo'), no: common('confirm') })) {
      await options.restore(id.value)
      changed('customer')
    }
    goBack()
  })
  onLoad((query) => {
    customerId.value = String(query?.customer ?? '')
    id.value = String(query?.id ?? '')
    void start()
  })
  return { gate, id, list, known, save, wrong, start, submit, drop: drop.run }
}
