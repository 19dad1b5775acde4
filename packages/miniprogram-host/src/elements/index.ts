/* Which built-in component a tag stands for. Tags not named here are plain boxes. */
import type { Behaviour, SimElement } from './base'
import { attach } from './base'
import { Button } from './button'
import { Checkbox, CheckboxGroup, Radio, RadioGroup, Switch } from './choice'
import { Form, Label } from './form'
import { Image } from './image'
import { Input, Textarea } from './input'
import { Canvas, Video, WebView } from './media'
import { Navigator } from './navigator'
import { Picker } from './picker'
import { PickerView, PickerViewColumn } from './picker-view'
import { Progress, Slider } from './range'
import { RichText } from './rich-text'
import { ScrollView } from './scroll-view'
import { Swiper, SwiperItem } from './swiper'

const BEHAVIOURS: Record<string, new (el: SimElement) => Behaviour> = {
  'button': Button,
  'canvas': Canvas,
  'checkbox': Checkbox,
  'checkbox-group': CheckboxGroup,
  'cover-image': Image,
  'form': Form,
  'image': Image,
  'input': Input,
  'label': Label,
  'navigator': Navigator,
  'picker': Picker,
  'picker-view': PickerView,
  'picker-view-column': PickerViewColumn,
  'progress': Progress,
  'radio': Radio,
  'radio-group': RadioGroup,
  'rich-text': RichText,
  'scroll-view': ScrollView,
  'slider': Slider,
  'swiper': Swiper,
  'swiper-item': SwiperItem,
  'switch': Switch,
  'textarea': Textarea,
  'video': Video,
  'web-view': WebView,
}

/** HTML gives these tags a meaning that the mini program's tags do not have. */
const RENAMED: Record<string, string> = { progress: 'sim-progress', map: 'sim-map', audio: 'sim-audio' }

export function createSimElement(tag: string): SimElement {
  const el = document.createElement(RENAMED[tag] ?? tag) as SimElement
  const Kind = BEHAVIOURS[tag]
  return attach(el, Kind ? new Kind(el) : null)
}
