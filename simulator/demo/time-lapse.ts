/**
 * Preloaded into the action (`node --import`) it lets time run faster for it, by the factor in TIME_LAPSE, as the simulator's
 * `speed` does for the host: what takes minutes is seen in seconds, by the action as it is shipped.
 */
const speed = Number(process.env["TIME_LAPSE"]);
const { setTimeout } = globalThis;
const monotonic = performance.now.bind(performance);
const wall = Date.now.bind(Date);
const [monotonicAt, wallAt] = [monotonic(), wall()];

performance.now = () => monotonicAt + (monotonic() - monotonicAt) * speed;
Date.now = () => wallAt + (wall() - wallAt) * speed;
globalThis.setTimeout = ((callback: () => void, ms = 0) =>
  setTimeout(callback, ms / speed)) as typeof setTimeout;
