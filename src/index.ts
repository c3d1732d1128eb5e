import { bug, isSupportedNode, reportFailure, unsupportedNode } from "./startup-failure.ts";

process.exitCode = 1; // closed by default: a drained event loop must never make the step succeed
// Keeps a dependency's deprecation warnings out of the log. Node throws if this is set twice.
if (process.noDeprecation !== true) process.noDeprecation = true;

let code: 0 | 1 = 1;
let isReported = false;
process.on("exit", () => {
  if (code === 1) process.exitCode = 1; // even if a dependency has called process.exit(0)
  if (!isReported) report(bug("The action ended before it had a result."));
});

const { node } = process.versions;
if (isSupportedNode(node)) {
  await start()
    .catch(end)
    .catch(() => process.exit(1)); // the exit handler reports it
} else {
  report(unsupportedNode(node));
  process.exit(1); // a preloaded module may keep the process alive
}

async function start(): Promise<void> {
  // Before anything slow: a run may be canceled while the rest still loads.
  const cancel = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
    process.on(name, () => cancel.abort(name));
  }
  const { main } = await import(/* webpackMode: "eager" */ "./main.ts");
  const { leave } = await import(/* webpackMode: "eager" */ "./exit.ts");
  code = await main(cancel.signal);
  isReported = true;
  await leave(code);
}

/** Ends the process after an error that has not been reported yet. */
async function end(error: unknown): Promise<never> {
  report(bug(`The action could not run (${await describe(error)}).`));
  const { leave } = await import(/* webpackMode: "eager" */ "./exit.ts");
  return leave(1);
}

/** The error's message without credentials, because the runner masks logs, but not outputs and summaries. */
async function describe(error: unknown): Promise<string> {
  const { sanitize, redactorOf } = await import(/* webpackMode: "eager" */ "./util/sanitize.ts");
  const { secretsIn } = await import(/* webpackMode: "eager" */ "./inputs/credentials.ts");
  return sanitize(redactorOf(secretsIn(process.env))(String(error)));
}

function report(failure: Parameters<typeof reportFailure>[0]): void {
  isReported = true;
  reportFailure(failure, process.env);
}
