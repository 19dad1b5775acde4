import type { ContactCard } from './types'

export function saveContact(card: ContactCard): Promise<boolean> {
  return new Promise((resolve) => {
    uni.addPhoneContact({
      firstName: card.name,
      mobilePhoneNumber: card.phone,
      workPhoneNumber: card.phone2,
      organization: card.company,
      title: card.title,
      email: card.email,
      weChatNumber: card.wechat,
      workAddressStreet: card.address,
      success: () => resolve(true),
      fail: () => resolve(false),
    })
  })
}
