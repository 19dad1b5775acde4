import type { FieldType } from '@api'
import type { Component } from 'vue'
import {
  Calendar,
  ChatLineSquare,
  CircleCheck,
  Clock,
  Document,
  EditPen,
  Finished,
  Iphone,
  Link,
  Location,
  Message,
  Money,
  Odometer,
  OfficeBuilding,
  Paperclip,
  Switch,
  User,
} from '@element-plus/icons-vue'

/** Types that people can add, in the order of how often they are wanted. */
export const ADDABLE: readonly FieldType[] = [
  'text',
  'long_text',
  'single',
  'multi',
  'number',
  'money',
  'date',
  'moment',
  'bool',
  'phone',
  'email',
  'link',
  'region',
  'person',
  'department',
  'file',
]
export const ICONS: Record<FieldType, Component> = {
  text: EditPen,
  long_text: ChatLineSquare,
  single: CircleCheck,
  multi: Finished,
  number: Odometer,
  money: Money,
  date: Calendar,
  moment: Clock,
  bool: Switch,
  phone: Iphone,
  email: Message,
  link: Link,
  region: Location,
  person: User,
  department: OfficeBuilding,
  file: Paperclip,
  record: Document,
}
export const CAN_BE_UNIQUE: readonly FieldType[] = ['text', 'number', 'phone', 'email', 'link']
export const HAS_LENGTH: readonly FieldType[] = ['text', 'long_text']
export const HAS_BOUNDS: readonly FieldType[] = ['number', 'money']
export const HAS_CHOICES: readonly FieldType[] = ['single', 'multi']
export const NO_DEFAULT: readonly FieldType[] = ['file', 'record']
/** What a field of a type may become without losing what is filled in. */
export const BECOMES: Partial<Record<FieldType, FieldType[]>> = {
  text: ['long_text'],
  phone: ['text', 'long_text'],
  email: ['text', 'long_text'],
  link: ['text', 'long_text'],
}
