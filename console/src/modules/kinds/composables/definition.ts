import type { FieldChoiceIn, FieldIn, FieldPatch, FieldType, FieldWidth, KindField } from '@api'
import type { FieldErrors } from '@/ui/useForm'
import { translate } from '@/app/i18n'
import { changes } from '@/ui/useForm'
import { isRenamed } from './draft'
import { HAS_BOUNDS, HAS_CHOICES, HAS_LENGTH } from './types'

/** A field as the editor has it: what it is, and how it stands on the form. */
export interface FieldModel {
  label: string
  type: FieldType
  hint: string
  required: boolean
  unique: boolean
  default: unknown
  max_length: number | null
  least: number | null
  most: number | null
  precision: number
  choices: FieldChoiceIn[]
  types: string[]
  width: FieldWidth
  hidden: boolean
}

export function newField(type: FieldType): FieldModel {
  return {
    label: '',
    type,
    hint: '',
    required: false,
    unique: false,
    default: null,
    max_length: null,
    least: null,
    most: null,
    precision: 0,
    choices: HAS_CHOICES.includes(type) ? [{ label: '' }, { label: '' }] : [],
    types: [],
    width: ['long_text', 'multi', 'file'].includes(type) ? 'full' : 'half',
    hidden: false,
  }
}

export function modelOf(field: KindField, zh: boolean): FieldModel {
  const { type, hint, required, unique, max_length, least, most, precision, width, hidden } = field
  return {
    ...{ type, hint, required, unique, max_length, least, most, precision, width, hidden },
    label: zh ? field.label.zh : field.label.en,
    default: field.default ?? null,
    types: [...field.types],
    choices: field.choices.filter(one => !one.retired).map(one => ({ value: one.value, label: one.label.zh })),
  }
}

export function checkField(model: FieldModel): FieldErrors<FieldModel> {
  const errors: FieldErrors<FieldModel> = {}
  if (!model.label.trim())
    errors.label = translate('field.check.label')
  if (HAS_CHOICES.includes(model.type)) {
    const labels = model.choices.map(one => one.label.trim())
    if (labels.filter(Boolean).length === 0)
      errors.choices = translate('field.check.choices')
    else if (new Set(labels).size !== labels.length)
      errors.choices = translate('field.check.sameChoice')
  }
  if (HAS_BOUNDS.includes(model.type) && model.least !== null && model.most !== null && model.least > model.most)
    errors.most = translate('field.check.bounds')
  return errors
}

type Shape = Pick<FieldIn, 'label' | 'hint' | 'required' | 'unique' | 'default' | 'max_length' | 'least' | 'most' | 'precision' | 'choices' | 'types'>

function shapeOf(model: FieldModel): Shape {
  const { hint, required, unique } = model
  return {
    label: model.label.trim(),
    ...{ hint: hint.trim(), required, unique, default: model.default ?? null, types: model.types },
    ...(HAS_LENGTH.includes(model.type) ? { max_length: model.max_length } : {}),
    ...(HAS_BOUNDS.includes(model.type) || model.type === 'multi' ? { least: model.least, most: model.most } : {}),
    ...(model.type === 'number' ? { precision: model.precision } : {}),
    ...(HAS_CHOICES.includes(model.type) ? { choices: model.choices.map(one => ({ ...one, label: one.label.trim() })).filter(one => one.label) } : {}),
  }
}

export function toDefine(model: FieldModel): FieldIn {
  return { ...shapeOf(model), type: model.type }
}

/** Only what was changed of the definition; nothing when nothing was. */
export function toChange(before: FieldModel, after: FieldModel): Omit<FieldPatch, 'version'> | null {
  const patch = changes({ ...shapeOf(before), type: before.type }, { ...shapeOf(after), type: after.type })
  return Object.keys(patch).length > 0 ? patch : null
}

/** How a built-in field is called: its own two names, or the one that was given. */
export function labelOf(field: KindField, text: string, zh: boolean): KindField['label'] {
  const name = text.trim()
  const own = zh ? field.label.zh : field.label.en
  return name === own && !isRenamed(field) ? field.label : { zh: name, en: name }
}
