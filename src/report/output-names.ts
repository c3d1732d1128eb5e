/** Every output of action.yml; a test holds the two equal. `result` is the last one to be written. */
export const OUTPUT_NAMES = [
  "status",
  "backup-id",
  "install-id",
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
