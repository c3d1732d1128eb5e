import { stringify } from "yaml";
import { SITE_DEPLOY_INPUTS } from "../support/site-deploy.ts";

/**
 * A composite action that replaces WP Engine's deploy action, which needs Docker and a network. Its summary shows what it
 * would deploy, and where. It fails without a key or an environment, like the real one.
 */
export const SITE_DEPLOY_STAND_IN = stringify({
  name: "Stand-in",
  description: "Deploys nothing",
  inputs: Object.fromEntries(
    Object.entries(SITE_DEPLOY_INPUTS).map(([name, input]) => [
      name,
      { description: name, ...input },
    ]),
  ),
  runs: {
    using: "composite",
    steps: [
      {
        id: "deploy",
        shell: "bash",
        env: {
          KEY: "${{ inputs.WPE_SSHG_KEY_PRIVATE }}",
          TO: "${{ inputs.WPE_ENV }}",
          FROM: "${{ inputs.SRC_PATH }}",
          AT: "${{ inputs.REMOTE_PATH }}",
        },
        run: 'test -n "$KEY"\ntest -n "$TO"\necho "deploy $FROM to $TO/$AT" >> "$GITHUB_STEP_SUMMARY"\n',
      },
    ],
  },
});
