/** Every input of action.yml and its default. A test keeps the two equal. */
export const INPUT_DEFAULTS = {
  "api-username": "",
  "api-password": "",
  "install-id": "",
  "install-name": "",
  "backup-id": "",
  "create-backup": "false",
  "notification-emails": "",
  description: "",
  "max-age": "",
  wait: "true",
  "dry-run": "false",
  "abort-retries": "0",
  timeout: "30m",
  "request-timeout": "30s",
  "min-poll-interval": "2s",
  "max-poll-interval": "60s",
  "fail-fast": "true",
  "api-url": "https://api.wpengineapi.com/v1",
  "github-token": "",
  "status-context": "",
} as const;

export type InputName = keyof typeof INPUT_DEFAULTS;
