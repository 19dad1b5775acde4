import { describe, expect, it } from 'vitest'
import { fillOf, fitting, withLines } from '../scans'

const LABELS: Record<string, string> = { phone: '电话', website: '网址', wechat: '微信', address: '地址', email: '邮箱' }
const labelOf = (field: string): string => LABELS[field] ?? field
const value = (field: string, text: string, doubtful = false) => ({ field, value: text, doubtful })

describe('a card in a form', () => {
  it('fills what the form asks for and notes the rest', () => {
    const found = [value('name', '张伟'), value('phone', '13800138000'), value('phone', '0755-26001234'), value('website', 'www.keliu.com'), value('address', '朗山路 16 号', true)]
    const fill = fillOf(found, key => ['name', 'phone', 'address'].includes(key), labelOf)
    expect(fill.values).toEqual({ name: '张伟', phone: '13800138000', address: '朗山路 16 号' })
    expect(fill.note).toEqual(['电话:0755-26001234', '网址:www.keliu.com'])
    expect(fill.doubtful).toEqual(['address'])
  })

  it('writes an English label with a space after its colon', () => {
    const fill = fillOf([value('phone', '1'), value('phone', '2')], () => true, () => 'Phone')
    expect(fill.note).toEqual(['Phone: 2'])
  })

  it('keeps an extension in the note', () => {
    const fill = fillOf([value('phone', '010-66001234 转 801')], () => true, labelOf)
    expect(fill).toEqual({ values: { phone: '010-66001234' }, note: ['电话:010-66001234 转 801'], doubtful: [] })
  })

  it('never notes a region code, and names a company that has no person', () => {
    const fill = fillOf([value('company', '老王水果店'), value('region_code', '330110')], key => key === 'company', labelOf)
    expect(fill).toEqual({ values: { company: '老王水果店', name: '老王水果店' }, note: [], doubtful: ['name'] })
  })

  it('fills what an identity card says, and notes nothing of it that is not asked for', () => {
    const found = [value('name', '王小明'), value('sex', 'male', true), value('birthday', '1990-03-07')]
    const all = fillOf(found, () => true, labelOf)
    expect(all).toEqual({ values: { name: '王小明', gender: 'male', birthday: '1990-03-07' }, note: [], doubtful: ['gender'] })
    expect(fillOf(found, key => key === 'name', labelOf)).toEqual({ values: { name: '王小明' }, note: [], doubtful: [] })
  })

  it('leaves alone what a person typed', () => {
    expect(fitting({ name: '小张', phone: '1' }, { phone: '1' }, { name: '张伟', phone: '2', email: 'a@b.cn' })).toEqual({ phone: '2', email: 'a@b.cn' })
  })

  it('adds a line to a note once', () => {
    expect(withLines('老客户', ['网址:a.cn'])).toBe('老客户\n网址:a.cn')
    expect(withLines('网址:a.cn', ['网址:a.cn'])).toBe('网址:a.cn')
    expect(withLines('', ['网址:a.cn'])).toBe('网址:a.cn')
  })
})
