/**
 * Speeds up the clock of the shipped action by the factor in TIME_LAPSE. To use it, preload it with `node --import`. The
 * option `speed` of the simulator does the same for the simulated API.
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
