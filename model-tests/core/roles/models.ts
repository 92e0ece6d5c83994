/** The models whose every edge is replayed on the source; larger ones are checked by TLC alone. */
export const ROLES: readonly string[] = [
  ...['RolesClosing', 'RolesLeaving', 'RolesFollower', 'RolesTakeOver', 'RolesSuccession', 'RolesWorkers'],
  ...['RolesUnwatched', 'RolesParts'],
]
