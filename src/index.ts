process.exitCode = 1; // closed until proven open: a drained event loop must never be a green step

// Imported only now, so that the line above comes before every module that could fail to load.
const { main } = await import(/* webpackMode: "eager" */ "./main.ts");
const { leave } = await import(/* webpackMode: "eager" */ "./exit.ts");
await leave(await main());
