process.exitCode = 1; // closed until proven open: a drained event loop must never be a green step
// A dependency's deprecations are no news for whoever waits for a deploy. Set already, it cannot be set again.
if (process.noDeprecation !== true) process.noDeprecation = true;

// Before anything that takes time: a run may be cancelled while the rest still loads.
const cancel = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
  process.on(name, () => cancel.abort(name));
}

const { main } = await import(/* webpackMode: "eager" */ "./main.ts");
const { leave } = await import(/* webpackMode: "eager" */ "./exit.ts");
await leave(await main(cancel.signal).catch(() => 1 as const));
