/** The models whose every step is taken by the source; the largest is left to TLC. */
export const ROLES: readonly string[] = [
  ...['RolesClosing', 'RolesLeaving', 'RolesFollower', 'RolesTakeOver', 'RolesSuccession', 'RolesWorkers'],
]
