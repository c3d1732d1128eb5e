/** WP Engine's own deploy action, which the examples use. */
export const SITE_DEPLOY = "wpengine/github-action-wpe-site-deploy";

/** The inputs that its action.yml declares, as of version 3, with their defaults. */
export const SITE_DEPLOY_INPUTS: Readonly<
  Record<string, { readonly required?: boolean; readonly default?: string }>
> = {
  WPE_SSHG_KEY_PRIVATE: { required: true },
  WPE_ENV: {},
  PRD_ENV: {},
  STG_ENV: {},
  DEV_ENV: {},
  SRC_PATH: { default: "." },
  REMOTE_PATH: { default: "" },
  PHP_LINT: { default: "false" },
  FLAGS: { default: "-azvr" },
  CACHE_CLEAR: { default: "true" },
  SCRIPT: {},
};
