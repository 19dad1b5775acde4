/** A short sentence over the page that goes away by itself. */
export function note(title: string): void {
  uni.showToast({ title, icon: 'none', duration: title.length > 14 ? 3000 : 1800 })
}

export function ask(options: { title: string, text?: string, yes: string, no: string }): Promise<boolean> {
  return new Promise((resolve) => {
    uni.showModal({
      title: options.title,
      content: options.text ?? '',
      confirmText: options.yes,
      cancelText: options.no,
      confirmColor: '#137a63',
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    })
  })
}

/** Which of the lines was tapped, or -1. */
export function pick(lines: string[]): Promise<number> {
  return new Promise((resolve) => {
    uni.showActionSheet({ itemList: lines, success: ({ tapIndex }) => resolve(tapIndex), fail: () => resolve(-1) })
  })
}
