declare const brand: unique symbol;

/** UUID of an install, in lower case. */
export type InstallId = string & { readonly [brand]: "InstallId" };
/** UUID of a backup, in lower case. */
export type BackupId = string & { readonly [brand]: "BackupId" };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns undefined if the text is no UUID. */
export function parseInstallId(text: string): InstallId | undefined {
  return lowerCasedUuid(text) as InstallId | undefined;
}

/** @returns undefined if the text is no UUID. */
export function parseBackupId(text: string): BackupId | undefined {
  return lowerCasedUuid(text) as BackupId | undefined;
}

function lowerCasedUuid(text: string): string | undefined {
  const lowerCased = text.toLowerCase();
  return UUID.test(lowerCased) ? lowerCased : undefined;
}
