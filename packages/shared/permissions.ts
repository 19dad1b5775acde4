/** Every permission name the server knows, in the order roles show them. */
export const PERMISSIONS = [
  'customer.read',
  'customer.write',
  'customer.delete',
  'customer.assign',
  'customer.phone',
  'interaction.read',
  'interaction.write',
  'plan.read',
  'plan.write',
  'opportunity.read',
  'opportunity.write',
  'opportunity.delete',
  'card.read',
  'card.write',
  'product.read',
  'product.write',
  'radar.read',
  'report.read',
  'staff.read',
  'staff.write',
  'department.write',
  'role.write',
  'audit.read',
  'merchant.write',
] as const

export type Permission = typeof PERMISSIONS[number]
