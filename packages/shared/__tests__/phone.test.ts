import { describe, expect, it } from 'vitest'
import { phoneProblem, plainPhone } from '../phone'

describe('phones', () => {
  it.each(['13812345678', '138 1234 5678', '+86 138-1234-5678', '021-62345678', '4008001234', '+15551234567'])('takes %s', (phone) => {
    expect(phoneProblem(phone)).toBeNull()
  })

  it.each([['1381234567', 'short'], ['138123456789', 'long'], ['1381234567a', 'letters'], ['12345678901', 'unknown'], ['62345678', 'unknown']])('says of %s: %s', (phone, problem) => {
    expect(phoneProblem(phone)).toBe(problem)
  })

  it('keeps only what is dialled', () => {
    expect(plainPhone('+86 138-1234-5678')).toBe('13812345678')
  })
})
