/** The name of the part that a field of a card belongs to. */
export function partKey(field: string): string {
  const OF: Record<string, string> = { lat: 'map', lng: 'map', avatar_id: 'avatar', cover_id: 'cover', wechat_qr_id: 'wechat_qr', picture_ids: 'pictures', video_id: 'video', voice_id: 'voice', product_ids: 'products' }
  return OF[field] ?? field
}
