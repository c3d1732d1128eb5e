export const PORTAL = "https://my.wpengine.com";

/** Where API users get their credentials. */
export const ACCESS_PAGE = `${PORTAL}/api_access`;

/** All installs that a user can see. */
export const SITES_PAGE = `${PORTAL}/sites`;

/** An install's backups, where one can be restored. The User Portal's address has the name. */
export function backupsPage(installName: string): string {
  return `${PORTAL}/installs/${installName}/backup_points`;
}
