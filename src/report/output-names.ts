/** The outputs of action.yml, in the order in which they are written. A test compares the two. */
export const OUTPUT_NAMES = [
  "status",
  "backup-id",
  "install-id",
  "description",
  "portal-url",
  "created-at",
  "completed-at",
  "wordpress-version",
  "duration-seconds",
  "waited-seconds",
  "requests",
  "reused",
  "backups",
  "result",
] as const;
