import type { FieldGroup, FieldWidth, FormIn, KindField, KindForm, Label } from '@api'

/** A heading with its fields, as the designer moves them about. */
export interface DraftGroup { key: string, label: Label, fields: KindField[] }

/** What a form can ask people for. */
export function isDesignable(field: KindField): boolean {
  return field.active && field.editable
}

/** The form as the designer shows it; a field of no listed group stands in the last one. */
export function draftOf(form: KindForm): DraftGroup[] {
  const groups = form.groups.map(group => ({ ...group, fields: [] as KindField[] }))
  for (const field of form.items.filter(isDesignable))
    (groups.find(group => group.key === field.group) ?? groups.at(-1))?.fields.push(field)
  return groups
}

/** What was arranged stays, what is newer of the fields themselves comes in. */
export function merged(draft: DraftGroup[], form: KindForm): DraftGroup[] {
  const fresh = new Map(form.items.filter(isDesignable).map(field => [field.key, field]))
  const kept = draft.map(group => ({
    ...group,
    fields: group.fields.flatMap((field) => {
      const now = fresh.get(field.key)
      fresh.delete(field.key)
      return now ? [{ ...now, width: field.width, hidden: field.hidden, ...(field.custom ? {} : { required: field.required, label: field.label }) }] : []
    }),
  }))
  for (const field of fresh.values())
    (kept.find(group => group.key === field.group) ?? kept.at(-1))?.fields.push(field)
  return kept
}

/** A built-in field with a name of the merchant's own: one name in both languages. */
export function isRenamed(field: KindField): boolean {
  return !field.custom && field.label.zh === field.label.en
}

/** The body of the PUT. */
export function formBody(draft: DraftGroup[], version: number): FormIn {
  return {
    version,
    groups: draft.map(({ key, label }) => ({ key, label: label.zh })),
    items: draft.flatMap(group => group.fields.map(field => ({
      key: field.key,
      group: group.key,
      width: field.width,
      required: !field.custom && !field.fixed && field.required,
      hidden: field.hidden,
      label: isRenamed(field) ? field.label.zh : '',
    }))),
  }
}

/** What makes two arrangements differ. */
export function shapeOf(draft: DraftGroup[]): string {
  return JSON.stringify(formBody(draft, 0))
}

export function newGroup(draft: DraftGroup[], name: string): DraftGroup {
  const taken = new Set(draft.map(group => group.key))
  let at = draft.length + 1
  while (taken.has(`g${at}`))
    at++
  return { key: `g${at}`, label: { zh: name, en: name }, fields: [] }
}

export interface Placement { width: FieldWidth, hidden: boolean, required: boolean, label: Label }

/** The draft with one field standing differently. */
export function withField(draft: DraftGroup[], key: string, changes: Partial<Placement>): DraftGroup[] {
  return draft.map(group => ({ ...group, fields: group.fields.map(field => field.key === key ? { ...field, ...changes } : field) }))
}

export type { FieldGroup }
