/** How long the last request, begun at the deadline, may take at most. */
export const LAST_POLL_MS = 1_500;

/** How long one call with a commit status may take at the step's end. */
export const STATUS_CALL_MS = 700;

/** How late the process may wake for it. */
export const WAKING_MS = 100;

/** How long a request that has been sent may still be answered once the run is cancelled. */
export const ANSWER_AFTER_CANCEL_MS = 1_000;
