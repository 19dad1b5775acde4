/** Page hooks do nothing in unit tests; a test that needs one calls the function behind it. */
function nothing(): void {}
export const onLoad = nothing
export const onShow = nothing
export const onHide = nothing
export const onUnload = nothing
export const onLaunch = nothing
export const onPageScroll = nothing
export const onReachBottom = nothing
export const onPullDownRefresh = nothing
export const onShareAppMessage = nothing
