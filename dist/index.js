import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 139:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   leave: () => (/* binding */ leave)
/* harmony export */ });
/* harmony import */ var _schedule_last_seconds_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(261);
/* harmony import */ var _util_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(110);


async function leave(code) {
    const flushed = new AbortController();
    process.stdout.write("", () => flushed.abort());
    await _util_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .systemClock */ .m.sleep(_schedule_last_seconds_js__WEBPACK_IMPORTED_MODULE_1__/* .FLUSH_MS */ .y$, flushed.signal);
    if (process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap"))
        leaveLookupBehind(code);
    process.exit(code);
}
function leaveLookupBehind(code) {
    // Node has it since 22.15; on Windows it only throws.
    if (process.execve !== undefined && process.platform !== "win32") {
        process.execve(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
    }
    else if (code === 1) {
        process.kill(process.pid, "SIGKILL"); // the step fails as intended; an open gate must wait for the lookup
    }
}


/***/ }),

/***/ 407:
/***/ ((module, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _startup_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(605);

process.exitCode = 1; // closed by default: a drained event loop must never make the step succeed
// Keeps a dependency's deprecation warnings out of the log. Node throws if this is set twice.
if (process.noDeprecation !== true)
    process.noDeprecation = true;
let code = 1;
let isReported = false;
process.on("exit", () => {
    if (code === 1)
        process.exitCode = 1; // even if a dependency has called process.exit(0)
    if (!isReported)
        report((0,_startup_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .bug */ .jr)("The action ended before it had a result."));
});
const { node } = process.versions;
if ((0,_startup_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .isSupportedNode */ .fn)(node)) {
    await start()
        .catch(end)
        .catch(() => process.exit(1)); // the exit handler reports it
}
else {
    report((0,_startup_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .unsupportedNode */ .AV)(node));
    process.exit(1); // a preloaded module may keep the process alive
}
async function start() {
    // Before anything slow: a run may be canceled while the rest still loads.
    const cancel = new AbortController();
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]) {
        process.on(name, () => cancel.abort(name));
    }
    const { main } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 385));
    const { leave } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 139));
    code = await main(cancel.signal);
    isReported = true;
    await leave(code);
}
async function end(error) {
    report((0,_startup_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .bug */ .jr)(`The action could not run (${await describe(error)}).`));
    const { leave } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 139));
    return leave(1);
}
async function describe(error) {
    const { sanitize, redactorOf } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 701));
    const { secretsIn } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 431));
    return sanitize(redactorOf(secretsIn(process.env))(String(error)));
}
function report(failure) {
    isReported = true;
    (0,_startup_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .reportFailure */ .xV)(failure, process.env);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 431:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B9: () => (/* binding */ tokenOf),
/* harmony export */   P_: () => (/* binding */ authorizationOf),
/* harmony export */   YN: () => (/* binding */ credentialsOf),
/* harmony export */   secretsIn: () => (/* binding */ secretsIn)
/* harmony export */ });
/* unused harmony export secretsOf */
/* harmony import */ var _util_secret_forms_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(548);

function credentialsOf(env) {
    const read = (name) => env[`INPUT_${name}`]?.trim() ?? "";
    return { username: read("API-USERNAME"), password: read("API-PASSWORD") };
}
function authorizationOf(credentials) {
    return `Basic ${encode(credentials)}`;
}
function secretsOf(credentials) {
    const { username, password } = credentials;
    if (password === "")
        return [];
    const basic = encode(credentials);
    const forms = [...(0,_util_secret_forms_js__WEBPACK_IMPORTED_MODULE_0__/* .formsOf */ .X)(password), basic, (0,_util_secret_forms_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutPadding */ .g)(basic), `${username}:${password}`];
    return [...new Set(forms)];
}
function tokenOf(env) {
    return env["INPUT_GITHUB-TOKEN"]?.trim() ?? "";
}
function secretsIn(env) {
    const { username } = credentialsOf(env);
    const read = (...names) => names.flatMap((name) => env[`INPUT_${name}`]?.trim() || []);
    const forms = read("API-PASSWORD", "API_PASSWORD").flatMap((password) => secretsOf({ username, password }));
    return [...new Set([...forms, ...read("GITHUB-TOKEN", "GITHUB_TOKEN")])];
}
function encode({ username, password }) {
    return Buffer.from(`${username}:${password}`).toString("base64");
}


/***/ }),

/***/ 385:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  main: () => (/* binding */ main)
});

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./src/model/errors.ts
class StepFailed extends Error {
    verdict;
    constructor(verdict, options) {
        super(verdict.message, options);
        this.verdict = verdict;
    }
}
class GateClosed extends StepFailed {
}
function verdictOfClosed(error) {
    if (error instanceof GateClosed)
        return error.verdict;
    throw error;
}

;// CONCATENATED MODULE: ./src/util/closest.ts
const MAX_COMPARED = 50;
const MAX_LETTERS = 40;
function closest(word, words, atMost) {
    const letters = lettersOf(word);
    const byUnlikeness = []; // to sort many thousands would take far longer
    for (const candidate of words) {
        (byUnlikeness[unlikeness(letters, lettersOf(candidate))] ??= []).push(candidate);
    }
    return byUnlikeness
        .flat()
        .slice(0, MAX_COMPARED)
        .map((candidate) => ({ candidate, edits: edits(letters, lettersOf(candidate)) }))
        .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
        .slice(0, atMost)
        .map(({ candidate }) => candidate);
}
function lettersOf(word) {
    return word.slice(0, MAX_LETTERS).toLowerCase();
}
function unlikeness(one, other) {
    const shorter = Math.min(one.length, other.length);
    const longer = Math.max(one.length, other.length);
    let begin = 0;
    while (begin < shorter && one[begin] === other[begin])
        begin += 1;
    let end = 0;
    while (end < shorter - begin && one.at(-1 - end) === other.at(-1 - end))
        end += 1;
    return longer - begin - end;
}
function edits(from, to) {
    const others = Array.from(to);
    let row = [0, ...others.map((_, index) => index + 1)];
    for (const [index, letter] of Array.from(from).entries()) {
        const next = [index + 1];
        for (const [at, other] of others.entries()) {
            const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
            next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}

;// CONCATENATED MODULE: ./src/util/sentence.ts
function capitalize(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
function uncapitalize(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}
function endSentence(text) {
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}
function count(things, noun) {
    return `${things} ${noun}${things === 1 ? "" : "s"}`;
}

;// CONCATENATED MODULE: ./src/util/duration.ts
const DAY_MS = 86_400_000;
const UNITS_MS = [DAY_MS, 3_600_000, 60_000, 1_000, 1];
const AMOUNT = String.raw `(\d+(?:\.\d+)?)`;
const TIME = `(?:${AMOUNT}h)?(?:${AMOUNT}m)?(?:${AMOUNT}s)?(?:${AMOUNT}ms)?`;
const DURATION = new RegExp(`^(?=.)()${TIME}$`);
const WITH_DAYS = new RegExp(`^(?=.)(?:${AMOUNT}d)?${TIME}$`);
const BARE_NUMBER = new RegExp(`^${AMOUNT}$`);
function parseDurationMs(text, { days = false } = {}) {
    const form = days ? WITH_DAYS : DURATION;
    const amounts = form.exec(text.replace(BARE_NUMBER, "$1s"))?.slice(1);
    if (amounts === undefined)
        return undefined;
    const ms = UNITS_MS.reduce((sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs, 0);
    return ms === 0 ? 0 : Math.max(1, Math.round(ms));
}
function formatDuration(ms) {
    if (ms >= 100 * DAY_MS)
        return "over 100 days";
    if (ms > 0 && ms < 50)
        return `${Math.ceil(ms)}ms`;
    if (ms < 9_950)
        return `${Number((ms / 1_000).toFixed(1))}s`;
    const seconds = Math.round(ms / 1_000);
    const pad = (value) => String(value).padStart(2, "0");
    if (seconds < 60)
        return `${seconds}s`;
    if (seconds < 3_600) {
        return `${Math.floor(seconds / 60)}m${seconds % 60 === 0 ? "" : `${pad(seconds % 60)}s`}`;
    }
    const minutes = Math.round(seconds / 60);
    if (minutes >= 2 * 1_440) {
        const hours = Math.round(minutes / 60);
        return `${Math.floor(hours / 24)}d${hours % 24 === 0 ? "" : `${pad(hours % 24)}h`}`;
    }
    return `${Math.floor(minutes / 60)}h${minutes % 60 === 0 ? "" : `${pad(minutes % 60)}m`}`;
}
function roughly(ms) {
    const stepMs = ms < 60_000 ? 1_000 : 10_000;
    return formatDuration(Math.round(ms / stepMs) * stepMs);
}

// EXTERNAL MODULE: ./src/util/sanitize.ts
var sanitize = __nccwpck_require__(701);
;// CONCATENATED MODULE: ./src/model/backup.ts

const KNOWN_STATUSES = [
    "requested",
    "in_progress",
    "initiated",
    "completed",
    "aborted",
];
function creationInWords({ createdAt }) {
    return createdAt === undefined ? "" : `, created ${clockTime(createdAt)}`;
}
function clockTime({ epochMs }) {
    return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
function isTerminal(status) {
    return status === "completed" || status === "aborted";
}
function statusText(status) {
    return typeof status === "string" ? status : (0,sanitize/* safeWord */.m)(`unknown:${status.unknown}`);
}
function spokenStatus(status) {
    return typeof status === "string" ? status : `"${status.unknown}"`;
}
function durationMs({ createdAt, completedAt }) {
    if (createdAt === undefined || completedAt === undefined)
        return undefined;
    const ms = completedAt.epochMs - createdAt.epochMs;
    return ms < 0 ? undefined : ms;
}
function byNewest(a, b) {
    return (b.createdAt?.epochMs ?? 0) - (a.createdAt?.epochMs ?? 0);
}
const MAX_PAST_BACKUPS = 20;
function pastDurationsOf(backups) {
    const completed = backups.flatMap((backup) => {
        const tookMs = backup.status === "completed" ? (durationMs(backup) ?? 0) : 0;
        return tookMs > 0 ? [{ createdMs: backup.createdAt?.epochMs ?? 0, tookMs }] : [];
    });
    return completed
        .sort((a, b) => b.createdMs - a.createdMs)
        .slice(0, MAX_PAST_BACKUPS)
        .map(({ tookMs }) => tookMs);
}

;// CONCATENATED MODULE: ./src/model/reply.ts

const BELIEVED_AFTER_MS = 20_000;
function verdictOf(failure) {
    const message = `${endSentence(capitalize(failure.message))}${contradictionOf(failure)}`;
    if (failure.kind === "not-found")
        return { result: "not-found", message, cause: failure.cause };
    const { result, messageForAll } = failure;
    return {
        result,
        message,
        cause: failure.cause,
        messageForAll: messageForAll && `${endSentence(capitalize(messageForAll))}${contradictionOf(failure)}`,
    };
}
function contradictionOf(failure) {
    if (failure.isContradicted !== true)
        return "";
    const isAboutCredentials = failure.kind === "fatal" && failure.result === "unauthorized";
    return isAboutCredentials && failure.cause !== "web-page"
        ? " The credentials worked earlier in this step."
        : " The API's earlier replies in this step were good.";
}
function causeOf(reply) {
    switch (reply.kind) {
        case "retryable":
            if (reply.reason === "rate-limited")
                return "rate-limit";
            if (reply.reason === "busy")
                return "busy";
            if (reply.reason === "no-answer")
                return undefined;
            if (reply.hasRetryAfter === true)
                return "rate-limit";
            return reply.hasApiReplied === true ? "crowded" : undefined;
        case "fatal":
        case "not-found":
            return reply.cause;
        case "backup":
            return undefined;
        default:
            return reply;
    }
}

;// CONCATENATED MODULE: ./src/model/timed-out.ts




const LAST_FAILED = "the last status check failed: ";
function timedOut(latest, budget) {
    const timeIsUp = sayTimeIsUp(budget);
    switch (latest.kind) {
        case "backup": {
            const message = `${timeIsUp}, and the backup is still ${spokenStatus(latest.backup.status)}.`;
            return { result: "timed-out", message };
        }
        case "not-found": {
            const message = `${timeIsUp}, and ${LAST_FAILED}${endSentence(latest.message)}${contradictionOf(latest)}`;
            return { result: "not-found", message, cause: latest.cause };
        }
        case "retryable":
            return {
                result: resultOf(latest),
                message: `${timeIsUp}, and ${LAST_FAILED}${endSentence(latest.message)}`,
                cause: causeOf(latest),
            };
        case "fatal":
            return verdictOf(latest);
        default:
            return latest;
    }
}
function timedOutBeforePoll(budget, hasReplied = true) {
    if (!hasReplied) {
        const message = `${sayTimeIsUp(budget)}, and the API has not replied yet.`;
        return { result: "unavailable", message };
    }
    const timeout = formatDuration(budget.timeoutMs);
    const message = `The time was up (timeout: ${timeout}) before the first status check.`;
    return { result: "timed-out", message };
}
function timedOutWhile(state, result, budget) {
    return { result, message: `${sayTimeIsUp(budget)}, and ${state}` };
}
function timedOutAfter(failure, budget) {
    return {
        result: resultOf(failure),
        message: `${sayTimeIsUp(budget)}. ${capitalize(endSentence(failure.message))}`,
        cause: causeOf(failure),
    };
}
function notSentInTime(failure, { timeoutMs }) {
    const fault = `${capitalize(endSentence(failure.message))} The next attempt would come after the timeout (${formatDuration(timeoutMs)}).`;
    return { result: resultOf(failure), message: fault, cause: causeOf(failure) };
}
function resultOf({ reason, hasApiReplied = false }) {
    const hasReplied = reason === "rate-limited" || (reason === "not-sent" && hasApiReplied);
    return hasReplied ? "timed-out" : "unavailable";
}
function sayTimeIsUp({ timeoutMs }) {
    return `The time is up (timeout: ${formatDuration(timeoutMs)})`;
}

// EXTERNAL MODULE: ./src/schedule/last-seconds.ts
var last_seconds = __nccwpck_require__(261);
;// CONCATENATED MODULE: ./src/schedule/deadline.ts

function createBudget({ timeoutMs, requestTimeoutMs }, hasStatus) {
    return {
        timeoutMs,
        deadline: timeoutMs,
        lastPollAt: timeoutMs - (0,last_seconds/* lastPollLeadMs */.OP)(hasStatus),
        cutoffAt: timeoutMs + (0,last_seconds/* lastSeconds */.MY)(hasStatus).replyMs,
        requestTimeoutMs,
    };
}
function requestOptions(context) {
    const { clock, budget, signal, priority, onSend } = context;
    const { cutoffAt, deadline: sendBy, requestTimeoutMs } = budget;
    const timeoutMs = Math.max(0, Math.min(requestTimeoutMs, cutoffAt - clock.now()));
    return { timeoutMs, cutoffAt, sendBy, priority, signal, onSend };
}
function isTimeUp({ clock, budget }) {
    return clock.now() >= budget.lastPollAt;
}
function isTooLate({ clock, budget }) {
    return clock.now() > budget.deadline;
}

;// CONCATENATED MODULE: ./src/schedule/refusals.ts

class Refusals {
    #since = new Map();
    clear() {
        this.#since.clear();
    }
    untilBelievedMs(failure, now) {
        const isForAll = failure.kind === "fatal" && failure.messageForAll !== undefined;
        if (failure.isContradicted !== true || isForAll)
            return 0;
        return this.untilLastedMs(failure, now);
    }
    untilLastedMs(failure, now) {
        const kind = failure.kind === "fatal" ? failure.result : failure.kind;
        const since = this.#since.get(kind) ?? now;
        this.#since.set(kind, since);
        return Math.max(0, since + BELIEVED_AFTER_MS - now);
    }
}

;// CONCATENATED MODULE: ./src/model/verdict.ts
function isGood({ result }) {
    return result === "completed" || result === "requested" || result === "checked";
}
function hasFailed(verdict) {
    return !isGood(verdict) && verdict.cause !== "fail-fast";
}
function cancelled(signal) {
    return { result: "cancelled", message: `The step was canceled (${String(signal.reason)}).` };
}
function alsoLost(verdict, key) {
    const lost = `Another backup may exist, with the key ${key} in its description.`;
    return { ...verdict, message: `${verdict.message} ${lost}` };
}
function unresolved({ result, message, cause, messageForAll }, key) {
    return {
        messageForAll,
        result: result === "timed-out" ? "unavailable" : result,
        message: `A backup may exist, with the key ${key} in its description. ${message}`,
        cause: cause === "fail-fast" ? cause : "unresolved",
    };
}

;// CONCATENATED MODULE: ./src/schedule/backoff.ts
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
function backoffMs(failuresInARow, random) {
    const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failuresInARow - 1));
    return ceilingMs * (1 - random() / 2);
}

;// CONCATENATED MODULE: ./src/schedule/retry.ts








async function backOff(failure, failuresInARow, context, wakeAt = 0) {
    const { clock, budget, random, emit } = context;
    if (isTimeUp(context))
        throw new GateClosed(timedOutAfter(failure, budget));
    const dueMs = endingBy(wakeAt, backoffMs(failuresInARow, random), clock.now());
    const waitMs = delayWithin(context, dueMs, failure);
    emit({ kind: "request-failed", failure, waitMs });
    await sleep(waitMs, context);
}
async function askAgain(failure, failuresInARow, refusals, context) {
    const { clock, random, emit } = context;
    const untilBelievedMs = refusals.untilBelievedMs(failure, clock.now());
    if (untilBelievedMs === 0 || isTimeUp(context))
        throw new GateClosed(verdictOf(failure));
    const dueMs = Math.min(backoffMs(failuresInARow, random), untilBelievedMs);
    const waitMs = delayWithin(context, dueMs, failure);
    const { hasRetryAfter = false } = failure;
    const message = `${failure.message}, although earlier replies were good`;
    const contradicted = { kind: "retryable", message, reason: "no-answer", hasRetryAfter };
    emit({ kind: "request-failed", failure: contradicted, waitMs });
    await sleep(waitMs, context);
}
function endingBy(wakeAt, ms, now) {
    return now < wakeAt ? Math.min(ms, wakeAt - now) : ms;
}
async function sleep(ms, { clock, signal }) {
    await clock.sleep(ms, signal);
    throwIfCancelled(signal);
}
function throwIfCancelled(signal) {
    if (signal.aborted)
        throw new GateClosed(cancelled(signal));
}
function delayWithin(context, dueMs, latest) {
    const { clock, budget, api } = context;
    const tooLong = retryAfterTooLong(context, latest);
    if (tooLong !== undefined)
        throw new GateClosed(tooLong);
    const now = clock.now();
    return Math.max(0, api.retryAt - now, Math.min(dueMs, budget.lastPollAt - now));
}
function retryAfterTooLong(context, latest) {
    const { clock, budget, api } = context;
    const now = clock.now();
    const leftMs = Math.max(0, budget.deadline - now); // a reply may come after the deadline
    const retryAfterMs = Math.max(0, api.retryAt - now);
    if (retryAfterMs <= leftMs)
        return undefined;
    const [asked, left, timeout] = [retryAfterMs, leftMs, budget.timeoutMs].map(formatDuration);
    const message = `${quote(latest)}Retry-After asks for a wait of ${asked}, but only ${left} of the timeout (${timeout}) ` +
        "remain.";
    const cause = latest && causeOf(latest);
    return { result: "timed-out", message, cause, messageForAll: message };
}
function quote(reply) {
    if (reply === undefined || reply.kind === "backup")
        return "";
    if (reply.kind === "retryable" && reply.reason === "not-sent")
        return "";
    return `${endSentence(capitalize(reply.message))} `;
}

;// CONCATENATED MODULE: ./src/backup/pages.ts
const PAGE_ROWS = 100;
const MAX_PAGES = 100;
function joinPages(before, page, at) {
    const rows = [...(before?.rows ?? []), ...page.rows];
    const size = (before?.size ?? 0) + page.size;
    const isRepeated = new Set(rows.map(({ id }) => id)).size < rows.length;
    const isRecounted = before !== undefined && page.total !== before.latest.total;
    const first = before ?? { ...page, at };
    return {
        rows,
        size,
        pages: (before?.pages ?? 0) + 1,
        latest: page,
        isReadable: (before?.isReadable ?? true) && page.rows.length === page.size,
        isCached: (before?.isCached ?? false) || page.isCached === true,
        doubt: before?.doubt ?? doubtOf(page, size),
        contradiction: pages_contradictionOf(page, size, isRepeated, isRecounted),
        serverMs: first.serverMs,
        isOurClock: first.isOurClock,
        at: first.at,
    };
}
function isAtEnd(pages) {
    return pages.contradiction !== undefined || pages.pages >= MAX_PAGES || !isLonger(pages);
}
function listingOf(pages) {
    const { rows, contradiction, isReadable, serverMs, isOurClock, at } = pages;
    return {
        kind: "listing",
        rows,
        flaw: contradiction ?? flawOf(pages),
        isContradictory: contradiction !== undefined,
        isReadable,
        serverMs,
        isOurClock,
        at,
    };
}
function pages_contradictionOf({ total, size: pageSize, hasNext }, size, isRepeated, isRecounted) {
    if (isRecounted)
        return "its count changes from page to page";
    if (isRepeated)
        return "it has a row twice";
    if (total === undefined)
        return undefined;
    if (size > total)
        return "it has more rows than its count";
    const isLast = pageSize === 0 || (!hasNext && pageSize < PAGE_ROWS);
    return size < total && isLast ? "it has fewer rows than its count" : undefined;
}
function flawOf(pages) {
    if (!isAtEnd(pages))
        return "it was not read to its end";
    if (isLonger(pages))
        return `it has more than ${MAX_PAGES} pages`;
    if (pages.doubt !== undefined)
        return pages.doubt;
    if (!pages.isReadable)
        return "it has rows that can't be read";
    return pages.isCached ? "it came from a cache" : undefined;
}
function isLonger({ latest, size }) {
    if (latest.total !== undefined)
        return size < latest.total;
    return latest.size > 0 && (latest.hasNext || latest.size >= PAGE_ROWS);
}
function doubtOf({ total, hasNext, size: pageSize, isCountUnreadable = false }, size) {
    if (isCountUnreadable)
        return "its count can't be read";
    const isNextWrong = total === undefined ? hasNext && pageSize === 0 : hasNext !== size < total;
    return isNextWrong ? "its count and its next page contradict each other" : undefined;
}

;// CONCATENATED MODULE: ./src/backup/list.ts







function pagesOf(installId, api) {
    return (offset, options) => api.listBackups(installId, offset, options);
}
const EQUAL_READINGS = 3;
async function readListing(query, context) {
    const listing = await tryListing(query, Infinity, context);
    if (listing.kind === "retryable")
        throw new Error("reading with endless tries has failed");
    return listing;
}
async function tryListing(query, tries, context) {
    const readings = new Map();
    for (let reading = 1;; reading += 1) {
        const listing = await readOnce(query, tries, context);
        if (listing.kind === "retryable" || !listing.isContradictory)
            return listing;
        if (query.isEnough?.(listing.rows) === true)
            return listing;
        const { flaw } = listing;
        const equal = (readings.get(flaw) ?? 0) + 1;
        readings.set(flaw, equal);
        if (equal === EQUAL_READINGS)
            return listing;
        const message = `${query.purpose}: the list contradicts itself: ${flaw}`;
        await backOff({ kind: "retryable", message, reason: "no-answer" }, reading, context);
    }
}
async function readOnce({ readPage, purpose, isEnough = () => false, canFail = () => false, wakeAt }, tries, context) {
    const { clock, budget, signal } = context;
    const refusals = new Refusals();
    let pages;
    let latest; // since the latest good page
    let failures = 0;
    let failuresInARow = 0;
    for (;;) {
        const isLate = isTooLate(context);
        const page = isLate ? undefined : await readPage(pages?.size ?? 0, requestOptions(context));
        throwIfCancelled(signal);
        if (page === undefined || isOutOfTime(page)) {
            const notDone = timedOutWhile(`${purpose} has not finished.`, "timed-out", budget);
            throw new GateClosed(page && latest ? timedOutAfter(latest, budget) : notDone);
        }
        if (page.kind === "page") {
            pages = joinPages(pages, page, clock.now());
            if (isAtEnd(pages) || isEnough(pages.rows))
                return listingOf(pages);
            latest = undefined;
            failuresInARow = 0;
            refusals.clear();
            await sleep(delayWithin(context, 0), context);
            continue;
        }
        const failure = { ...page, message: `${purpose}: ${page.message}` };
        failuresInARow += 1;
        if (failure.kind !== "retryable") {
            await askAgain(failure, failuresInARow, refusals, context);
            continue;
        }
        latest = failure;
        failures += 1;
        if ((failures >= tries || canFail()) && !isTimeUp(context))
            return failure;
        await backOff(failure, failuresInARow, context, wakeAt);
    }
}
function isOutOfTime(page) {
    if (page.kind !== "retryable" || page.reason !== "not-sent")
        return false;
    return page.hasApiReplied === true && page.hasRetryAfter !== true;
}

;// CONCATENATED MODULE: ./src/backup/installs.ts




const SUGGESTIONS = 3;
const NAMES_WITH_SUGGESTIONS = 3;
const MAX_NAMED = 5;
async function findInstalls(installs, context) {
    const names = installs.flatMap((install) => ("name" in install ? [install.name] : []));
    if (names.length === 0)
        return installs;
    const directory = await readDirectory(names, context).catch(verdictOfClosed);
    return installs.map((install) => {
        if ("id" in install)
            return install;
        return typeof directory === "function" ? directory(install.name) : directory;
    });
}
async function readDirectory(names, context) {
    const what = names.length === 1 ? `install ${names.join("")}` : count(names.length, "install");
    const listing = await readListing({
        readPage: (offset, options) => context.api.listInstalls(offset, options),
        purpose: `looking for ${what}`,
    }, context);
    const byName = new Map(names.map((name) => [name, []]));
    for (const install of listing.rows) {
        const named = byName.get(install.name);
        if (named?.every(({ id }) => id !== install.id) === true)
            named.push(install);
    }
    const nameOfId = new Map();
    let suggested = 0;
    return (name) => {
        const [install, ...others] = byName.get(name) ?? [];
        if (install === undefined) {
            suggested += 1;
            return unknown(name, listing, suggested <= NAMES_WITH_SUGGESTIONS);
        }
        if (others.length > 0)
            return ambiguous(name, [install, ...others]);
        const before = nameOfId.get(install.id);
        nameOfId.set(install.id, name);
        return before === undefined ? install : sameInstall(before, name);
    };
}
function ambiguous(name, installs) {
    const ids = installs.map(({ id }) => id).slice(0, MAX_NAMED);
    const message = `The API lists ${installs.length} installs named "${name}": ${ids.join(", ")}.`;
    return { result: "not-found", message, cause: "ambiguous-name" };
}
function sameInstall(one, other) {
    const message = `The API lists the same install under two names: "${one}" and "${other}".`;
    return { result: "unavailable", message };
}
function unknown(name, { rows, flaw, isContradictory, isReadable }, isSuggesting) {
    if (!isReadable && !isContradictory) {
        return {
            result: "unavailable",
            message: `The list of installs has rows that can't be read. One of them may be "${name}".`,
        };
    }
    const message = `No install named "${name}" is visible with these credentials.`;
    const hint = isSuggesting ? ` ${suggestionsFor(name, rows)}` : "";
    const doubt = flaw === undefined ? "" : ` The list of installs may be incomplete: ${flaw}.`;
    return { result: "not-found", message: `${message}${hint}${doubt}`, cause: "no-such-name" };
}
function suggestionsFor(name, rows) {
    const names = [...new Set(rows.map((row) => row.name))];
    const suggestions = closest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
    const last = suggestions.pop();
    if (last === undefined)
        return "They do not give access to any install.";
    const others = suggestions.length === 0 ? "" : `${suggestions.join(", ")} or `;
    return `Did you mean ${others}${last}?`;
}

;// CONCATENATED MODULE: ./src/backup/recipients.ts





class Recipients {
    #ofUser;
    async of({ emails }, context) {
        if (emails.length > 0)
            return emails;
        this.#ofUser ??= askForUser(context);
        return [await this.#ofUser];
    }
}
async function askForUser(context) {
    const { api, budget, signal } = context;
    const refusals = new Refusals();
    let latest;
    for (let failures = 1;; failures += 1) {
        const reply = await api.showUser(requestOptions(context));
        throwIfCancelled(signal);
        if (reply.kind === "user")
            return reply.email;
        const failure = { ...reply, message: inWords(reply) };
        if (failure.kind !== "retryable") {
            await askAgain(failure, failures, refusals, context);
            continue;
        }
        if (failure.reason === "not-sent") {
            const tooLong = retryAfterTooLong(context, latest);
            throw new GateClosed(tooLong ?? timedOutAfter(latest ?? failure, budget));
        }
        latest = failure;
        await backOff(failure, failures, context);
    }
}
function inWords(failure) {
    const { message } = failure;
    if (failure.kind !== "fatal" || failure.result !== "invalid-input") {
        return `looking up the address for notification-emails: ${message}`;
    }
    return `the input notification-emails is empty, and the API did not return the API user's address: ${message}`;
}

;// CONCATENATED MODULE: ./src/model/freshness.ts

const CLOCKS_DIFFER_MS = 5 * 60_000;
function ageMs(createdMs, serverMs) {
    if (createdMs === undefined || createdMs > serverMs + CLOCKS_DIFFER_MS)
        return undefined;
    return Math.max(0, serverMs - createdMs);
}
function isFresh(backup, freshness) {
    return (ageAsOf(backup, freshness) ?? Infinity) <= freshness.maxAgeMs;
}
function staleness(backup, freshness) {
    const age = ageAsOf(backup, freshness);
    const fault = age === undefined
        ? unknownAge(backup, freshness)
        : `it was ${formatDuration(age)} old when this step first saw it`;
    return `${fault}, and max-age is ${formatDuration(freshness.maxAgeMs)}`;
}
function unknownAge({ createdAt }, { isOurClock }) {
    if (createdAt === undefined)
        return "its create_time is missing or can't be read";
    return isOurClock === true
        ? "its age is unknown, because the API's reply has no date and the runner's clock is behind"
        : "its age is unknown, because its create_time is in the future";
}
function ageAsOf({ createdAt }, { asOfMs, shownMs = asOfMs }) {
    const age = ageMs(createdAt?.epochMs, shownMs);
    return age === undefined ? undefined : Math.max(0, age - (shownMs - asOfMs));
}

;// CONCATENATED MODULE: ./src/backup/key.ts
function showsKey(key) {
    return ({ description }) => keyIn(description) === key;
}
function keyIn(description) {
    return /^\[gate ([0-9a-f]{6})(?![0-9a-z])/i.exec(description ?? "")?.[1]?.toLowerCase();
}
function attemptIn(description) {
    const bracket = /^\[gate [0-9a-f]{6}, run ([\w.-]+), attempt ([1-9]\d*)\]/i;
    const [, run, attempt] = bracket.exec(description ?? "") ?? [];
    return run === undefined ? undefined : { run: run.toLowerCase(), attempt: Number(attempt) };
}

;// CONCATENATED MODULE: ./src/backup/earlier-attempts.ts

function firstOfRun(rows, current) {
    const earlier = rows.flatMap((backup) => {
        if (backup.status !== "completed")
            return [];
        const shown = attemptIn(backup.description);
        const isEarlier = shown?.run === current.run && shown.attempt < current.attempt;
        return isEarlier ? [{ backup, attempt: shown.attempt }] : [];
    });
    const [first] = earlier.sort((a, b) => compare(endMs(a), endMs(b)) || a.attempt - b.attempt);
    return first;
}
function earlierIn({ rows, serverMs, flaw }, current) {
    const first = firstOfRun(rows, current);
    return first === undefined && flaw !== undefined ? undefined : { first, seenMs: serverMs };
}
function endMs({ backup: { completedAt, createdAt } }) {
    return (completedAt ?? createdAt)?.epochMs ?? Infinity;
}
function compare(a, b) {
    return a === b ? 0 : a - b;
}

;// CONCATENATED MODULE: ./src/backup/reuse.ts




const LISTING_TRIES = 3;
async function findReusable(installId, { maxAgeMs, rerun }, context) {
    const { api, emit } = context;
    const listing = await tryListing({
        readPage: pagesOf(installId, api),
        purpose: "looking for a recent backup",
    }, LISTING_TRIES, context);
    if (listing.kind === "retryable") {
        emit({ kind: "list-failed", message: listing.message });
        return {};
    }
    if (rerun !== undefined) {
        const earlier = earlierIn(listing, rerun);
        if (earlier !== undefined)
            emit({ kind: "earlier-attempts", ...earlier });
    }
    const reusable = newestFresh(listing, { maxAgeMs, rerun });
    if (reusable === undefined)
        emit({ kind: "none-reusable" });
    return { pastDurationsMs: pastDurationsOf(listing.rows), reusable };
}
function newestFresh({ rows, serverMs, isOurClock }, { maxAgeMs, rerun }, tried = new Set()) {
    const ageLimit = { maxAgeMs, asOfMs: serverMs };
    const newestFirst = rows
        .filter(({ id }) => !tried.has(id))
        .filter((backup) => isFresh(backup, { ...ageLimit, isOurClock }))
        .sort(byNewest);
    const first = rerun && firstOfRun(rows, rerun)?.backup;
    const completed = newestFirst.find((backup) => backup === first) ??
        newestFirst.find(({ status }) => status === "completed");
    const backup = completed ?? newestFirst.find(isPending);
    if (backup === undefined)
        return undefined;
    return { backup, source: backup === completed ? "reused" : "adopted", ageLimit };
}
function isPending({ status }) {
    return status === "requested" || status === "in_progress" || status === "initiated";
}

;// CONCATENATED MODULE: ./src/schedule/distribution.ts
function hazard(distribution, ageMs) {
    const survival = distribution.survival(ageMs);
    return survival > 0 ? distribution.density(ageMs) / survival : 0;
}
function logNormal(medianMs, sigma) {
    const z = (ageMs) => Math.log(ageMs / medianMs) / sigma;
    const atOne = 1 / (sigma * Math.sqrt(2 * Math.PI));
    return {
        survival: (ageMs) => erfc(z(ageMs) / Math.SQRT2) / 2,
        density: (ageMs) => (ageMs === 0 ? 0 : (atOne * Math.exp(-(z(ageMs) ** 2) / 2)) / ageMs),
    };
}
function logUniform(leastMs, mostMs) {
    const width = Math.log(mostMs / leastMs);
    return {
        survival: (ageMs) => Math.min(1, Math.max(0, Math.log(mostMs / ageMs) / width)),
        density: (ageMs) => (ageMs < leastMs || ageMs > mostMs ? 0 : 1 / (ageMs * width)),
    };
}
function mixture(usual, other, share) {
    const mix = (ofUsual, ofOther) => (1 - share) * ofUsual + share * ofOther;
    return {
        survival: (ageMs) => mix(usual.survival(ageMs), other.survival(ageMs)),
        density: (ageMs) => mix(usual.density(ageMs), other.density(ageMs)),
    };
}
function medianLeftMs(distribution, ageMs) {
    return medianLeftOfAllMs([{ distribution, ageMs }]);
}
function medianLeftOfAllMs(all) {
    if (all.some(({ distribution, ageMs }) => distribution.survival(ageMs) / 2 === 0))
        return Infinity;
    const areLikelyComplete = (afterMs) => all.reduce((share, { distribution, ageMs }) => {
        return share * (1 - distribution.survival(ageMs + afterMs) / distribution.survival(ageMs));
    }, 1) >= 0.5;
    let soonMs = 0;
    let lateMs = 1_000;
    while (!areLikelyComplete(lateMs))
        lateMs *= 2;
    while (lateMs - soonMs > 100) {
        const middleMs = (soonMs + lateMs) / 2;
        if (areLikelyComplete(middleMs))
            lateMs = middleMs;
        else
            soonMs = middleMs;
    }
    return lateMs;
}
function erfc(x) {
    const t = 1 / (1 + Math.abs(x) / 2);
    let exponent = 0;
    for (let power = CHEBYSHEV.length - 1; power >= 0; power -= 1) {
        exponent = exponent * t + (CHEBYSHEV[power] ?? 0);
    }
    const tail = t * Math.exp(exponent - x * x);
    return x >= 0 ? tail : 2 - tail;
}
const CHEBYSHEV = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
];

;// CONCATENATED MODULE: ./src/schedule/cadence.ts

const POLL_COST_MS = 500;
const MEDIAN_MS = 270_000;
const SPREAD = 0.7;
const USUAL = logNormal(MEDIAN_MS, SPREAD);
const QUICK = logUniform(5_000, 120_000);
const QUICK_SHARE = 0.1;
const PRIOR = mixture(USUAL, QUICK, QUICK_SHARE);
const OWN_SPREAD = 0.17;
const OWN_SPREAD_WEIGHT = 3;
const PRIOR_SHARE = 0.05;
function expectedDistribution(pastDurationsMs) {
    if (pastDurationsMs.length === 0)
        return PRIOR;
    const logs = pastDurationsMs.map((ms) => Math.log(ms));
    const middle = median(logs);
    const weights = logs.map((log) => 1 / (1 + ((log - middle) / (2 * OWN_SPREAD)) ** 2));
    const weighted = (values) => values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
    const weight = weighted(logs.map(() => 1));
    const mean = weighted(logs) / weight;
    const squares = weighted(logs.map((log) => (log - mean) ** 2));
    const variance = (OWN_SPREAD_WEIGHT * OWN_SPREAD ** 2 + squares) / (OWN_SPREAD_WEIGHT + weight - 1);
    const precision = 1 / SPREAD ** 2 + weight / variance;
    const center = (Math.log(MEDIAN_MS) / SPREAD ** 2 + (mean * weight) / variance) / precision;
    const own = logNormal(Math.exp(center), Math.sqrt(variance + 1 / precision));
    return mixture(own, PRIOR, PRIOR_SHARE);
}
function nextPollMs(distribution, ageMs, { minMs, maxMs }) {
    let waitMs = 0;
    let polls = 0;
    let density = pollsPerMs(distribution, ageMs);
    while (waitMs < maxMs) {
        const stepMs = Math.min(1_000, Math.max(100, (ageMs + waitMs) / 200));
        const next = pollsPerMs(distribution, ageMs + waitMs + stepMs);
        const gained = ((density + next) / 2) * stepMs;
        if (polls + gained >= 1) {
            waitMs += (stepMs * (1 - polls)) / gained;
            break;
        }
        polls += gained;
        waitMs += stepMs;
        density = next;
    }
    return Math.min(maxMs, Math.max(minMs, waitMs));
}
function pollsDue(distribution, sinceAgeMs) {
    const grid = { atMs: sinceAgeMs, polls: 0, density: pollsPerMs(distribution, sinceAgeMs) };
    return (ageMs) => {
        for (;;) {
            const stepMs = Math.max(100, grid.atMs / 200);
            if (grid.atMs + stepMs > ageMs)
                break;
            const next = pollsPerMs(distribution, grid.atMs + stepMs);
            grid.polls += ((grid.density + next) / 2) * stepMs;
            grid.atMs += stepMs;
            grid.density = next;
        }
        // This is called many times a second for many backups, so it computes nothing between two points of the grid.
        return grid.polls + grid.density * Math.max(0, ageMs - grid.atMs);
    };
}
function pollsPerMs(distribution, ageMs) {
    return Math.sqrt(hazard(distribution, ageMs) / POLL_COST_MS / 2);
}
function median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (index) => sorted[index] ?? NaN;
    return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
}

;// CONCATENATED MODULE: ./src/util/abort.ts
function childSignal(outer, grace) {
    const inner = new AbortController();
    const end = () => {
        outer.removeEventListener("abort", follow);
        inner.abort(outer.reason);
    };
    const follow = () => {
        if (grace === undefined || grace.ms === 0)
            end();
        else
            void grace.clock.sleep(grace.ms, inner.signal).then(end);
    };
    if (outer.aborted)
        follow();
    else
        outer.addEventListener("abort", follow);
    return { signal: inner.signal, end };
}

;// CONCATENATED MODULE: ./src/gate/last-poll.ts



async function pollOnce(ref, priority, context) {
    const { api, clock, budget, signal } = context;
    const leftMs = budget.lastPollAt - clock.now();
    const options = { ...requestOptions(context), priority };
    if (leftMs <= 0)
        return { reply: await api.showBackup(ref, options), isLastPollBlocked: false };
    const untilLast = childSignal(signal);
    const poll = { isSent: false };
    const onSend = () => {
        poll.isSent = true;
        options.onSend?.();
    };
    const earlier = api.showBackup(ref, { ...options, onSend }).finally(() => untilLast.end());
    await clock.sleep(leftMs, untilLast.signal);
    const isAnswered = untilLast.signal.aborted;
    if (isAnswered || isTooLate(context) || !poll.isSent) {
        return { reply: await earlier, isLastPollBlocked: false };
    }
    const last = api.showBackup(ref, { ...requestOptions(context), priority });
    const first = await Promise.race([earlier, last]);
    if (isFinal(first))
        return { reply: first, isLastPollBlocked: false };
    const [slow, latest] = await Promise.all([earlier, last]);
    const isNotSent = latest.kind === "retryable" && latest.reason === "not-sent";
    const isLastPollBlocked = isNotSent && latest.hasRetryAfter === true;
    return { reply: rank(slow) > rank(latest) ? slow : latest, isLastPollBlocked };
}
function isFinal(reply) {
    return reply.kind === "backup" && isTerminal(reply.backup.status);
}
function rank(reply) {
    switch (reply.kind) {
        case "backup":
            return isFinal(reply) ? 5 : 3;
        case "fatal":
            return 4;
        case "not-found":
            return 3;
        case "retryable":
            return { "rate-limited": 2, "no-answer": 1, busy: 1, "not-sent": 0 }[reply.reason];
        default:
            return reply;
    }
}

;// CONCATENATED MODULE: ./src/schedule/forecast.ts




class Forecast {
    #estimate;
    #priority;
    #seenAt;
    #isReportedTerminal = false;
    constructor(startedAt, priority) {
        this.#estimate = {
            createdAt: startedAt,
            isAgeKnown: false,
            distribution: PRIOR,
            pastBackups: 0,
        };
        this.#priority = priority;
    }
    get estimate() {
        return this.#estimate;
    }
    get isSeen() {
        return this.#seenAt !== undefined;
    }
    get isAgeKnown() {
        return this.#estimate.isAgeKnown;
    }
    get priority() {
        return (now) => this.#priority(now);
    }
    see({ backup, serverMs }, at) {
        if (!this.isSeen)
            this.#measure(ageMs(backup.createdAt?.epochMs, serverMs), at);
        this.#isReportedTerminal = isTerminal(backup.status);
        this.#seenAt = at;
        this.#weigh();
    }
    learn(pastDurationsMs) {
        if (this.isSeen && !this.isAgeKnown)
            return;
        const distribution = expectedDistribution(pastDurationsMs);
        this.#estimate = { ...this.#estimate, distribution, pastBackups: pastDurationsMs.length };
        this.#weigh();
    }
    dueAt(bounds) {
        const { distribution, createdAt } = this.#estimate;
        if (this.#seenAt === undefined || this.#isReportedTerminal)
            return 0;
        return this.#seenAt + nextPollMs(distribution, this.#seenAt - createdAt, bounds);
    }
    medianCompletionAt(now) {
        const { distribution, createdAt } = this.#estimate;
        return this.isAgeKnown ? now + medianLeftMs(distribution, now - createdAt) : Infinity;
    }
    #measure(age, at) {
        this.#estimate =
            age === undefined
                ? { ...this.#estimate, isAgeKnown: false, distribution: PRIOR, pastBackups: 0 }
                : { ...this.#estimate, isAgeKnown: true, createdAt: at - age };
    }
    #weigh() {
        const { distribution, createdAt } = this.#estimate;
        if (this.#seenAt === undefined)
            return;
        if (this.#isReportedTerminal) {
            this.#priority = () => Infinity;
            return;
        }
        const due = pollsDue(distribution, this.#seenAt - createdAt);
        this.#priority = (now) => due(now - createdAt);
    }
}

;// CONCATENATED MODULE: ./src/gate/history.ts


const MIN_TIMEOUT_MS = 100;
async function readHistory(forecast, { ref, bounds, source, }, context) {
    if (source.pastDurationsMs !== undefined) {
        forecast.learn(source.pastDurationsMs);
        return undefined;
    }
    if (source.reading !== undefined) {
        forecast.learn(source.reading.pastDurationsMs);
        return source.reading.refusal;
    }
    const { api, clock, budget, signal } = context;
    const now = clock.now();
    const dueAt = forecast.dueAt(bounds) || now + bounds.maxMs;
    const untilNextMs = Math.min(budget.lastPollAt, dueAt) - now;
    const latestAt = budget.lastPollAt - api.spacingMs; // a later request could prevent the last poll
    if (untilNextMs < Math.max(MIN_TIMEOUT_MS, api.spacingMs) || api.permitAt > latestAt) {
        return undefined;
    }
    const page = await api.listBackups(ref.installId, 0, {
        ...requestOptions(context),
        timeoutMs: Math.min(budget.requestTimeoutMs, source.timeoutMs, untilNextMs),
        cutoffAt: budget.lastPollAt, // the last poll is sent then
        sendBy: Math.min(latestAt, forecast.medianCompletionAt(now)),
        priority: forecast.priority,
        signal: source.shared?.signal ?? signal, // not sent after that has aborted
    });
    if (page.kind === "page") {
        const { rows, serverMs } = page;
        source.note?.({ ...page, at: clock.now() });
        const backup = rows.find(({ id }) => id === ref.backupId);
        if (backup !== undefined)
            forecast.see({ backup, serverMs }, clock.now());
        forecast.learn(pastDurationsOf(rows));
        return undefined;
    }
    const failure = page.kind === "retryable" ? page : { ...page, reason: "no-answer" };
    if (failure.hasRetryAfter === true)
        source.shared?.end();
    const isDelaying = failure.reason !== "no-answer" || failure.hasRetryAfter === true;
    if (!isDelaying)
        return undefined;
    return { ...failure, kind: "retryable", message: `reading past backups: ${page.message}` };
}

;// CONCATENATED MODULE: ./src/gate/judge.ts


const ABORTED = {
    result: "aborted",
    message: "WP Engine aborted the backup, so it can't be restored.",
};
function judge(reply, untilBelievedMs, freshness) {
    switch (reply.kind) {
        case "backup":
            return judgeBackup(reply.backup, freshness);
        case "retryable":
            return { kind: "retry" };
        case "not-found":
        case "fatal": {
            const leftMs = untilBelievedMs(reply);
            if (leftMs > 0)
                return { kind: "refused", failure: reply, untilBelievedMs: leftMs };
            const isGone = reply.kind === "not-found" && reply.isContradicted === true && reply.isGeneral !== true;
            return isGone ? gone(reply) : { kind: "verdict", verdict: verdictOf(reply) };
        }
        default:
            return reply;
    }
}
function judgeBackup(backup, freshness) {
    const { status } = backup;
    // An unknown status may keep the gate waiting, but can never open it.
    if (typeof status === "object")
        return { kind: "pending" };
    switch (status) {
        case "completed":
            if (freshness !== undefined && !isFresh(backup, freshness)) {
                return verdict("stale", `The backup is completed, but ${staleness(backup, freshness)}.`);
            }
            return verdict("completed", "The backup is completed.");
        case "aborted":
            return { kind: "verdict", verdict: ABORTED };
        case "requested":
        case "in_progress":
        case "initiated":
            return { kind: "pending" };
        default:
            return status;
    }
}
function gone(failure) {
    const { message } = verdictOf(failure);
    const what = `The backup no longer exists: ${message}`;
    return { kind: "verdict", verdict: { result: "not-found", message: what, cause: "vanished" } };
}
function verdict(result, message) {
    return { kind: "verdict", verdict: { result, message } };
}

;// CONCATENATED MODULE: ./src/gate/polls.ts









class NotOurs extends Error {
    shown;
    constructor(shown) {
        super("this step did not request the backup");
        this.shown = shown;
    }
}
class Polls {
    #ref;
    #options;
    #context;
    #forecast;
    #latest;
    #failuresInARow = 0;
    #unansweredInARow = 0;
    #refusals = new Refusals();
    #asOfMs;
    #isSeen = false;
    #needsHistory;
    #emitted;
    constructor(ref, options, context) {
        this.#ref = ref;
        this.#options = options;
        this.#context = context;
        const now = context.clock.now();
        this.#forecast = new Forecast(now, context.priority ?? (() => 0));
        if (options.created !== undefined)
            this.#forecast.see(options.created, now);
        const isDue = options.created === undefined
            ? options.history.isReadBeforePolling
            : this.#forecast.isAgeKnown;
        this.#needsHistory = isDue || options.history.reading !== undefined;
    }
    get priority() {
        return (now) => this.#forecast.priority(now) / 2 ** this.#unansweredInARow;
    }
    get latestFailure() {
        return this.#latest?.reply.kind === "retryable" ? this.#latest.reply : undefined;
    }
    async readHistory() {
        let refusal;
        const { bounds, history: source } = this.#options;
        if (this.#needsHistory && source.reading?.isDone !== false) {
            refusal = await readHistory(this.#forecast, { ref: this.#ref, bounds, source }, this.#context);
            throwIfCancelled(this.#context.signal);
            this.#needsHistory = refusal?.reason === "not-sent";
        }
        const { estimate, isSeen } = this.#forecast;
        if (isSeen && estimate !== this.#emitted) {
            this.#emitted = estimate;
            this.#context.emit({ kind: "forecast", estimate });
        }
        return refusal;
    }
    delayMs(refusal) {
        const { clock, random } = this.#context;
        const now = clock.now();
        const isDelaying = refusal !== undefined && refusal.reason !== "not-sent";
        const refusedMs = isDelaying ? backoffMs(1, random) : 0;
        const dueAt = this.#orLastPoll(Math.max(this.#dueAt(now), now + refusedMs));
        return delayWithin(this.#context, dueAt - now, refusal ?? this.#latest?.reply);
    }
    record(reply) {
        const { clock, budget, emit, api } = this.#context;
        const { created, history, verdictWithoutWaiting, mayBeOurs } = this.#options;
        const now = clock.now();
        this.#count(reply);
        if (reply.kind === "backup" && mayBeOurs?.(reply) === false)
            throw new NotOurs(reply);
        const judgement = this.#judge(reply, now);
        if (judgement.kind === "verdict")
            return judgement.verdict;
        if (verdictWithoutWaiting !== undefined && reply.kind === "backup")
            return verdictWithoutWaiting;
        if (judgement.kind === "refused") {
            emit({ kind: "not-believed-yet", failure: judgement.failure });
        }
        if (isTimeUp(this.#context))
            return timedOut(reply, budget);
        this.#latest = { reply, at: now, judgement };
        if (reply.kind !== "backup")
            return undefined;
        this.#forecast.see(reply, now);
        const isFirst = !this.#isSeen && created === undefined && !history.isReadBeforePolling;
        if (isFirst && history.reading === undefined)
            this.#needsHistory = this.#forecast.isAgeKnown && api.retryAt <= now;
        this.#isSeen = true;
        return undefined;
    }
    timedOut(hasApiReplied = true) {
        const { budget } = this.#context;
        return this.#latest === undefined
            ? timedOutBeforePoll(budget, hasApiReplied)
            : timedOut(this.#latest.reply, budget);
    }
    #count(reply) {
        if (reply.kind === "backup")
            this.#refusals.clear();
        this.#failuresInARow = reply.kind === "backup" ? 0 : this.#failuresInARow + 1;
        if (reply.kind !== "retryable")
            this.#unansweredInARow = 0;
        else if (reply.reason === "no-answer")
            this.#unansweredInARow += 1;
    }
    #judge(reply, now) {
        const untilBelievedMs = (failure) => {
            if (failure.kind === "fatal")
                return this.#refusals.untilBelievedMs(failure, now);
            // A 404 for a listed backup is final at once. Any other backup may be new and not visible yet.
            const isGone = this.#options.isListed === true && !this.#isSeen && !failure.isGeneral;
            return isGone ? 0 : this.#refusals.untilLastedMs(failure, now);
        };
        return judge(reply, untilBelievedMs, this.#freshnessAt(reply));
    }
    #freshnessAt(reply) {
        const { ageLimit } = this.#options;
        if (ageLimit === undefined || reply.kind !== "backup")
            return undefined;
        const { serverMs: shownMs, isOurClock } = reply;
        const asOfMs = (this.#asOfMs ??= ageLimit.asOfMs ?? shownMs);
        return { maxAgeMs: ageLimit.maxAgeMs, asOfMs, shownMs, isOurClock };
    }
    #orLastPoll(dueAt) {
        const { api, budget } = this.#context;
        const { lastPollAt } = budget;
        const isAlone = this.#options.lastPollsFrom() >= lastPollAt;
        if (this.#latest === undefined || !isAlone)
            return dueAt;
        const sentAt = Math.max(dueAt, api.permitAt, api.retryAt);
        return sentAt > lastPollAt - api.spacingMs ? lastPollAt : dueAt;
    }
    #dueAt(now) {
        const { random, budget } = this.#context;
        const { bounds, lastPollsFrom } = this.#options;
        const lastFrom = lastPollsFrom();
        const lastDue = now < lastFrom ? lastFrom : budget.lastPollAt;
        const byCadence = Math.min(this.#forecast.dueAt(bounds), lastDue);
        if (this.#latest === undefined)
            return byCadence;
        const { judgement, at } = this.#latest;
        const backedOffMs = () => backoffMs(this.#failuresInARow, random);
        switch (judgement.kind) {
            case "pending":
                return Math.min(Math.max(at + bounds.minMs, byCadence), at + bounds.maxMs);
            case "retry":
                return at + backedOffMs();
            case "refused": // the poll that decides is due when the refusal has lasted long enough
                return at + Math.min(Math.max(bounds.minMs, backedOffMs()), judgement.untilBelievedMs);
            default:
                return judgement;
        }
    }
}

;// CONCATENATED MODULE: ./src/gate/wait.ts





async function waitForBackup(ref, options, context) {
    const { budget, signal, emit } = context;
    await sleep(delayWithin(context, 0), context);
    if (isTooLate(context))
        return timedOutBeforePoll(budget);
    const polls = new Polls(ref, options, context);
    const { reading } = options.history;
    let isWoken = false; // by the end of the reading, without a poll since
    for (;;) {
        const refusal = await polls.readHistory();
        const waitMs = polls.delayMs(refusal);
        const isRefused = refusal !== undefined && refusal.reason !== "not-sent";
        const latest = isWoken ? undefined : polls.latestFailure;
        const failure = isRefused ? refusal : latest;
        if (failure !== undefined)
            emit({ kind: "poll-failed", failure, waitMs });
        isWoken = await sleepBeside(reading, waitMs, context);
        if (isWoken)
            continue;
        if (isTooLate(context))
            return polls.timedOut();
        const { reply, isLastPollBlocked } = await pollOnce(ref, polls.priority, context);
        throwIfCancelled(signal);
        if (reply.kind === "retryable" && reply.reason === "not-sent") {
            return (retryAfterTooLong(context, reading?.refusal ?? reply) ??
                polls.timedOut(reply.hasApiReplied === true));
        }
        emit({ kind: "polled", reply });
        const verdict = polls.record(reply);
        const isBlocked = isLastPollBlocked && verdict?.result === "unavailable";
        if (isBlocked)
            return retryAfterTooLong(context, reply) ?? verdict;
        if (verdict !== undefined)
            return verdict;
    }
}
async function sleepBeside(reading, ms, context) {
    if (reading === undefined)
        await sleep(ms, context);
    const isWoken = (await reading?.sleep(ms)) ?? false;
    throwIfCancelled(context.signal);
    return isWoken;
}

;// CONCATENATED MODULE: ./src/gate/dry-run.ts









const dry_run_MAX_NAMED = 3;
async function checkGate(installId, spec, options, context) {
    const listing = await readListing({ readPage: pagesOf(installId, context.api), purpose: "looking for this install's backups" }, context);
    if (spec.kind === "new") {
        await options.recipients.of(spec, context);
        return checked(describePlan(spec, listing, options), listing);
    }
    const verdict = await checkGiven(installId, spec.backupId, listing, options, context);
    const isChecked = verdict.result === "completed" || verdict.result === "checked";
    return isChecked ? checked(verdict.message, listing) : verdict;
}
async function checkGiven(installId, backupId, listing, options, context) {
    const verdict = await waitForBackup({ installId, backupId }, {
        ...options,
        history: { ...options.history, pastDurationsMs: pastDurationsOf(listing.rows) },
        isListed: true,
        verdictWithoutWaiting: {
            result: "checked",
            message: "The backup has not completed yet. Without dry-run, the step would wait for it.",
        },
    }, context);
    if (verdict.result !== "completed")
        return verdict;
    const message = "The backup is completed. Without dry-run, the gate would open.";
    return { ...verdict, message };
}
function describePlan({ wait, rerun }, listing, { ageLimit }) {
    const then = wait ? " and wait for it" : " without waiting for it (wait: false)";
    if (ageLimit === undefined)
        return `Without dry-run, the step would request a new backup${then}.`;
    const reusable = newestFresh(listing, { maxAgeMs: ageLimit.maxAgeMs, rerun });
    if (reusable?.source === "reused") {
        return `Without dry-run, the step would reuse backup ${reusable.backup.id}.`;
    }
    if (reusable !== undefined) {
        return `Without dry-run, the step would reuse backup ${reusable.backup.id}, which has not completed yet,${then}.`;
    }
    const limit = formatDuration(ageLimit.maxAgeMs);
    return `No backup is recent enough (max-age: ${limit}). Without dry-run, the step would request a new one${then}.`;
}
function checked(plan, listing) {
    const message = [plan, describeDurations(listing), describeNewest(listing)].join(" ");
    return { result: "checked", message };
}
function describeDurations({ rows }) {
    const past = pastDurationsOf(rows);
    if (past.length === 0)
        return "Backups usually take 2 to 10 minutes.";
    const usually = roughly(medianLeftMs(expectedDistribution(past), 0));
    const basis = count(past.length, "past backup");
    return `Backups of this install usually take ${usually} (based on ${basis}).`;
}
function describeNewest({ rows, serverMs, flaw }) {
    const doubt = flaw === undefined ? "" : ` The list of backups may be incomplete: ${flaw}.`;
    if (rows.length === 0) {
        return flaw === undefined
            ? "The install has no backups yet."
            : `The list of backups is empty, but may be incomplete: ${flaw}.`;
    }
    const newest = rows
        .toSorted(byNewest)
        .slice(0, dry_run_MAX_NAMED)
        .map((backup) => {
        const age = ageMs(backup.createdAt?.epochMs, serverMs);
        const created = age === undefined ? "" : `, created ${formatDuration(age)} ago`;
        return `${backup.id} (${spokenStatus(backup.status)}${created})`;
    });
    const which = rows.length > dry_run_MAX_NAMED ? `The newest of ${rows.length} backups` : "Backups";
    return `${which}: ${newest.join("; ")}.${doubt}`;
}

;// CONCATENATED MODULE: ./src/backup/find.ts


function findIn(listing, { key, maxAgeMs, spec: { rerun } }, tried) {
    const { rows, serverMs, isOurClock } = listing;
    const backup = preferred(rows.filter(showsKey(key)));
    if (backup !== undefined)
        return { source: "recovered", backup, serverMs, isOurClock };
    return maxAgeMs === undefined ? undefined : newestFresh(listing, { maxAgeMs, rerun }, tried);
}
function preferred(backups) {
    const byPreference = [
        backups.find(({ status }) => status === "completed"),
        backups.find(({ status }) => status !== "aborted"),
        backups[0],
    ];
    return byPreference.find((backup) => backup !== undefined);
}

;// CONCATENATED MODULE: ./src/backup/in-doubt.ts

function inDoubt(verdict, key, busy) {
    const message = `${verdict.message} If a backup was created anyway, its description shows the key ${key}.`;
    if (verdict.result === "cancelled")
        return { ...verdict, message, cause: "unresolved" };
    if (busy === undefined || verdict.cause === "busy")
        return { ...verdict, message };
    const cause = verdict.result === "unavailable" ? (verdict.cause ?? "busy") : verdict.cause;
    return { ...verdict, message: `${capitalize(endSentence(busy.message))} ${message}`, cause };
}

;// CONCATENATED MODULE: ./src/backup/ours.ts

const ours_CLOCKS_DIFFER_MS = 60_000;
function mayBeOurs(backup, request, shown) {
    const key = keyIn(backup.description);
    if (key !== undefined)
        return key === request.key;
    if (request.knownBefore.has(backup.id))
        return false;
    if (shown.isOurClock === true)
        return true; // our clock proves nothing about the server's times
    const sentMs = shown.serverMs - (shown.at - request.sentAt);
    const isBefore = (epochMs = Infinity) => epochMs < sentMs - ours_CLOCKS_DIFFER_MS;
    return !isBefore(backup.createdAt?.epochMs) && !isBefore(backup.completedAt?.epochMs);
}

;// CONCATENATED MODULE: ./src/backup/unresolved.ts

const unresolved_MAX_NAMED = 3;
function unresolvedBy(candidates, flaw) {
    const where = "The list of backups";
    const message = candidates.length === 0
        ? `${where} does not show that key, but may be incomplete: ${flaw}.`
        : `${where} shows ${describe(candidates)}`;
    return { result: "unavailable", message };
}
function describeOne(backup) {
    return `${backup.id} (${spokenStatus(backup.status)}${creationInWords(backup)})`;
}
function describe(candidates) {
    const createdMs = ({ createdAt }) => createdAt?.epochMs ?? Infinity;
    const isAborted = ({ status }) => status === "aborted";
    const named = candidates
        .toSorted((a, b) => createdMs(b) - createdMs(a))
        .sort((a, b) => Number(isAborted(a)) - Number(isAborted(b)))
        .slice(0, unresolved_MAX_NAMED);
    const [first] = named;
    const isOne = named.length === 1;
    const which = `${isOne ? "backup" : "backups"} ${named.map(describeOne).join(", ")} without that key.`;
    const why = `${isOne ? "It" : "One of them"} may be the requested one, because WP Engine can change descriptions. More checks would not show it.`;
    return first === undefined || isAborted(first)
        ? `${which} ${why}`
        : `${which} ${why} To wait for ${isOne ? "it" : "the first one"}, set backup-id: ${first.id}.`;
}

;// CONCATENATED MODULE: ./src/backup/search.ts











const MAY_STILL_CREATE_MS = 64_000;
const PROOFS = 2;
const SIGHTINGS = 2;
const FLAWED = 3;
class Search {
    #lost;
    #context;
    #candidates = new Map();
    #foreign = new Set();
    #settledAt = 0;
    #fault = "";
    #proofs = 0;
    #sightings = 0;
    #flawed = new Map();
    #isLatestProof = false;
    #flaw = "";
    #isSettled = false;
    constructor(lost, context) {
        this.#lost = lost;
        this.#context = context;
    }
    get fault() {
        return this.#fault;
    }
    get isSettled() {
        return this.#isSettled;
    }
    async lose(fault) {
        const { clock, emit } = this.#context;
        this.#fault = fault;
        this.#settledAt = clock.now() + MAY_STILL_CREATE_MS;
        this.#proofs = 0;
        this.#sightings = 0;
        this.#flawed.clear();
        this.#isSettled = false;
        await this.#quotingLoss(async () => {
            if (isTimeUp(this.#context))
                throw new GateClosed(this.#timedOut());
            const waitMs = this.#delayMs(1);
            emit({ kind: "reply-lost", key: this.#lost.key, message: fault, waitMs });
            await sleep(waitMs, this.#context);
        });
    }
    async run() {
        return this.#quotingLoss(async () => {
            let isReopened = false; // a backup that may be ours has appeared
            for (let round = 2;; round += 1) {
                const { clock, emit } = this.#context;
                const begunAt = clock.now();
                const listing = await this.#read();
                if (listing.kind === "retryable")
                    throw this.#unresolved();
                this.#lost.note(listing);
                const found = findIn(listing, this.#lost, this.#lost.tried);
                if (found !== undefined)
                    return found;
                const isProof = this.#weigh(listing);
                if (this.#candidates.size > 0 && this.#isSettled) {
                    this.#isSettled = false;
                    isReopened = true;
                    emit({ kind: "still-lost", key: this.#lost.key });
                }
                if (isProof && this.#proofs >= PROOFS && begunAt >= this.#settledAt) {
                    this.#isSettled = true;
                    if (isReopened)
                        emit({ kind: "none-created" });
                    return undefined;
                }
                if (this.#isUnknowable())
                    throw this.#unresolved();
                if (isTimeUp(this.#context))
                    throw new GateClosed(this.#timedOut());
                const mayDecideNow = begunAt < this.#settledAt && clock.now() >= this.#settledAt;
                if (mayDecideNow)
                    round = 1; // the next listing may end the search: it comes soon
                const waitMs = this.#delayMs(round);
                emit({ kind: "not-listed-yet", isProof, waitMs });
                await sleep(waitMs, this.#context);
            }
        });
    }
    #read() {
        const { api } = this.#context;
        const { installId, key } = this.#lost;
        return readOnce({
            readPage: pagesOf(installId, api),
            purpose: "looking for the requested backup",
            isEnough: (rows) => rows.some(showsKey(key)),
            canFail: () => this.#isUnknowable(),
            wakeAt: this.#settledAt,
        }, Infinity, this.#context);
    }
    #weigh(listing) {
        for (const backup of listing.rows) {
            if (!mayBeOurs(backup, this.#lost.request, listing))
                this.#foreign.add(backup.id);
            if (this.#foreign.has(backup.id))
                this.#candidates.delete(backup.id);
            else
                this.#candidates.set(backup.id, backup);
        }
        const { flaw } = listing;
        if (flaw !== undefined) {
            this.#flaw = flaw;
            this.#flawed.set(flaw, (this.#flawed.get(flaw) ?? 0) + 1);
        }
        this.#sightings = this.#candidates.size > 0 ? this.#sightings + 1 : 0;
        const isProof = flaw === undefined && this.#candidates.size === 0;
        if (isProof)
            this.#proofs += 1;
        this.#isLatestProof = isProof;
        return isProof;
    }
    #isUnknowable() {
        if (this.#context.clock.now() < this.#settledAt || this.#isLatestProof)
            return false;
        const isFlawed = [...this.#flawed.values()].some((times) => times >= FLAWED);
        return this.#sightings >= SIGHTINGS || isFlawed;
    }
    #unresolved() {
        const candidates = [...this.#candidates.values()];
        return new GateClosed(unresolvedBy(candidates, this.#flaw));
    }
    #timedOut() {
        return timedOutWhile("the requested backup has not been found.", "unavailable", this.#context.budget);
    }
    #delayMs(failuresInARow) {
        const { clock, random } = this.#context;
        const dueMs = endingBy(this.#settledAt, backoffMs(failuresInARow, random), clock.now());
        return delayWithin(this.#context, dueMs);
    }
    async #quotingLoss(search) {
        try {
            return await search();
        }
        catch (error) {
            throwIfCancelled(this.#context.signal);
            if (!(error instanceof GateClosed))
                throw error;
            const { verdict } = error;
            const message = `The create request may have failed: ${endSentence(this.#fault)} ${verdict.message}`;
            throw new GateClosed({ ...verdict, message }, { cause: error });
        }
    }
}

;// CONCATENATED MODULE: ./src/backup/send.ts





const MIN_LEFT_MS = 1;
async function sendCreate({ installId, spec, key, sendBy: latest = Infinity }, emails, context, onSend) {
    const { api, clock, budget, signal, emit } = context;
    const sendBy = Math.min(latest, budget.deadline);
    if (clock.now() >= sendBy) {
        throw new GateClosed(timedOutWhile("there is no backup.", "timed-out", budget));
    }
    throwIfCancelled(signal);
    const options = requestOptions(context);
    const body = { description: spec.describe(key), emails };
    const reply = await api.createBackup(installId, body, {
        ...options,
        sendBy: sendBy - MIN_LEFT_MS,
        abortGraceMs: last_seconds/* CREATE_GRACE_MS */.fk,
        onSend() {
            options.onSend?.();
            onSend();
            emit({ kind: "create-sent", key });
        },
    });
    if (reply.kind === "accepted")
        return reply;
    if (reply.kind === "retryable")
        emit({ kind: "create-refused" });
    throwIfCancelled(signal);
    return reply;
}

;// CONCATENATED MODULE: ./src/backup/create.ts















const MAX_LOST = 3;
class Creation {
    #order;
    #context;
    #tried;
    #refusals = new Refusals();
    #first;
    #latestSent;
    #foreign = new Set();
    #search;
    #lost = 0;
    #failures = 0;
    #latest;
    #isListingDue = false;
    #isDoubtful = false;
    constructor(order, tried, context) {
        this.#order = order;
        this.#tried = tried;
        this.#context = context;
    }
    get lostKey() {
        return this.#search?.isSettled === false ? this.#order.key : undefined;
    }
    async next() {
        const { emit } = this.#context;
        if (this.lostKey !== undefined)
            emit({ kind: "still-lost", key: this.lostKey });
        try {
            return this.#choose(await this.#obtain());
        }
        catch (error) {
            if (!(error instanceof GateClosed) || !this.#isDoubtful || this.lostKey !== undefined) {
                throw error;
            }
            const busy = this.#latest?.reason === "busy" ? this.#latest : undefined;
            throw new GateClosed(inDoubt(error.verdict, this.#order.key, busy), { cause: error });
        }
    }
    async #obtain() {
        const { spec, recipients } = this.#order;
        for (;;) {
            const found = await this.#find();
            if (found !== undefined)
                return found;
            const emails = await recipients.of(spec, this.#context);
            const reply = await sendCreate(this.#order, emails, this.#context, () => this.#noteSend());
            if (reply.kind === "accepted")
                return this.#accept(reply);
            if (reply.kind === "reply-lost")
                await this.#lose(reply.message);
            else
                await this.#waitToSend({ ...reply, message: `requesting a backup: ${reply.message}` });
        }
    }
    async #find() {
        const { emit } = this.#context;
        if (this.#search === undefined) {
            if (!this.#isListingDue)
                return undefined;
            const found = await this.#findOnce();
            if (found === undefined)
                this.#closeIfTimeIsUp();
            return found;
        }
        const wasSettled = this.#search.isSettled;
        const found = await this.#search.run();
        if (found !== undefined || wasSettled)
            return found;
        emit({ kind: "none-created" });
        if (this.#lost === MAX_LOST)
            throw new GateClosed(allLost(this.#search.fault));
        emit({ kind: "resending", send: this.#lost + 1, sends: MAX_LOST });
        return undefined;
    }
    async #findOnce() {
        const { api, signal } = this.#context;
        const { installId, key, maxAgeMs } = this.#order;
        const query = {
            readPage: pagesOf(installId, api),
            purpose: "looking for the backup that is in progress",
            isEnough: (rows) => rows.some(showsKey(key)),
        };
        const listing = await tryListing(query, 1, this.#context).catch((error) => {
            throwIfCancelled(signal);
            const canDoWithout = maxAgeMs === undefined || isTimeUp(this.#context);
            if (error instanceof GateClosed && canDoWithout)
                return undefined;
            throw error;
        });
        if (listing === undefined || listing.kind === "retryable")
            return undefined;
        this.note(listing);
        return findIn(listing, this.#order, this.#tried);
    }
    #closeIfTimeIsUp() {
        if (this.#latest === undefined || !isTimeUp(this.#context))
            return;
        throw new GateClosed(timedOutAfter(this.#latest, this.#context.budget));
    }
    #noteSend() {
        const { api, clock } = this.#context;
        const { installId, key } = this.#order;
        const knownBefore = new Set(api.shownBackups(installId));
        this.#latestSent = { key, sentAt: clock.now(), knownBefore };
        this.#first ??= this.#latestSent;
    }
    #choose(obtained) {
        const { backup, source } = obtained;
        this.#context.emit({ kind: "chosen", backup, source });
        throwIfCancelled(this.#context.signal);
        this.#tried.add(backup.id);
        return obtained;
    }
    #accept({ backup, serverMs, isOurClock }) {
        const shown = { backup, serverMs, isOurClock };
        if (showsKey(this.#order.key)(backup)) {
            return { source: "requested", ...shown, mayBeOurs: undefined };
        }
        const mayBeOurs = (later) => !this.#foreign.has(backup.id) &&
            this.#mayBeOurs(later.backup, { ...later, at: this.#context.clock.now() });
        if (mayBeOurs(shown))
            return { source: "requested", ...shown, mayBeOurs };
        this.disown(backup.id);
        return { source: "foreign", ...shown };
    }
    note(listing) {
        for (const backup of listing.rows) {
            if (!this.#mayBeOurs(backup, listing))
                this.#foreign.add(backup.id);
        }
    }
    disown(backupId) {
        this.#foreign.add(backupId);
        this.#isListingDue = true;
    }
    #mayBeOurs(backup, shown) {
        return this.#first === undefined || mayBeOurs(backup, this.#first, shown);
    }
    async #lose(fault) {
        this.#lost += 1;
        this.#failures = 0;
        const request = this.#latestSent;
        if (request === undefined)
            throw new Error("the reply to a request that was not sent is lost");
        const note = (listing) => this.note(listing);
        this.#search ??= new Search({ ...this.#order, request, tried: this.#tried, note }, this.#context);
        await this.#search.lose(fault);
    }
    async #waitToSend(failure) {
        const { clock, budget, api, random, emit } = this.#context;
        this.#failures += 1;
        if (failure.kind !== "retryable") {
            emit({ kind: "create-refused" });
            this.#isDoubtful = true;
            await askAgain(failure, this.#failures, this.#refusals, this.#context);
            return;
        }
        if (failure.reason === "busy") {
            this.#isListingDue = true;
            this.#isDoubtful ||= this.#lost > 0; // a lost one that came through late may be what is in progress
        }
        if (failure.reason !== "not-sent")
            this.#latest = failure;
        const latest = this.#latest ?? failure;
        const tooLong = retryAfterTooLong(this.#context, latest);
        if (tooLong !== undefined)
            throw new GateClosed(tooLong);
        if (failure.reason === "not-sent")
            throw new GateClosed(timedOutAfter(latest, budget));
        const now = clock.now();
        const waitMs = Math.max(backoffMs(this.#failures, random), api.retryAt - now);
        if (now + waitMs >= budget.deadline)
            throw new GateClosed(notSentInTime(latest, budget));
        emit({ kind: "request-failed", failure, waitMs });
        await sleep(waitMs, this.#context);
    }
}
function allLost(fault) {
    const message = `A backup was requested ${MAX_LOST} times, but none was created. The last attempt: ${endSentence(fault)}`;
    return { result: "unavailable", message };
}

;// CONCATENATED MODULE: ./src/gate/foreign.ts





function notOurs({ backup, serverMs }, limit) {
    const age = ageMs(backup.createdAt?.epochMs, serverMs);
    const old = age === undefined ? "of unknown age" : `${formatDuration(age)} old`;
    const fault = `The API replied to the create request with backup ${backup.id}, which this step did not request`;
    const maxAge = limit === undefined ? "not set" : formatDuration(limit.maxAgeMs);
    return { result: "stale", message: `${fault}. It was ${old} then, and max-age is ${maxAge}.` };
}
function verdictOfPoll(shown, limit, step) {
    const { serverMs: shownMs, isOurClock } = shown;
    const freshness = limit && {
        maxAgeMs: limit.maxAgeMs,
        asOfMs: limit.asOfMs ?? shownMs,
        shownMs,
        isOurClock,
    };
    const reply = { kind: "backup", ...shown };
    const judgement = judge(reply, () => 0, freshness);
    if (judgement.kind === "verdict")
        return judgement.verdict;
    return isTimeUp(step) ? timedOut(reply, step.budget) : undefined;
}

;// CONCATENATED MODULE: ./src/gate/side-reading.ts






class SideReading {
    pastDurationsMs = [];
    refusal;
    isDone = false;
    #done;
    #options;
    #context;
    #life;
    constructor(installId, rerun, options, context) {
        this.#options = options;
        this.#context = context;
        this.#life = childSignal(options.shared?.signal ?? context.signal);
        this.#done = this.#read(installId, rerun).then(() => {
            this.isDone = true;
        });
    }
    async sleep(ms) {
        const { clock, signal } = this.#context;
        const wasDone = this.isDone;
        const nap = childSignal(signal);
        if (!wasDone)
            void this.#done.then(() => nap.end());
        await clock.sleep(ms, nap.signal);
        nap.end();
        return this.isDone && !wasDone;
    }
    async end(graceMs) {
        const { clock, budget } = this.#context;
        if (!this.isDone)
            await this.sleep(Math.min(graceMs, budget.lastPollAt - clock.now()));
        this.#life.end();
        await this.#done;
    }
    async #read(installId, rerun) {
        const { api, clock, budget, emit } = this.#context;
        const { timeoutMs, isOneOfMany } = this.#options;
        const { signal } = this.#life;
        const begunAt = clock.now();
        const pollPriority = (now) => pollsDue(PRIOR, 0)(now - begunAt);
        const priority = isOneOfMany ? pollPriority : this.#context.priority;
        for (let pages;;) {
            const sendBy = budget.lastPollAt - api.spacingMs; // a later request could prevent the last poll
            if (api.permitAt > sendBy)
                return;
            const page = await api.listBackups(installId, pages?.size ?? 0, {
                ...requestOptions(this.#context),
                timeoutMs: Math.min(budget.requestTimeoutMs, timeoutMs),
                cutoffAt: budget.lastPollAt,
                sendBy,
                priority,
                signal,
            });
            if (signal.aborted)
                return;
            if (page.kind !== "page") {
                if (page.hasRetryAfter !== true || isNotSent(page))
                    return;
                const reason = page.kind === "retryable" ? page.reason : "no-answer";
                const message = `reading past backups: ${page.message}`;
                this.#options.shared?.end();
                this.refusal = { kind: "retryable", message, reason, hasRetryAfter: true };
                return;
            }
            pages = joinPages(pages, page, clock.now());
            this.pastDurationsMs = pastDurationsOf(pages.rows);
            if (!isAtEnd(pages))
                continue;
            const listing = listingOf(pages);
            this.#options.note(listing);
            const earlier = earlierIn(listing, rerun);
            if (earlier !== undefined)
                emit({ kind: "earlier-attempts", ...earlier });
            return;
        }
    }
}
function isNotSent(failure) {
    return failure.kind === "retryable" && failure.reason === "not-sent";
}

;// CONCATENATED MODULE: ./src/gate/gate.ts










const READING_GRACE_MS = 1_000;
const READING_ALONE_MS = 5_000;
const REPLACED = ["aborted", "not-found", "stale"];
async function runGate(installId, spec, options, context) {
    if (spec.kind === "existing") {
        return waitForBackup({ installId, backupId: spec.backupId }, options, context);
    }
    return new NewBackupGate(installId, spec, options, context).run();
}
class NewBackupGate {
    #installId;
    #spec;
    #options;
    #context;
    #tried = new Set();
    #pastDurationsMs;
    #reading;
    #note = (shown) => this.#creation?.note(shown);
    #creation;
    constructor(installId, spec, options, context) {
        this.#installId = installId;
        this.#spec = spec;
        this.#options = options;
        this.#context = context;
    }
    async run() {
        const verdict = await this.#reuse();
        if (verdict !== undefined)
            return verdict;
        for (let retriesLeft = this.#spec.abortRetries;; retriesLeft -= 1) {
            const verdict = await this.#create();
            if (isTimeUp(this.#context))
                return verdict;
            if (verdict.result !== "aborted" || retriesLeft === 0)
                return verdict;
            this.#context.emit({ kind: "recreating", why: verdict.message, left: retriesLeft - 1 });
        }
    }
    async #reuse() {
        const { ageLimit } = this.#options;
        if (ageLimit === undefined)
            return undefined;
        const { reusable, pastDurationsMs } = await findReusable(this.#installId, { maxAgeMs: ageLimit.maxAgeMs, rerun: this.#spec.rerun }, this.#context);
        this.#pastDurationsMs = pastDurationsMs;
        if (reusable === undefined)
            return undefined;
        const { backup, source } = reusable;
        this.#context.emit({ kind: "chosen", backup, source });
        this.#tried.add(backup.id);
        return this.#unlessReplaced(await this.#waitForReusable(reusable));
    }
    async #create() {
        const creation = (this.#creation ??= this.#newCreation());
        for (;;) {
            const obtained = await creation.next();
            this.#readBeside();
            const verdict = await this.#waitForObtained(obtained).finally(() => this.#endReading());
            if (verdict !== undefined)
                return verdict;
        }
    }
    #readBeside() {
        const { rerun } = this.#spec;
        if (rerun === undefined || this.#pastDurationsMs !== undefined)
            return;
        const { history, isOneOfMany } = this.#options;
        const { timeoutMs, shared } = history;
        const options = { timeoutMs, shared, isOneOfMany, note: this.#note };
        this.#reading ??= new SideReading(this.#installId, rerun, options, this.#context);
    }
    async #endReading() {
        const { wait } = this.#spec;
        await this.#reading?.end(wait ? READING_GRACE_MS : READING_ALONE_MS);
        if (!wait)
            throwIfCancelled(this.#context.signal);
    }
    async #waitForObtained(obtained) {
        switch (obtained.source) {
            case "requested":
                return this.#waitForRequested(obtained);
            case "recovered":
                return this.#waitForOwn(obtained);
            case "foreign":
                return this.#waitForForeign(obtained);
            case "adopted":
            case "reused":
                return this.#unlessReplaced(await this.#waitForReusable(obtained));
            default:
                return obtained;
        }
    }
    #newCreation() {
        const { newKey, recipients, ageLimit, isOneOfMany } = this.#options;
        const install = { installId: this.#installId, spec: this.#spec, maxAgeMs: ageLimit?.maxAgeMs };
        // After its last polls, a fleet may be closed by its failures.
        const sendBy = isOneOfMany ? this.#context.budget.lastPollAt : undefined;
        const order = { ...install, recipients, sendBy, key: newKey() };
        return new Creation(order, this.#tried, this.#context);
    }
    #unlessReplaced(verdict) {
        if (isTimeUp(this.#context) || !REPLACED.includes(verdict.result))
            return verdict;
        this.#context.emit({ kind: "replacing", why: verdict.message });
        return undefined;
    }
    async #waitForRequested(requested) {
        try {
            return await this.#waitForOwn(requested, requested.mayBeOurs);
        }
        catch (error) {
            if (!(error instanceof NotOurs))
                throw error;
            const { shown } = error;
            const { backup } = shown;
            this.#creation?.disown(backup.id);
            this.#context.emit({ kind: "chosen", backup, source: "foreign" });
            return this.#waitForForeign({ ...requested, backup }, shown);
        }
    }
    async #waitForOwn(created, mayBeOurs) {
        const { status } = created.backup;
        if (!this.#spec.wait) {
            return status === "aborted" ? ABORTED : notWaitedFor("The backup was requested");
        }
        const { isOneOfMany } = this.#options;
        const more = { created: isOneOfMany ? created : undefined, mayBeOurs };
        const verdict = await this.#wait(created, more);
        this.#creation = undefined; // another backup gets another key
        return verdict;
    }
    async #waitForForeign(named, shown) {
        const { backup, serverMs, isOurClock } = named;
        const { ageLimit } = this.#options;
        const limit = ageLimit && { ...ageLimit, asOfMs: serverMs };
        const isUsable = limit !== undefined && isFresh(backup, { ...limit, isOurClock });
        if (!this.#spec.wait) {
            if (backup.status === "aborted")
                return ABORTED;
            if (!isUsable)
                return notOurs(named, limit);
            if (backup.status !== "completed")
                return notWaitedFor("A recent backup is in progress");
        }
        const decided = shown && verdictOfPoll(shown, limit, this.#context);
        const options = { ageLimit: limit, verdictWithoutWaiting: this.#verdictWithoutWaiting };
        const verdict = decided ?? (await this.#wait(named, options));
        if (limit === undefined)
            return verdict.result === "completed" ? notOurs(named) : verdict;
        return verdict.result === "aborted" ? this.#unlessReplaced(verdict) : verdict;
    }
    async #waitForReusable({ backup, source, ageLimit }) {
        const isListed = source === "reused";
        const verdictWithoutWaiting = this.#verdictWithoutWaiting;
        if (verdictWithoutWaiting !== undefined && !isListed)
            return verdictWithoutWaiting;
        return this.#wait({ backup }, { ageLimit, isListed, verdictWithoutWaiting });
    }
    get #verdictWithoutWaiting() {
        return this.#spec.wait ? undefined : notWaitedFor("A recent backup is in progress");
    }
    #wait({ backup }, more) {
        const history = {
            ...this.#options.history,
            note: this.#note,
            pastDurationsMs: this.#pastDurationsMs,
            reading: this.#reading,
        };
        // A backup that this step requested is always fresh.
        const options = { ...this.#options, history, ageLimit: undefined, ...more };
        const ref = { installId: this.#installId, backupId: backup.id };
        return waitForBackup(ref, options, this.#context);
    }
}
function notWaitedFor(what) {
    return {
        result: "requested",
        message: `${what}. This step did not wait for it (wait: false). Don't deploy until a later step has waited for it.`,
    };
}

;// CONCATENATED MODULE: ./src/model/target.ts
function nameOf(install) {
    return "id" in install ? install.id : install.name;
}

;// CONCATENATED MODULE: ./src/fleet/fail-fast.ts




class FailFast {
    #options;
    #step;
    #child;
    #running;
    #verdictOnRest;
    constructor(options, step) {
        this.#options = options;
        this.#step = step;
        this.#child = childSignal(step.signal);
        this.#running = options.records.length;
    }
    get signal() {
        return this.#child.signal;
    }
    get running() {
        return this.#running;
    }
    end(record, verdict) {
        const own = verdict.result === "cancelled" ? (this.#verdictOnRest ?? verdict) : verdict;
        const recorded = record.end(own, this.#step.clock.now());
        this.#options.emit(record, { kind: "ended" });
        this.#running -= 1;
        const onRest = verdict.messageForAll === undefined ? this.#verdictAfter(record, recorded) : verdict;
        if (onRest !== undefined)
            this.close(onRest);
    }
    close(onRest) {
        if (this.signal.aborted)
            return;
        this.#verdictOnRest = { ...onRest, message: onRest.messageForAll ?? onRest.message };
        this.#child.end();
    }
    endNotStarted(record) {
        this.end(record, cancelled(this.signal));
    }
    release() {
        this.#child.end();
    }
    #verdictAfter({ target }, verdict) {
        // When the time is up, it is up for all gates, and each gate has its own verdict.
        if (!this.#options.failFast || isGood(verdict) || isTimeUp(this.#step)) {
            return undefined;
        }
        return {
            result: "cancelled",
            message: `The gate closed before this backup finished: the backup of install ${nameOf(target.install)} failed (${verdict.result}).`,
            cause: "fail-fast",
        };
    }
}

;// CONCATENATED MODULE: ./src/fleet/first-polls.ts
const MIN_POLLS = 8;
class FirstPolls {
    #polls = 0;
    #completed = 0;
    get areMostlyPending() {
        return this.#polls >= MIN_POLLS && this.#completed < this.#polls / 2;
    }
    count(reply) {
        this.#polls += 1;
        if (reply.kind === "backup" && reply.backup.status === "completed")
            this.#completed += 1;
    }
}

;// CONCATENATED MODULE: ./src/fleet/verdict.ts


const UNENDED = {
    verdict: { result: "error", message: "A gate ended without a result." },
    endedAt: 0,
};
function firstFailure(ended) {
    let first;
    for (const [index, { verdict, endedAt } = UNENDED] of ended.entries()) {
        if (!hasFailed(verdict))
            continue;
        const { endedAt: earliest } = ended[first ?? -1] ?? UNENDED;
        if (first === undefined || endedAt < earliest)
            first = index;
    }
    return first;
}
function verdictOfFleet(ended) {
    const verdicts = ended.map(({ verdict } = UNENDED) => verdict);
    const [only] = verdicts;
    if (verdicts.length === 1 && only !== undefined)
        return only;
    const failure = verdicts[firstFailure(ended) ?? -1];
    const total = verdicts.length;
    const completed = verdicts.filter(({ result }) => result === "completed").length;
    if (failure !== undefined) {
        if (failure.result === "cancelled") {
            const message = `${failure.message} Before that, ${completed} of ${total} backups completed.`;
            return { ...failure, message };
        }
        const closedByOther = verdicts.filter(({ cause }) => cause === "fail-fast").length;
        const failed = verdicts.filter(hasFailed).length;
        const others = `The step did not wait for ${count(closedByOther, "other")} (fail-fast).`;
        const rest = closedByOther === 0 ? "" : ` ${others}`;
        return { ...failure, message: `${failed} of ${total} backups failed.${rest}` };
    }
    if (total > 0 && completed === total) {
        return { result: "completed", message: `All ${total} backups are completed.` };
    }
    if (total > 0 && verdicts.every(({ result }) => result === "checked")) {
        return { result: "checked", message: `All ${total} installs passed the checks.` };
    }
    if (total > 0 && verdicts.every(isGood)) {
        const which = `Not completed yet: ${total - completed} of ${total} backups`;
        const message = `${which}. This step did not wait for them (wait: false). Don't deploy until a later step has waited for them.`;
        return { result: "requested", message };
    }
    return UNENDED.verdict;
}

;// CONCATENATED MODULE: ./src/fleet/fleet.ts













const CREATE_PRIORITY = 2.5;
const DOUBLES_MS = 600_000;
const createPriority = (now) => CREATE_PRIORITY * (1 + now / DOUBLES_MS);
const HISTORY_TIMEOUT_MS = 2_000;
async function runFleet(options, step, api) {
    const { records } = options;
    const failFast = new FailFast(options, step);
    const fleet = new Fleet(options, { ...step, signal: failFast.signal, api }, failFast);
    const found = await fleet.findInstalls();
    // Unknown names end first: if they close the fleet, no backup is created.
    for (const { record, install } of found) {
        if ("result" in install)
            failFast.end(record, install);
    }
    const gates = [];
    for (const { record, install } of found) {
        if ("result" in install)
            continue;
        if ("name" in install)
            fleet.emit(record, { kind: "install-found", install });
        await new Promise((onSend) => {
            gates.push(fleet.run(record, install.id, onSend).finally(onSend));
        });
    }
    await Promise.all(gates);
    failFast.release();
    fleet.release();
    return verdictOfFleet(records.map(({ ended }) => ended));
}
class Fleet {
    #options;
    #shared;
    #failFast;
    #firstPolls = new FirstPolls();
    #recipients = new Recipients();
    #readings;
    #pollPriority = pollsDue(PRIOR, 0);
    constructor(options, shared, failFast) {
        this.#options = options;
        this.#shared = shared;
        this.#failFast = failFast;
        this.#readings = childSignal(shared.signal);
    }
    async findInstalls() {
        const { records } = this.#options;
        const [first] = records;
        const installs = await findInstalls(records.map(({ target }) => target.install), { ...this.#shared, emit: (event) => this.emit(first, event) });
        return records.flatMap((record, index) => {
            const install = installs[index];
            return install === undefined ? [] : [{ record, install }];
        });
    }
    release() {
        this.#readings.end();
    }
    emit(record, event) {
        record.apply(event);
        if (event.kind === "polled" && record.polls === 1)
            this.#firstPolls.count(event.reply);
        this.#options.emit(record, event);
    }
    async run(record, installId, onSend) {
        const { records } = this.#options;
        const { budget, api, signal } = this.#shared;
        const failFast = this.#failFast;
        if (signal.aborted) {
            failFast.endNotStarted(record);
            return;
        }
        if (records.length > 1 && isTimeUp(this.#shared)) {
            failFast.end(record, timedOutBeforePoll(budget, api.hasReplied));
            return;
        }
        const { spec } = record.target;
        const context = {
            ...this.#shared,
            emit: (event) => this.emit(record, event),
            priority: spec.kind === "new" ? createPriority : this.#pollPriority,
            onSend,
        };
        const options = this.#gateOptions();
        const run = this.#options.dryRun ? checkGate : runGate;
        const verdict = await run(installId, spec, options, context).catch(verdictOfClosed);
        const isUncrowded = verdict.cause === "crowded" && !options.isOneOfMany;
        failFast.end(record, isUncrowded ? { ...verdict, cause: undefined } : verdict);
        // A completed gate's reply may carry a Retry-After beyond the deadline: then no other gate can poll again.
        const tooLong = retryAfterTooLong(context);
        if (tooLong !== undefined)
            failFast.close(tooLong);
    }
    #gateOptions() {
        const { records, bounds, maxAgeMs, newKey } = this.#options;
        const { api, budget } = this.#shared;
        const isOneOfMany = records.length > 1;
        return {
            bounds,
            ageLimit: maxAgeMs === undefined ? undefined : { maxAgeMs },
            newKey,
            recipients: this.#recipients,
            isOneOfMany,
            history: {
                shared: this.#readings,
                timeoutMs: isOneOfMany ? HISTORY_TIMEOUT_MS : Infinity,
                isReadBeforePolling: this.#firstPolls.areMostlyPending,
            },
            lastPollsFrom: () => budget.lastPollAt - (this.#failFast.running - 1) * api.spacingMs,
        };
    }
}

;// CONCATENATED MODULE: ./src/fleet/record.ts

const NO_BACKUP = {
    id: undefined,
    backup: undefined,
    seenMs: undefined,
    reused: false,
};
class BackupRecord {
    target;
    polls = 0;
    timesSeen = 0;
    rateLimited = 0;
    failed = 0;
    latestReply;
    estimate;
    installId;
    installName;
    unresolvedKey;
    earlier;
    ended;
    #subject = NO_BACKUP;
    #isReplaced = false;
    #lostKey;
    constructor(target) {
        const { install, spec } = target;
        this.target = target;
        if ("id" in install)
            this.installId = install.id;
        else
            this.installName = install.name;
        if (spec.kind === "existing")
            this.#subject = { ...NO_BACKUP, id: spec.backupId };
    }
    get subject() {
        if (this.unresolvedKey !== undefined)
            return NO_BACKUP;
        const isHidden = this.#isReplaced && this.ended?.verdict.result !== "aborted";
        return isHidden ? { ...this.#subject, id: undefined } : this.#subject;
    }
    get install() {
        return this.installName ?? this.installId ?? "";
    }
    apply(event) {
        switch (event.kind) {
            case "polled":
                this.#applyPoll(event.reply);
                return;
            case "forecast":
                this.estimate = event.estimate;
                return;
            case "poll-failed": // a failed poll was counted by "polled", a failed history was not
                if (event.failure !== this.latestReply)
                    this.#count(event.failure);
                return;
            case "request-failed":
                this.latestReply = event.failure;
                this.#count(event.failure);
                return;
            case "install-found":
                this.installId = event.install.id;
                return;
            case "create-sent":
                this.unresolvedKey = event.key;
                this.latestReply = undefined;
                this.estimate = undefined;
                return;
            case "create-refused":
                this.unresolvedKey = undefined;
                return;
            case "none-created":
                this.unresolvedKey = undefined;
                this.#lostKey = undefined;
                return;
            case "reply-lost":
                this.#lostKey = event.key;
                this.failed += 1;
                return;
            case "still-lost":
                this.unresolvedKey = event.key;
                return;
            case "chosen":
                this.#choose(event.backup, event.source);
                return;
            case "replacing":
                this.#replace();
                return;
            case "recreating":
                this.#isReplaced = true;
                return;
            case "earlier-attempts":
                this.earlier = event;
                return;
            case "not-listed-yet":
            case "resending":
            case "list-failed":
            case "none-reusable":
            case "not-believed-yet":
                return;
            default:
                event;
        }
    }
    end(verdict, endedAt) {
        if (this.ended !== undefined)
            return this.ended.verdict;
        const key = this.unresolvedKey;
        const other = this.#lostKey === undefined ? verdict : alsoLost(verdict, this.#lostKey);
        const recorded = key === undefined ? other : unresolved(verdict, key);
        this.ended = { verdict: recorded, endedAt };
        return recorded;
    }
    #replace() {
        // A backup that was deleted or aborted can't be restored.
        if (this.earlier?.first?.backup.id === this.#subject.id)
            this.earlier = undefined;
        this.#subject = NO_BACKUP;
    }
    #choose(backup, source) {
        const reused = source !== "requested" && source !== "recovered";
        // The reply to our request has its state. A listing's data is not reported.
        const shown = source === "requested" || source === "foreign" ? backup : undefined;
        this.unresolvedKey = undefined;
        if (source !== "adopted" && source !== "reused")
            this.#lostKey = undefined;
        this.#isReplaced = false;
        this.#subject = { id: backup.id, backup: shown, seenMs: undefined, reused };
    }
    #applyPoll(reply) {
        this.polls += 1;
        this.latestReply = reply;
        if (reply.kind === "retryable")
            this.#count(reply);
        if (reply.kind !== "backup")
            return;
        this.timesSeen += 1;
        this.#subject = { ...this.#subject, backup: reply.backup, seenMs: reply.serverMs };
    }
    #count({ reason }) {
        if (reason === "rate-limited")
            this.rateLimited += 1;
        else if (reason !== "not-sent")
            this.failed += 1;
    }
}

// EXTERNAL MODULE: ./src/inputs/credentials.ts
var inputs_credentials = __nccwpck_require__(431);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./src/util/invisible.ts
const INVISIBLE = /(?! )[\p{Cc}\p{Cf}\p{Z}\p{DI}\u2800]/gu;
function invisibleIn(text) {
    const [char] = text.match(INVISIBLE) ?? [];
    if (char === undefined)
        return undefined;
    const kind = /\p{Cc}/u.test(char) ? "control" : "invisible";
    return `the ${kind} character ${codeOf(char)}`;
}
function showInvisible(text) {
    return text.replace(INVISIBLE, (char) => `<${codeOf(char)}>`);
}
function codeOf(char) {
    return `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}

;// CONCATENATED MODULE: ./src/inputs/api-url.ts


function parseApiUrl(text) {
    // URL.parse would do both, but Node has it only since 22.1.
    // With an empty host, which an unset variable leaves, URL would take the path for it.
    if (!/^https?:\/\/(?![/.])[^\s\\?#@"<>^`{|}]+$/i.test(text) || !URL.canParse(text))
        return undefined;
    if (invisibleIn(text))
        return undefined; // URL would drop it from a host, and encode it in a path
    const url = new URL(text);
    if (url.protocol !== "https:" && !isLoopback(url.hostname))
        return undefined;
    return url.href.replace(/\/+$/, "");
}
function withoutSecretParts(text) {
    return text.replace(/^.*@/s, "***@").replace(/[?#].*$/s, "?***");
}
function isLoopback(hostname) {
    if (hostname === "localhost" || hostname === "[::1]")
        return true;
    return (0,external_node_net_namespaceObject.isIPv4)(hostname) && hostname.startsWith("127.");
}

;// CONCATENATED MODULE: ./src/inputs/errors.ts

class InputError extends Error {
    isEmpty;
    constructor(input, fault, isEmpty = false) {
        super(`${input} ${fault}.`);
        this.isEmpty = isEmpty;
    }
}
const WHY_EMPTY = "An empty value is usually an unset variable, secret or output. Runs from forks and Dependabot get no secrets.";
function invalidInput(breaches) {
    const lines = breaches.map((breach) => breach.message);
    if (breaches.some(({ isEmpty }) => isEmpty))
        lines.push(WHY_EMPTY);
    return new StepFailed({ result: "invalid-input", message: lines.join("\n") });
}

;// CONCATENATED MODULE: ./src/inputs/commit-status.ts



const CONTEXT_CHARS = 255;
function readStatusSettings(reader, env) {
    const token = reader.attempt(() => readToken(env));
    const context = reader.attempt(() => readContext(reader));
    return token === undefined || !context ? undefined : { token, context };
}
function readToken(env) {
    const token = (0,inputs_credentials/* tokenOf */.B9)(env);
    if (!/[^\x21-\x7e]/.test(token))
        return token;
    const fault = "contains a character that no token has. Set it to ${{ github.token }}";
    throw new InputError("github-token", fault); // the token is not quoted
}
function readContext(reader) {
    const context = reader.text("status-context");
    const { length } = Array.from(context);
    const wants = `Use a name of at most ${CONTEXT_CHARS} characters, such as backup-gate`;
    // Emoji and some scripts need joiners and the like.
    const invisible = invisibleIn(context.replace(/[\u200c\u200d]|\ufe0f/g, ""));
    if (length <= CONTEXT_CHARS && invisible === undefined)
        return context;
    const fault = invisible === undefined ? `has ${length} characters` : `contains ${invisible}`;
    throw new InputError("status-context", `${fault}. ${wants}`);
}

;// CONCATENATED MODULE: ./src/model/portal.ts
const PORTAL = "https://my.wpengine.com";
const ACCESS_PAGE = `${PORTAL}/api_access`;
const SITES_PAGE = `${PORTAL}/sites`;
function backupsPage(installName) {
    return `${PORTAL}/installs/${installName}/backup_points`;
}

;// CONCATENATED MODULE: ./src/inputs/check-credentials.ts



function checkUsername({ username }) {
    const wants = `Set it to the API user ID from ${ACCESS_PAGE}`;
    if (username.includes(":")) {
        throw new InputError("api-username", `contains a colon. ${wants}, without the password`);
    }
    refuseUnsendable("api-username", username, wants);
}
function checkPassword({ password }) {
    refuseUnsendable("api-password", password, `Set it to the API password from ${ACCESS_PAGE}`);
}
function refuseUnsendable(input, text, wants) {
    if (text === "")
        throw new InputError(input, `is empty. ${wants}`, true);
    const invisible = invisibleIn(text);
    if (invisible !== undefined)
        throw new InputError(input, `contains ${invisible}. ${wants}`);
}

;// CONCATENATED MODULE: ./src/inputs/defaults.ts
const INPUT_DEFAULTS = {
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
};

;// CONCATENATED MODULE: ./src/util/proxy.ts
function proxyFor(address, env) {
    const url = new URL(address);
    const name = `${url.protocol.slice(0, -1)}_proxy`;
    const names = [name, name.toUpperCase(), "all_proxy", "ALL_PROXY"];
    const variable = names.find((spelling) => env[spelling]?.trim());
    if (variable === undefined || isBypassed(url, env))
        return undefined;
    const proxy = parseProxy(env[variable]?.trim() ?? "");
    return typeof proxy === "string" ? { variable, fault: proxy } : proxy;
}
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
function isBypassed({ hostname, port, protocol }, env) {
    if (LOOPBACK.test(hostname))
        return true;
    const withPort = `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;
    const exempt = env["no_proxy"]?.trim() || env["NO_PROXY"] || "";
    return exempt.split(",").some((text) => {
        const item = text.trim().toLowerCase();
        if (item === "" || item === "*")
            return item === "*";
        const domain = item.replace(/^\*?\.?/, ".");
        return [hostname, withoutBrackets(hostname), withPort].some((host) => host === item || host.endsWith(domain));
    });
}
const FORM = /^(?:(.*)@)?(\[[\da-f:.]+\]|[^\s:/?#@[\]\\]+)(?::(\d+))?(?:[/?#].*)?$/is;
function parseProxy(text) {
    if (/^["'`“”‘’]|["'`“”‘’]$/.test(text)) {
        return "has quotation marks around its value. Remove them";
    }
    if (/^(?!https?:)[a-z][\w+.-]*:\/\//i.test(text)) {
        return "is not an http:// or https:// address. Other kinds of proxy are not supported";
    }
    const isSecure = /^https:/i.test(text);
    const rest = text.replace(/^(https?:)?\/\//i, "");
    const [, userinfo = "", host = "", digits] = FORM.exec(rest) ?? [];
    if (/[/?#]/.test(userinfo)) {
        return "has a slash, ? or # in its user or password. Encode them as %2F, %3F and %23";
    }
    const port = Number(digits || (isSecure ? 443 : 80));
    const hostname = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
    const isHost = /^([a-z\d._-]+|\[.+\])$/.test(hostname) && !/\p{Cc}/u.test(text);
    if (!isHost || port < 1 || port > 65_535) {
        return "is not the address of a proxy. Use a value such as http://proxy.example.com:3128";
    }
    const credentials = userinfo === "" ? undefined : credentialsOf(userinfo);
    return { isSecure, host: withoutBrackets(hostname), port, credentials };
}
function credentialsOf(userinfo) {
    const decode = (text) => text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
        try {
            return decodeURIComponent(encoded);
        }
        catch {
            return encoded;
        }
    });
    const [user = "", ...password] = userinfo.split(":");
    return `${decode(user)}:${decode(password.join(":"))}`;
}
function withoutBrackets(host) {
    return host.replace(/[[\]]/g, "");
}

;// CONCATENATED MODULE: ./src/inputs/proxy.ts


function readProxy(apiUrl, env) {
    const proxy = proxyFor(apiUrl, env);
    if (proxy !== undefined && "fault" in proxy)
        throw new InputError(proxy.variable, proxy.fault);
    return proxy;
}

;// CONCATENATED MODULE: ./src/inputs/reader.ts





const TRUE = ["true", "True", "TRUE"];
const FALSE = ["false", "False", "FALSE"];
const WANTS_NO_GAP = "Look for an unset variable, a line break at the end of a value, or an extra comma";
const WANTS_LIST = ". To set several, write one per line (in a block that starts with |, not >) or separate them with commas";
class InputReader {
    #env;
    #defaults;
    breaches = [];
    notices = [];
    constructor(env, defaults) {
        this.#env = env;
        this.#defaults = defaults;
    }
    attempt(read) {
        try {
            return read();
        }
        catch (error) {
            if (!(error instanceof InputError))
                throw error;
            this.breaches.push(error);
            return undefined;
        }
    }
    isSet(name) {
        return this.#raw(name).trim() !== "";
    }
    text(name) {
        return this.#raw(name).trim() || this.#defaults[name];
    }
    list(name, parse, wants) {
        const elements = this.isSet(name)
            ? this.#raw(name)
                .replace(/(\r\n|[\r\n])$/, "")
                .split(/\r\n|[\r\n,]/)
                .map((element) => element.trim())
            : [];
        const empty = elements.indexOf("");
        if (empty !== -1) {
            const fault = `has an empty element at position ${empty + 1} of ${elements.length}`;
            throw new InputError(name, `${fault}. ${WANTS_NO_GAP}`);
        }
        return elements.map((element) => {
            const value = parse(element);
            if (value !== undefined)
                return value;
            const fault = `${elements.length === 1 ? "is" : "contains"} ${this.quote(element)}`;
            const wantsList = /[\s;[\]]/.test(element) ? WANTS_LIST : "";
            throw new InputError(name, `${fault}. ${wants(element)}${wantsList}`);
        });
    }
    distinct(name, parse, { wants, ifEmpty, atMost }) {
        const elements = this.list(name, parse, wants);
        if (elements.length === 0)
            throw new InputError(name, ifEmpty, true);
        if (elements.length > atMost) {
            const fault = `has ${elements.length} elements, and the limit is ${atMost}. Split them among several jobs`;
            throw new InputError(name, fault);
        }
        const second = elements.findIndex((element, index) => elements.indexOf(element) < index);
        const twice = elements[second];
        if (twice === undefined)
            return elements;
        const first = elements.indexOf(twice);
        const fault = `contains ${this.quote(twice)} twice, at positions ${first + 1} and ${second + 1}. List each value once`;
        throw new InputError(name, fault);
    }
    durationMs(name, longestMs, wants, unit) {
        const text = this.text(name);
        const ms = parseDurationMs(text, unit);
        if (ms !== undefined && ms > 0 && ms <= longestMs)
            return ms;
        throw new InputError(name, `is ${this.quote(text)}. ${wants}`);
    }
    boolean(name) {
        const text = this.text(name);
        if (TRUE.includes(text))
            return true;
        if (FALSE.includes(text))
            return false;
        throw new InputError(name, `is ${this.quote(text)}. Set it to true or false`);
    }
    noteMisspelled() {
        for (const [variable, value = ""] of Object.entries(this.#env)) {
            const spelled = /^INPUT_(.+)/i.exec(variable)?.[1]?.toLowerCase() ?? "";
            const meant = spelled.replaceAll("_", "-");
            if (!Object.hasOwn(this.#defaults, meant))
                continue;
            const right = this.text(meant);
            if (["", right].includes(value.trim()) || right !== this.#defaults[meant])
                continue;
            this.breaches.push(new InputError(spelled, `is not an input name. Use ${meant} instead`));
        }
    }
    quote(text) {
        const redacted = (0,sanitize.redactorOf)((0,inputs_credentials.secretsIn)(this.#env))(text).replace(/[\r\n]+/g, " ");
        const invisible = invisibleIn(redacted);
        const quoted = /^["'“‘].*["'”’]$/.test(redacted) ? " (remove the quotation marks)" : "";
        const remark = invisible === undefined ? quoted : ` (with ${invisible})`;
        return `"${(0,sanitize.sanitize)(showInvisible(redacted), 80)}"${remark}`;
    }
    #raw(name) {
        return this.#env[`INPUT_${name.toUpperCase()}`] ?? "";
    }
}

;// CONCATENATED MODULE: ./src/model/email.ts

const LONGEST_CHARS = 254;
const ADDRESS = /^[^ @<>()[\]\\,;:"]+@[^ @<>()\\,;:".]+(\.[^ @<>()\\,;:".]+)+$/u;
function isEmailAddress(text) {
    return text.length <= LONGEST_CHARS && invisibleIn(text) === undefined && ADDRESS.test(text);
}

;// CONCATENATED MODULE: ./src/model/ids.ts
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
function parseInstallId(text) {
    return lowerCasedUuid(text);
}
function parseBackupId(text) {
    return lowerCasedUuid(text);
}
function lowerCasedUuid(text) {
    const lowerCased = text.toLowerCase();
    return UUID.test(lowerCased) ? lowerCased : undefined;
}

;// CONCATENATED MODULE: ./src/inputs/description.ts
function describer(env, text) {
    const run = wordOf(env["GITHUB_RUN_ID"]) || "local";
    const attempt = wordOf(env["GITHUB_RUN_ATTEMPT"]) || "1";
    const ending = text || `Pre-deploy snapshot of ${commitOf(env)}`;
    return (key) => `[gate ${key}, run ${run}, attempt ${attempt}] ${ending}`;
}
function rerunOf(env) {
    const run = wordOf(env["GITHUB_RUN_ID"]).toLowerCase();
    const attempt = Number(wordOf(env["GITHUB_RUN_ATTEMPT"]));
    return run !== "" && Number.isInteger(attempt) && attempt > 1 ? { run, attempt } : undefined;
}
function wordOf(value = "") {
    return value.replace(/[^\w.-]/g, "");
}
function commitOf(env) {
    const repository = env["GITHUB_REPOSITORY"];
    const sha = env["GITHUB_SHA"];
    if (!repository || !sha)
        return "a working copy";
    return `${repository}@${sha.slice(0, 7)}`;
}

;// CONCATENATED MODULE: ./src/inputs/targets.ts





function readTargets(reader, env) {
    const installs = reader.attempt(() => readInstalls(reader));
    const specs = readSpecs(reader, env);
    if (installs === undefined || specs === undefined)
        return [];
    if ("kind" in specs)
        return installs.map((install) => ({ install, spec: specs }));
    reader.attempt(() => {
        if (specs.length === installs.length)
            return;
        const fault = `has ${count(specs.length, "ID")} for ${count(installs.length, "install")}`;
        throw new InputError("backup-id", `${fault}. Set one for each install, in the same order`);
    });
    return specs.map((spec, index) => ({ install: installs[index], spec }));
}
function readInstalls(reader) {
    const atMost = MOST_BACKUPS;
    if (reader.isSet("install-id") && reader.isSet("install-name")) {
        throw new InputError("install-name", "and install-id are both set. Remove one of them");
    }
    if (reader.isSet("install-name")) {
        const options = { wants: wantsName, ifEmpty: `is empty. ${wantsName("")}`, atMost };
        return reader.distinct("install-name", parseName, options).map((name) => ({ name }));
    }
    const ifEmpty = `and install-name are empty. Set install-name to the name of the install, or install-id to its UUID, such as ${SAMPLE_INSTALL_ID}`;
    const options = {
        wants: () => `Use the UUID of the install, such as ${SAMPLE_INSTALL_ID}`,
        ifEmpty,
        atMost,
    };
    return reader.distinct("install-id", parseInstallId, options).map((id) => ({ id }));
}
const targets_ADDRESS = /^(?:\S*[/@])?([a-z\d-]+)((?:\.s\w+)?\.wpengine(?:powered)?\.(?:com|net))(?:[:/]\S*)?$/;
function parseName(text) {
    return /^[A-Za-z0-9-]{1,100}$/.test(text) ? text : undefined;
}
function wantsName(text) {
    const [, name, domain] = targets_ADDRESS.exec(text.toLowerCase()) ?? [];
    return name === undefined
        ? "Use the name of the install: letters, digits and hyphens"
        : `Use ${name}, without ${domain}`;
}
const MOST_BACKUPS = 800;
const DESCRIPTION_CHARS = 200;
const SAMPLE_INSTALL_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";
const SAMPLE_BACKUP_ID = "e41fa98f-ea80-4654-b229-a9b765d0863a";
function readSpecs(reader, env) {
    const attempt = (read) => reader.attempt(read);
    const isNew = attempt(() => reader.boolean("create-backup"));
    const wait = attempt(() => reader.boolean("wait"));
    const abortRetries = attempt(() => readAbortRetries(reader));
    const emails = attempt(() => readEmails(reader));
    const description = attempt(() => readDescription(reader));
    if (isNew === undefined)
        return undefined;
    if (!isNew) {
        const what = `the UUID of the backup to wait for, such as ${SAMPLE_BACKUP_ID}`;
        const ifEmpty = `is empty. Set create-backup: true to request a new backup, or set backup-id to ${what}`;
        const options = { wants: () => `Use ${what}`, ifEmpty, atMost: MOST_BACKUPS };
        const backupIds = attempt(() => reader.distinct("backup-id", parseBackupId, options));
        const refuse = (name, isSet, value) => {
            if (!isSet)
                return;
            const fault = `is ${value}, which requires create-backup: true. Set create-backup: true, or remove ${name}`;
            reader.breaches.push(new InputError(name, fault));
        };
        refuse("wait", wait === false, "false");
        refuse("abort-retries", (abortRetries ?? 0) > 0, String(abortRetries));
        refuse("description", reader.isSet("description"), reader.quote(reader.text("description")));
        return backupIds?.map((backupId) => ({ kind: "existing", backupId }));
    }
    attempt(() => {
        if (!reader.isSet("backup-id"))
            return;
        throw new InputError("backup-id", "and create-backup: true are both set. Remove one of them");
    });
    attempt(() => {
        if (wait !== false || !abortRetries)
            return;
        const fault = `is ${abortRetries}, but with wait: false the step can't detect an abort. Set abort-retries to 0`;
        throw new InputError("abort-retries", fault);
    });
    if (emails === undefined || wait === undefined || abortRetries === undefined)
        return undefined;
    const describe = describer(env, description ?? "");
    return { kind: "new", emails, describe, rerun: rerunOf(env), abortRetries, wait };
}
function readEmails(reader) {
    const parse = (text) => (isEmailAddress(text) ? text : undefined);
    const wants = "Use addresses such as you@example.com";
    return reader.list("notification-emails", parse, () => wants);
}
function readDescription(reader) {
    const text = reader.text("description");
    const chars = Array.from(text);
    if (chars.length <= DESCRIPTION_CHARS)
        return text;
    const fault = `The description has ${chars.length} characters.`;
    reader.notices.push(`${fault} Only the first ${DESCRIPTION_CHARS} are sent.`);
    return chars.slice(0, DESCRIPTION_CHARS).join("");
}
function readAbortRetries(reader) {
    const text = reader.text("abort-retries");
    if (/^[0-3]$/.test(text))
        return Number(text);
    throw new InputError("abort-retries", `is ${reader.quote(text)}. Set it to 0, 1, 2 or 3`);
}

;// CONCATENATED MODULE: ./src/inputs/settings.ts










const HOUR_MS = 3_600_000;
const settings_LONGEST_MS = 6 * HOUR_MS;
const OLDEST_MS = 60 * 24 * HOUR_MS;
const WANTS_DURATION = "Use a duration such as 90s, 30m or 1h30m, above 0 and at most 6h";
function readSettings(env) {
    const reader = new InputReader(env, INPUT_DEFAULTS);
    const attempt = (read) => reader.attempt(read);
    const durationMs = (name) => attempt(() => reader.durationMs(name, settings_LONGEST_MS, WANTS_DURATION));
    reader.noteMisspelled();
    attempt(() => refuseUncheckedTls(env));
    const credentials = (0,inputs_credentials/* credentialsOf */.YN)(env);
    attempt(() => checkUsername(credentials));
    attempt(() => checkPassword(credentials));
    const apiUrl = attempt(() => readApiUrl(reader));
    const settings = {
        targets: readTargets(reader, env),
        maxAgeMs: attempt(() => readMaxAgeMs(reader)),
        authorization: (0,inputs_credentials/* authorizationOf */.P_)(credentials),
        apiUrl,
        proxy: attempt(() => (apiUrl === undefined ? undefined : readProxy(apiUrl, env))),
        timeoutMs: durationMs("timeout"),
        requestTimeoutMs: durationMs("request-timeout"),
        minPollIntervalMs: durationMs("min-poll-interval"),
        maxPollIntervalMs: durationMs("max-poll-interval"),
        failFast: attempt(() => reader.boolean("fail-fast")),
        dryRun: attempt(() => reader.boolean("dry-run")),
        notices: reader.notices,
    };
    readStatusSettings(reader, env);
    attempt(() => refuseCrossedBounds(settings.minPollIntervalMs, settings.maxPollIntervalMs));
    if (reader.breaches.length > 0)
        throw invalidInput(reader.breaches);
    return settings;
}
function statusSettingsOf(env) {
    if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0")
        return undefined;
    const reader = new InputReader(env, INPUT_DEFAULTS);
    if (reader.attempt(() => reader.boolean("dry-run")) === true)
        return undefined;
    return readStatusSettings(reader, env);
}
function readMaxAgeMs(reader) {
    if (!reader.isSet("max-age"))
        return undefined;
    const wants = "Use a duration such as 30m, 12h or 7d, above 0 and at most 60d";
    return reader.durationMs("max-age", OLDEST_MS, wants, { days: true });
}
function readApiUrl(reader) {
    const text = reader.text("api-url");
    const apiUrl = parseApiUrl(text);
    if (apiUrl !== undefined)
        return apiUrl;
    const wants = "Use an https URL without user, query or fragment. http is allowed for localhost only";
    throw new InputError("api-url", `is ${reader.quote(withoutSecretParts(text))}. ${wants}`);
}
function refuseCrossedBounds(minMs = 0, maxMs = Infinity) {
    if (minMs <= maxMs)
        return;
    const fault = `is ${formatDuration(minMs)}, which is longer than max-poll-interval (${formatDuration(maxMs)})`;
    throw new InputError("min-poll-interval", `${fault}. Lower it, or raise max-poll-interval`);
}
function refuseUncheckedTls(env) {
    if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0")
        return;
    const fault = 'is "0", which would send the credentials to any server that answers. Remove this environment variable. To trust ' +
        "your own certificate authority, set NODE_EXTRA_CA_CERTS to its certificate file";
    throw new InputError("NODE_TLS_REJECT_UNAUTHORIZED", fault);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: ./src/util/error-text.ts
function error_text_codeOf(error) {
    return error instanceof Error && "code" in error ? String(error.code) : "";
}
function messageOf(error) {
    return error instanceof Error ? error.message || error_text_codeOf(error) || error.name : String(error);
}

;// CONCATENATED MODULE: ./src/report/outputs-file.ts




function outputsFailure(cause) {
    const message = `The outputs could not be written (${(0,sanitize.sanitize)(messageOf(cause))}).`;
    return new StepFailed({ result: "error", message, cause: "runner" }, { cause });
}
function requireOutputsFile() {
    const file = process.env["GITHUB_OUTPUT"];
    if (!file)
        throw outputsFailure("GITHUB_OUTPUT is not set");
    try {
        (0,external_node_fs_.appendFileSync)(file, "");
    }
    catch (cause) {
        throw outputsFailure(cause);
    }
}

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
function toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


function issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function issue(name, message = '') {
    issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: ./src/report/shims/toolkit.ts



const annotating = (command) => (message, annotation = {}) => issueCommand(command, annotation, message);
const error = annotating("error");
const toolkit_warning = annotating("warning");
const toolkit_notice = annotating("notice");
function info(message) {
    process.stdout.write(message + external_node_os_namespaceObject.EOL);
}
function debug(message) {
    issueCommand("debug", {}, message);
}
function setSecret(secret) {
    issueCommand("add-mask", {}, secret);
}
function setOutput(name, value) {
    issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
}

;// CONCATENATED MODULE: ./src/report/commit-status.ts








const STATES = {
    completed: "success",
    requested: "pending",
    checked: "pending", // a dry run publishes none
    aborted: "failure",
    "timed-out": "failure",
    stale: "failure",
    "not-found": "failure",
    unavailable: "error",
    unauthorized: "error",
    rejected: "error",
    "invalid-input": "error",
    cancelled: "error",
    error: "error",
};
const commit_status_DESCRIPTION_CHARS = 140;
const PENDING_MS = 10_000;
class StatusPublisher {
    #settings;
    #clock;
    #redact;
    #pendingAbort = new AbortController();
    #pending;
    #hasWarned = false;
    constructor(settings, clock, redact) {
        this.#settings = { ...settings, context: redact(settings.context) };
        this.#clock = clock;
        this.#redact = redact;
    }
    begin(description) {
        this.#pending = this.#publish("pending", description, PENDING_MS, this.#pendingAbort.signal);
    }
    async end(verdict, leftMs) {
        const cutoffAt = this.#clock.now() + leftMs;
        const never = new AbortController().signal;
        // GitHub shows the latest status, so the pending one must arrive first.
        const settled = this.#pending?.then(() => true) ?? true;
        const timeout = this.#clock.sleep(Math.min(last_seconds/* STATUS_CALL_MS */.RG, leftMs / 2), never);
        const isSettled = await Promise.race([settled, timeout.then(() => false)]);
        this.#pendingAbort.abort();
        const { result, message } = verdict;
        const state = STATES[result];
        const description = isGood(verdict) ? message : `${result}: ${message}`;
        const timeoutMs = Math.min(last_seconds/* STATUS_CALL_MS */.RG, cutoffAt - this.#clock.now());
        await this.#publish(state, description, timeoutMs, never);
        if (!isSettled)
            this.#warn(state, "GitHub was slow to accept the pending status, which may have replaced it");
    }
    async #publish(state, text, timeoutMs, signal) {
        const { token, context } = this.#settings;
        if (token === "") {
            this.#warn(state, "github-token is empty");
            return;
        }
        const sentAt = this.#clock.now();
        const call = childSignal(signal);
        // GitHub refuses characters beyond the basic plane: "description doesn't accept 4-byte Unicode".
        const description = (0,sanitize.sanitize)(text, commit_status_DESCRIPTION_CHARS).replace(/[\u{10000}-\u{10ffff}]/gu, "?");
        const timedOut = this.#clock.sleep(timeoutMs, call.signal).then(() => undefined);
        const calling = load().then(({ publish }) => publish(token, { state, context, description }, call.signal));
        const reply = await Promise.race([calling, timedOut]).catch((error) => ({
            line: "commit status: no reply",
            fault: messageOf(error),
            refusedWith: undefined,
        }));
        const isAborted = signal.aborted;
        call.end();
        if (isAborted)
            return;
        const took = formatDuration(this.#clock.now() - sentAt);
        if (reply === undefined) {
            this.#warn(state, `GitHub did not reply within ${took}`);
            return;
        }
        const { line, fault, refusedWith } = reply;
        debug((0,sanitize.sanitize)(this.#redact(`${line} (${took})`)));
        if (fault === undefined)
            return;
        this.#warn(state, (0,sanitize.sanitize)(this.#redact(fault)), remedyFor(refusedWith, fault));
    }
    #warn(state, fault, remedy = "") {
        if (this.#hasWarned)
            return;
        this.#hasWarned = true;
        const which = `The commit status "${(0,sanitize.sanitize)(this.#settings.context)}" could not be set to ${state}`;
        const text = `${which}: ${endSentence(fault)} ${remedy}`.trim();
        toolkit_warning(`${text} The result of the gate is not affected.`, {
            title: "Backup gate: no commit status",
        });
    }
}
function remedyFor(refusedWith, fault) {
    if (refusedWith === 401)
        return "Check github-token.";
    const isForbidden = refusedWith === 403 || refusedWith === 404;
    if (!isForbidden || /rate limit/i.test(fault))
        return "";
    return "The job needs the permission statuses: write. Runs from forks don't get it.";
}
function load() {
    return import(/* webpackIgnore: true */ "./github/index.js");
}

// EXTERNAL MODULE: ./src/report/help-page.ts
var help_page = __nccwpck_require__(471);
;// CONCATENATED MODULE: ./src/report/remedies.ts

const CHECK = "Check WP Engine's status page, api-url, and the runner's network and proxy.";
const WAIT = "To wait for this backup, start a new run with its backup-id instead of create-backup: true. A re-run of this run requests " +
    "a new backup, unless max-age is set.";
const WAIT_AGAIN = "Re-run the job to wait for it again.";
const NEW = "Don't deploy. Re-run all jobs to request a new backup";
const OFTEN = "The cause is usually temporary, or the site is very large. If it happens again, contact WP Engine support.";
const LONGER = "Raise timeout if needed. Backups usually take 2 to 10 minutes, and over 15 minutes for large sites.";
const SLOWER = "The account's rate limit is used up. Raise min-poll-interval or run fewer jobs at a time.";
const CERTIFICATE = "The credentials were not sent. If the certificate is your own proxy's, set NODE_EXTRA_CA_CERTS to a file with the " +
    "certificate of its authority.";
const REMEDIES = {
    requested: "Before you deploy, wait for this backup in a later step: set backup-id and max-age there. A re-run of only the failed " +
        "jobs uses the old backup-id again, and max-age rejects it if it is too old.",
    checked: "Remove dry-run to block the deployment until its backup has completed. A dry run can't check whether the API user may " +
        "create backups.",
    aborted: `${NEW}, or set abort-retries. ${OFTEN}`,
    "timed-out": `The backup may still complete. ${WAIT} ${LONGER}`,
    unavailable: `It is not known whether the backup has completed. ${CHECK} ${WAIT}`,
    stale: `${NEW}.`,
    "not-found": "Check install-id, that backup-id is a backup of this install, and that the API user has access to the install.",
    unauthorized: `Check api-username and api-password. They are created on ${ACCESS_PAGE} and have access only to the installs of their user.`,
    rejected: "Check api-url, the IDs and the other inputs against the API's message.",
    "invalid-input": "No request was sent. Fix the inputs of the step.",
    cancelled: `The backup continues at WP Engine. ${WAIT}`,
    error: "This is a bug in Backup Gate. Please report it in the action's issues, and include this log.",
};
const REMEDIES_BY_CAUSE = {
    "rate-limit": `${SLOWER} ${WAIT}`,
    crowded: "The timeout is too short for so many backups: a step sends at most five requests per second. Raise timeout. If the " +
        "account's rate limit is higher, you can also split the installs among several jobs.",
    forbidden: "Check that the API user has access to this install, and a role that may see and create its backups. Or use the " +
        `credentials of another user, created on ${ACCESS_PAGE}.`,
    certificate: CERTIFICATE,
    "certificate-name": `Check api-url, the DNS and the proxy: the certificate is for another name. ${CERTIFICATE}`,
    "certificate-date": `Check the runner's clock. According to it, the certificate has expired or is not valid yet. ${CERTIFICATE}`,
    "unknown-path": "Check api-url: the API has no such path.",
    "web-page": `A firewall may block the runner's address, or the API may be under maintenance. ${CHECK}`,
    busy: "Another backup of this install is in progress. Set max-age to reuse a recent backup, or re-run the job later.",
    vanished: "The backup was deleted while the step waited. Request a new one.",
    unresolved: "Don't deploy or re-run yet: a re-run requests another backup. If the User Portal shows a backup with that key in its " +
        "description, or one created at the time of this run, start a new run with its ID as backup-id instead of " +
        "create-backup: true. If it shows none after a few minutes, re-run all jobs.",
    "no-such-name": "Check the spelling of install-name, and that the API user has access to the install.",
    "ambiguous-name": "Set install-id instead of install-name.",
    "no-address": "Set notification-emails to the address that WP Engine emails when the backup has completed. No backup was requested.",
    runner: "Check the runner's disk, and the file that GITHUB_OUTPUT names.",
    "fail-fast": "The backup continues at WP Engine. With fail-fast: false, the step waits for every backup.",
};
const REMEDIES_FOR_EXISTING = {
    aborted: `Don't deploy. If another job requests the backup, re-run all jobs. Otherwise, start a new run with create-backup: true instead of backup-id. ${OFTEN}`,
    "timed-out": `The backup may still complete. ${WAIT_AGAIN} ${LONGER}`,
    unavailable: `It is not known whether the backup has completed. ${CHECK} ${WAIT_AGAIN}`,
    stale: "Don't deploy. If another job requests the backup, re-run all jobs: a re-run of only the failed jobs uses the old " +
        "backup-id again. Otherwise, start a new run with create-backup: true instead of backup-id, or with a longer max-age if " +
        "this backup is recent enough for you.",
    cancelled: `The backup continues at WP Engine. ${WAIT_AGAIN}`,
    "rate-limit": `${SLOWER} ${WAIT_AGAIN}`,
};
const REMEDIES_WITHOUT_BACKUP = {
    "timed-out": "There is no backup to wait for. Re-run the job with a longer timeout, or when fewer jobs use these credentials.",
    unavailable: `There is no backup to wait for. ${CHECK} Then re-run the job.`,
    cancelled: "There is no backup to wait for. Re-run all jobs to request one.",
};
function remedies_remedyFor({ result, cause }, records) {
    if (result === "completed")
        return "";
    const hasBackup = records.some(({ subject, ended }) => subject.id !== undefined && (ended?.verdict.result ?? result) === result);
    const withoutBackup = hasBackup ? undefined : REMEDIES_WITHOUT_BACKUP[result];
    const isExisting = records.length > 0 && records.every(({ target }) => target.spec.kind === "existing");
    const forExisting = isExisting ? REMEDIES_FOR_EXISTING[cause ?? result] : undefined;
    const pointsToBackup = cause === undefined || cause === "rate-limit" || cause === "fail-fast";
    const inGeneral = cause === undefined ? REMEDIES[result] : REMEDIES_BY_CAUSE[cause];
    return (pointsToBackup ? withoutBackup : undefined) ?? forExisting ?? inGeneral;
}

;// CONCATENATED MODULE: ./src/report/report.ts






const report_DESCRIPTION_CHARS = 1_000;
const LOSS = "A restore loses everything written to the site since the backup was created, such as orders and comments.";
function titleOf(result) {
    if (result === "completed")
        return "Backup gate open";
    if (result === "checked")
        return "Dry run, no gate";
    return result === "requested" ? "Backup requested, no gate" : `Backup gate closed: ${result}`;
}
function subjectOf({ install, subject: { id } }) {
    return id === undefined ? `Install ${install}` : `Backup ${id} of install ${install}`;
}
function descriptionOf({ subject }, redact) {
    // Twice, because a credential may have been cut in two by characters that can't be printed.
    return redact((0,sanitize.sanitize)(redact(subject.backup?.description ?? ""), report_DESCRIPTION_CHARS));
}
function portalPageOf({ installId, installName }) {
    const isKnown = installName !== undefined && installId !== undefined;
    return isKnown ? backupsPage(installName) : SITES_PAGE;
}
function wayBack(records) {
    const [only, ...others] = records;
    if (only === undefined || others.length > 0) {
        return `To restore one of these backups, open the backup points of its install at ${SITES_PAGE} and select the backup. The job summary lists creation times and IDs. ${LOSS}`;
    }
    const { id = "", backup } = only.subject;
    const where = `open the backup points of install ${only.install} at ${portalPageOf(only)} and select`;
    const first = only.earlier?.first?.backup;
    if (first === undefined || first.id === id) {
        return `To restore this backup, ${where} ${backupBy(id, backup)}. ${LOSS}`;
    }
    return `To restore the site as it was before this attempt, ${where} ${backupBy(first.id, first)}. ${LOSS} The backup of this attempt, ${id}, contains what earlier attempts deployed.`;
}
function backupBy(id, backup) {
    return backup?.createdAt
        ? `the backup created ${clockTime(backup.createdAt)} (ID ${id})`
        : `the backup with the ID ${id}`;
}
function pollsInWords(records) {
    return count(sumOf(records, ({ polls }) => polls), "status check");
}
function failuresInWords(records) {
    const rateLimited = sumOf(records, ({ rateLimited }) => rateLimited);
    const failed = sumOf(records, ({ failed }) => failed);
    const parts = [
        rateLimited > 0 ? `${rateLimited} rate-limited` : "",
        failed > 0 ? `${failed} failed` : "",
    ];
    const failures = parts.filter(Boolean).join(", ");
    return failures === "" ? "" : ` (${failures})`;
}
function requestsInWords({ records, requests }) {
    return `${pollsInWords(records)}, ${count(requests, "request")} in total${failuresInWords(records)}`;
}
function sumOf(records, of) {
    return records.reduce((total, record) => total + of(record), 0);
}
function firstFailed({ records }) {
    return records[firstFailure(records.map(({ ended }) => ended)) ?? 0];
}
function isOnlyFailFast({ ended, unresolvedKey }) {
    return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}
function failureReasons({ records }, maxLines) {
    const reasons = new Map();
    const byTime = records.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
    for (const record of byTime) {
        const { verdict } = record.ended ?? {};
        if (verdict === undefined || isGood(verdict) || isOnlyFailFast(record))
            continue;
        const same = reasons.get(verdict.message);
        if (same === undefined)
            reasons.set(verdict.message, [record]);
        else
            same.push(record);
    }
    const lines = [...reasons].map(([reason, [first, ...others]]) => {
        const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
        return (0,sanitize.sanitize)(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
    });
    return firstOf(lines, maxLines, (left) => `${count(left, "more reason")}: see the output backups.`);
}
function findings({ records }, maxLines) {
    const lines = records.map((record) => (0,sanitize.sanitize)(`${subjectOf(record)}: ${record.ended?.verdict.message ?? ""}`, 600));
    return firstOf(lines, maxLines, (left) => `${count(left, "more install")}: see the log.`);
}
function firstOf(lines, maxLines, rest) {
    const left = lines.length - maxLines;
    return left > 0 ? [...lines.slice(0, maxLines), rest(left)] : lines;
}

;// CONCATENATED MODULE: ./src/report/rerun.ts



function rerunInWords(records, maxNamed) {
    const read = records.filter(({ earlier }) => earlier !== undefined);
    const [any] = read;
    if (any === undefined)
        return "";
    const before = read.filter(({ earlier }) => earlier?.first?.attempt === 1);
    const later = read.filter(({ earlier }) => (earlier?.first?.attempt ?? 0) > 1);
    const none = read.filter(({ earlier }) => earlier?.first === undefined);
    const parts = [leadOf(read, any)];
    if (before.length > 0) {
        const [contain, them] = before.length === 1 ? ["contains", "it"] : ["contain", "them"];
        parts.push(`${backupsOf(before, maxNamed)} ${contain} the state before this run deployed anything.`, `To undo this run, restore ${them} in the User Portal.`);
    }
    if (later.length > 0) {
        const one = "is the first completed backup of this run, but attempt 1 did not request it.";
        const many = "are the first completed backups of this run, but attempt 1 did not request them.";
        parts.push(`${backupsOf(later, maxNamed)} ${later.length === 1 ? one : many}`);
    }
    if (none.length > 0) {
        const names = listed(none, maxNamed, ({ install }) => install);
        parts.push(`No earlier attempt has a completed backup of install ${names}.`);
    }
    if (later.length + none.length > 0) {
        const which = before.length === 0 ? "An" : "For these installs, an";
        parts.push(`${which} earlier attempt may have reused a recent backup and deployed.`, "If the gate stayed closed in every earlier attempt, nothing was deployed, and you can restore the backup of this " +
            'attempt. Otherwise, search the logs of the earlier attempts for "Backup gate open". The first of these logs shows ' +
            "the ID of the backup to restore.");
    }
    return parts.join(" ");
}
function leadOf(read, { target: { spec } }) {
    const attempt = spec.kind === "new" ? spec.rerun?.attempt : undefined;
    const isFirstUsed = read.every(({ earlier, subject }) => earlier?.first !== undefined && earlier.first.backup.id === subject.id);
    const what = isFirstUsed
        ? "The step reuses the first completed backup of the run."
        : "A backup created in this attempt contains everything that earlier attempts deployed.";
    return `This is attempt ${attempt} of the run. ${what}`;
}
function backupsOf(records, maxNamed) {
    return capitalize(listed(records, maxNamed, backupOf));
}
function backupOf({ earlier, install }) {
    const { first, seenMs } = earlier;
    const { id, completedAt, createdAt } = first?.backup ?? {};
    const at = completedAt ?? createdAt;
    const verb = completedAt === undefined ? "created" : "completed";
    const when = at
        ? ` (${verb} ${clockTime(at)}, ${formatDuration(Math.max(0, seenMs - at.epochMs))} ago)`
        : "";
    return `backup ${id} of install ${install}${when}`;
}
function listed(records, maxNamed, name) {
    const left = records.length - maxNamed;
    const names = records.slice(0, maxNamed).map(name);
    return `${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

;// CONCATENATED MODULE: ./src/report/log/estimate.ts


const BAR_CHARS = 10;
const SLOW = 1.5;
function progressBar(share) {
    const full = Math.floor(Math.max(0, share) * BAR_CHARS);
    return "█".repeat(full) + "░".repeat(BAR_CHARS - full);
}
function describeEstimate({ distribution, createdAt, pastBackups }, now) {
    const ageMs = now - createdAt;
    const left = roughly(medianLeftMs(distribution, ageMs));
    if (pastBackups === 0)
        return `about ${left} remaining`;
    const usualMs = medianLeftMs(distribution, 0);
    return ageMs > SLOW * usualMs
        ? `longer than usual (${roughly(usualMs)}), perhaps ${left} remaining`
        : `about ${left} remaining (usual duration: ${roughly(usualMs)})`;
}

;// CONCATENATED MODULE: ./src/report/log/messages.ts




function intention({ targets, maxAgeMs, dryRun }) {
    const [first] = targets;
    if (dryRun) {
        const what = targets.length > 1 ? `${targets.length} installs` : `install ${nameOf(first.install)}`;
        return `Dry run: checking the credentials and ${what}. This step creates no backup and does not wait for one.`;
    }
    if (targets.length > 1)
        return intentionForMany(targets.length, first.spec, maxAgeMs);
    const { install, spec } = first;
    const of = `of install ${nameOf(install)}`;
    const limit = maxAgeMs === undefined ? undefined : `max-age: ${formatDuration(maxAgeMs)}`;
    if (spec.kind === "existing") {
        return `Waiting for backup ${spec.backupId} ${of}${limit ? ` (${limit})` : ""}.`;
    }
    if (spec.wait) {
        const which = limit === undefined
            ? `new backup ${of}`
            : `backup ${of}: a recent one (${limit}) or a new one`;
        return `Waiting for a ${which}.`;
    }
    const what = limit === undefined
        ? `Requesting a new backup ${of}`
        : `Reusing a recent backup ${of} (${limit}) or requesting a new one,`;
    return `${what} without waiting for it (wait: false).`;
}
function isWaiting({ targets, dryRun }) {
    return !dryRun && targets.every(({ spec }) => spec.kind === "existing" || spec.wait);
}
function intentionForMany(installs, spec, maxAgeMs) {
    const limit = maxAgeMs === undefined ? undefined : `max-age: ${formatDuration(maxAgeMs)}`;
    if (spec.kind === "existing") {
        return `Waiting for ${installs} backups, one per install${limit ? ` (${limit})` : ""}.`;
    }
    if (spec.wait) {
        return limit === undefined
            ? `Waiting for ${installs} new backups, one per install.`
            : `Waiting for ${installs} backups, one per install: recent ones (${limit}) or new ones.`;
    }
    const what = limit === undefined
        ? `Requesting ${installs} new backups, one per install,`
        : `Reusing recent backups (${limit}) or requesting new ones for ${installs} installs,`;
    return `${what} without waiting for them (wait: false).`;
}
function describeBackupEvent(event) {
    switch (event.kind) {
        case "create-sent":
        case "create-refused":
        case "install-found":
        case "earlier-attempts": // printed as a warning at the end
            return "";
        case "request-failed":
            return `${endSentence(event.failure.message)} Trying again ${delayInWords(event)}.`;
        case "reply-lost":
            return (`The create request may have failed: ${endSentence(event.message)} Checking the list of backups for the key ` +
                `${event.key} in ${formatDuration(event.waitMs)}. Another backup is requested only if this request can't succeed.`);
        case "not-listed-yet": {
            const why = event.isProof
                ? "The list of backups doesn't show the key yet"
                : "The list of backups doesn't show the key, but the backup may exist";
            return `${why}. Checking again in ${formatDuration(event.waitMs)}.`;
        }
        case "still-lost":
            return `Checking again for the backup that was requested earlier with the key ${event.key}.`;
        case "none-created":
            return "The list of backups still doesn't show it. The request counts as failed.";
        case "resending":
            return `Requesting the backup again (request ${event.send} of ${event.sends}).`;
        case "list-failed":
            return `${endSentence(event.message)} Requesting a new backup instead.`;
        case "none-reusable":
            return "No backup is recent enough. Requesting a new one.";
        case "chosen": {
            const { id, status } = event.backup;
            return `${ORIGINS[event.source]}: backup ${id}, status ${spokenStatus(status)}${creationInWords(event.backup)}.`;
        }
        case "replacing":
            return `${event.why} This step did not request that backup. Requesting a new one.`;
        case "recreating": {
            const left = event.left === 0 ? "none" : event.left;
            return `${event.why} Requesting another backup (abort-retries remaining: ${left}).`;
        }
        default:
            return event;
    }
}
const ORIGINS = {
    requested: "The API accepted the create request",
    recovered: "The create request succeeded",
    foreign: "The API accepted the create request, but returned a backup that this step did not request",
    adopted: "Reusing a recent backup that has not completed yet",
    reused: "Reusing a recent backup",
};
function delayInWords({ failure, waitMs }) {
    const reason = failure.hasRetryAfter === true ? ", as requested by Retry-After" : "";
    return `in ${formatDuration(waitMs)}${reason}`;
}

;// CONCATENATED MODULE: ./src/report/log/fleet.ts







class FleetLog {
    #clock;
    #records;
    #printedAt = new Map();
    constructor(clock, records) {
        this.#clock = clock;
        this.#records = records;
    }
    describe(record, event) {
        switch (event.kind) {
            case "not-believed-yet": {
                const { kind, message } = event.failure;
                const mayBeNew = kind === "not-found" && record.timesSeen === 0;
                const next = mayBeNew
                    ? "Checking again, because a new backup can take a moment to appear"
                    : "Checking again, because earlier replies were good";
                return this.#oncePerMinute(record, message, next);
            }
            case "poll-failed": {
                const next = `Checking again ${delayInWords(event)}`;
                return this.#oncePerMinute(record, event.failure.message, next);
            }
            case "request-failed": {
                const next = `Trying again ${delayInWords(event)}`;
                return this.#oncePerMinute(record, event.failure.message, next);
            }
            case "ended":
                return this.#describeEnd(record);
            case "reply-lost":
            case "still-lost":
            case "resending":
            case "list-failed":
            case "replacing":
                return `${record.install}: ${capitalize(describeBackupEvent(event))}`;
            case "chosen": {
                const isRecovered = event.source === "recovered";
                return isRecovered ? `${record.install}: ${describeBackupEvent(event)}` : "";
            }
            case "polled":
            case "forecast":
            case "install-found":
            case "create-sent":
            case "create-refused":
            case "not-listed-yet":
            case "none-created":
            case "none-reusable":
            case "earlier-attempts":
            case "recreating":
                return "";
            default:
                return event;
        }
    }
    progress() {
        const records = this.#records;
        const running = records.filter(({ ended }) => ended === undefined);
        const notRequested = running.filter(({ subject, unresolvedKey }) => subject.id === undefined && unresolvedKey === undefined).length;
        const failed = records.filter(({ ended }) => ended && hasFailed(ended.verdict)).length;
        return [
            `${running.length} of ${count(records.length, "backup")} remaining`,
            notRequested === 0 ? "" : `${notRequested} not requested yet`,
            failed === 0 ? "" : `${failed} failed (the step will fail)`,
            this.#lastCompletion(running),
            `${pollsInWords(records)} so far${failuresInWords(records)}`,
        ];
    }
    share() {
        return this.#ended() / this.#records.length;
    }
    #ended() {
        return this.#records.filter(({ ended }) => ended !== undefined).length;
    }
    #describeEnd(record) {
        const { verdict } = record.ended ?? {};
        if (verdict === undefined || isOnlyFailFast(record))
            return "";
        const progress = `(${this.#ended()} of ${this.#records.length})`;
        const { result, message } = verdict;
        if (!isGood(verdict))
            return `${record.install}: ${result} ${progress}. ${message}`;
        if (result === "checked")
            return `${record.install}: checked ${progress}. ${message}`;
        const { backup, reused } = record.subject;
        const tookMs = backup && durationMs(backup);
        const took = tookMs === undefined ? "" : `, took ${formatDuration(tookMs)}`;
        return `${record.install}: ${result}${reused ? ", reused" : ""}${took} ${progress}.`;
    }
    #lastCompletion(running) {
        const now = this.#clock.now();
        const estimates = running
            .map(({ estimate }) => estimate)
            .filter((estimate) => estimate !== undefined);
        if (estimates.length === 0 || estimates.length < running.length)
            return "";
        const leftMs = medianLeftOfAllMs(estimates.map(({ distribution, createdAt }) => ({ distribution, ageMs: now - createdAt })));
        return `last one expected in about ${roughly(leftMs)}`;
    }
    #oncePerMinute({ install }, problem, next) {
        const now = this.#clock.now();
        // The API's message after the status may differ each time.
        const [kind] = /^.*?The API [a-z ]+\d[^:]*/.exec(problem) ?? [problem];
        if (now - (this.#printedAt.get(kind) ?? -Infinity) < 60_000)
            return "";
        this.#printedAt.set(kind, now);
        return `${install}: ${capitalize(problem)}. ${next}.`;
    }
}

;// CONCATENATED MODULE: ./src/report/log/silence.ts



const SILENT_MS = 120_000;
const SPARED_MS = 60_000;
const silence_CHECK = "Check api-url for a typo, the runner's network and proxy, and WP Engine's status page.";
const RATE_LIMIT = "The account's rate limit is used up. Run fewer jobs at a time with these credentials, or raise min-poll-interval.";
class Silence {
    #goodAt = 0;
    #latest;
    #hasWarned = false;
    end(now) {
        this.#goodAt = now;
        this.#latest = undefined;
    }
    note(event, now) {
        const failure = failureIn(event);
        if (failure !== undefined) {
            this.#latest = { ...failure, firstAt: this.#latest?.firstAt ?? now };
        }
    }
    warning(now) {
        const latest = this.#latest;
        if (this.#hasWarned || latest === undefined)
            return "";
        const dueAt = Math.max(this.#goodAt, latest.firstAt - SPARED_MS) + SILENT_MS;
        if (now < dueAt)
            return "";
        this.#hasWarned = true;
        const silence = `No good reply from the API for ${formatDuration(now - this.#goodAt)}`;
        const remedy = latest.cause === "rate-limit" ? RATE_LIMIT : silence_CHECK;
        return `${silence}. Latest failure: ${endSentence(latest.message)} The step keeps trying until the timeout. ${remedy}`;
    }
}
function failureIn(event) {
    if ("failure" in event)
        return described(event.failure);
    const isMessage = event.kind === "reply-lost" || event.kind === "list-failed";
    return isMessage ? { message: event.message, cause: undefined } : undefined;
}
function described(failure) {
    const isSent = failure.kind !== "retryable" || failure.reason !== "not-sent";
    return isSent ? { message: failure.message, cause: causeOf(failure) } : undefined;
}

;// CONCATENATED MODULE: ./src/report/log/single.ts







class SingleLog {
    #clock;
    #record;
    #backup;
    #shownAt = 0;
    #isRefused = false;
    #isCreating = false;
    #largestShare = 0;
    constructor(clock, record) {
        this.#clock = clock;
        this.#record = record;
    }
    describe(_, event) {
        if (event.kind === "polled")
            return this.#describePoll(event.reply);
        if (event.kind === "forecast")
            return this.#describeForecast(event.estimate);
        if (event.kind === "not-believed-yet")
            return this.#describeRefusal(event.failure);
        if (event.kind === "ended")
            return ""; // part of the closing line
        if (event.kind === "poll-failed") {
            return `${endSentence(capitalize(event.failure.message))} Checking again ${delayInWords(event)}.`;
        }
        this.#apply(event);
        return capitalize(describeBackupEvent(event));
    }
    progress() {
        const { estimate, polls } = this.#record;
        const now = this.#clock.now();
        return [
            this.#state(),
            estimate?.isAgeKnown ? `${formatDuration(now - estimate.createdAt)} old` : "",
            estimate ? describeEstimate(estimate, now) : "",
            polls === 0 ? "" : `${count(polls, "status check")} so far`,
        ];
    }
    share() {
        const { estimate } = this.#record;
        if (estimate === undefined)
            return this.#largestShare;
        const ageMs = this.#clock.now() - estimate.createdAt;
        const share = ageMs / (ageMs + medianLeftMs(estimate.distribution, ageMs));
        // The estimated remaining time of a slow backup grows. The text shows that; the bar never goes back.
        this.#largestShare = Math.max(this.#largestShare, share);
        return this.#largestShare;
    }
    #describePoll(reply) {
        if (reply.kind !== "backup")
            return "";
        const { backup } = reply;
        const before = this.#backup && spokenStatus(this.#backup.status);
        const status = spokenStatus(backup.status);
        this.#isRefused = false;
        this.#show(backup);
        if (before === undefined)
            return `The backup is ${status}${creationInWords(backup)}.`;
        return status === before ? "" : `The backup is ${status} (was ${before}).`;
    }
    #describeForecast({ distribution, createdAt, pastBackups }) {
        if (pastBackups === 0)
            return "";
        const usually = roughly(medianLeftMs(distribution, 0));
        const left = roughly(medianLeftMs(distribution, this.#clock.now() - createdAt));
        const basis = count(pastBackups, "past backup");
        return `Backups of this install usually take ${usually} (based on ${basis}). About ${left} remaining.`;
    }
    #describeRefusal({ kind, message }) {
        if (this.#isRefused)
            return "";
        this.#isRefused = true;
        const mayBeNew = kind === "not-found" && this.#record.timesSeen === 0;
        const why = mayBeNew
            ? "because a new backup can take that long to appear"
            : "because earlier replies in this step were good";
        return `${endSentence(capitalize(message))} Checking for another ${formatDuration(BELIEVED_AFTER_MS)}, ${why}.`;
    }
    #apply(event) {
        if (event.kind === "create-sent") {
            this.#isCreating = true;
            this.#backup = undefined;
            this.#isRefused = false;
            this.#largestShare = 0;
        }
        if (event.kind === "chosen") {
            this.#isCreating = false;
            this.#show(event.backup);
        }
    }
    #show(backup) {
        this.#backup = backup;
        this.#shownAt = this.#clock.now();
    }
    #state() {
        const { latestReply, subject, unresolvedKey } = this.#record;
        if (unresolvedKey !== undefined)
            return "it is not known yet whether a backup was created";
        if (subject.id === undefined || this.#isCreating)
            return "there is no backup yet";
        if (this.#backup === undefined)
            return "the status of the backup is not known yet";
        const status = spokenStatus(this.#backup.status);
        if (latestReply?.kind !== "retryable")
            return `the backup is ${status}`;
        const ago = formatDuration(this.#clock.now() - this.#shownAt);
        return `the backup was ${status} ${ago} ago (status checks have failed since)`;
    }
}

;// CONCATENATED MODULE: ./src/report/log/log.ts














const HEARTBEAT_MS = 60_000;
const ANNOTATION_CHARS = 4_000;
const MAX_REASONS = 5;
const log_MAX_NAMED = 3;
const MAX_UNKNOWN_STATUSES = 3;
const DRY_RUN = "No backup was created or waited for (dry-run: true). Remove dry-run to block the deployment until its backup has completed.";
const OLD_MS = 86_400_000;
class Log {
    #clock;
    #records;
    #unknownStatuses = new Set();
    #silence = new Silence();
    #createdView;
    constructor(clock, records) {
        this.#clock = clock;
        this.#records = records;
    }
    opening(settings) {
        const usual = isWaiting(settings) ? " Backups usually take 2 to 10 minutes." : "";
        info(`${intention(settings)}${usual} Timeout: ${formatDuration(settings.timeoutMs)}.`);
        for (const notice of settings.notices)
            toolkit_notice(notice, { title: "Backup gate: inputs" });
    }
    onGoodReply() {
        this.#silence.end(this.#clock.now());
    }
    on(record, event) {
        if (event.kind === "recreating") {
            this.#warnOfRecreating(record, event);
            return;
        }
        this.#print(this.#view.describe(record, event));
        this.#silence.note(event, this.#clock.now());
        this.#warnOfSilence();
        if (event.kind === "polled")
            this.#warnOfUnknownStatus(record, event.reply);
    }
    async heartbeat(deadline, signal) {
        for (;;) {
            await this.#clock.sleep(HEARTBEAT_MS, signal);
            if (signal.aborted)
                return;
            const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
            const parts = [...this.#view.progress(), `timeout in ${left}`];
            const bar = progressBar(this.#view.share());
            this.#print(`${bar} Still waiting: ${parts.filter(Boolean).join(", ")}.`);
            this.#warnOfSilence();
        }
    }
    closing(report) {
        const { verdict, records, waitedMs } = report;
        const effort = `Waited ${formatDuration(waitedMs)}: ${requestsInWords(report)}.`;
        const title = titleOf(verdict.result);
        this.#warnOfRerun(report);
        if (isGood(verdict)) {
            this.#noticeReused(report);
            this.#warnOfOld(report);
            const isNotice = verdict.result === "requested";
            if (isNotice)
                toolkit_notice(verdict.message, { title });
            if (verdict.result === "checked")
                toolkit_warning(DRY_RUN, { title });
            info(`${title}${isNotice ? "." : `: ${verdict.message}`} ${effort}`);
            if (verdict.result === "completed")
                info(wayBack(records));
            return;
        }
        const failed = firstFailed(report);
        const reasons = records.length > 1
            ? failureReasons(report, MAX_REASONS)
            : [failed ? affected(failed, verdict) : ""];
        const remedy = remedies_remedyFor(verdict, records);
        const text = [verdict.message, ...reasons].filter(Boolean).join("\n");
        const end = `\n${remedy}${(0,help_page/* helpLine */.o$)(title, process.env)}`;
        error(truncate(text, ANNOTATION_CHARS - end.length) + end, { title });
        info(`${title}. ${effort}`);
    }
    known() {
        for (const record of this.#records) {
            const { target, unresolvedKey: key } = record;
            if (target.spec.kind === "new")
                info(subjectOf(record) + (key ? `: create request with the key ${key}` : ""));
        }
    }
    #warnOfRerun({ records }) {
        const text = rerunInWords(records, log_MAX_NAMED);
        if (text !== "")
            toolkit_warning(text, { title: "Backup gate: re-run" });
    }
    #noticeReused({ records, settings }) {
        const reused = records.filter(({ subject }) => subject.reused);
        const [first] = reused;
        if (first === undefined)
            return;
        const enough = `recent enough (max-age: ${formatDuration(settings?.maxAgeMs ?? 0)})`;
        toolkit_notice(records.length === 1
            ? `${subjectOf(first)} was ${enough} and is used instead of a new one.`
            : `${reused.length} of ${records.length} backups were ${enough} and are used instead of new ones.`, { title: "Backup gate: recent backup reused" });
    }
    #warnOfOld({ verdict, records, settings }) {
        if (verdict.result !== "completed" || settings?.maxAgeMs !== undefined)
            return;
        const ages = records.map(ageOfGiven);
        const old = ages.filter((ageMs) => ageMs > OLD_MS).length;
        if (old === 0)
            return;
        const oldestMs = Math.max(...ages);
        const oldest = records[ages.indexOf(oldestMs)];
        const subject = oldest === undefined ? "" : subjectOf(oldest);
        const age = formatDuration(oldestMs);
        const what = records.length > 1
            ? `${old} of ${records.length} backups are older than 24 hours. The oldest, ${uncapitalize(subject)}, is ${age} old.`
            : `${subject} is ${age} old.`;
        toolkit_warning(`${what} The input max-age is not set or empty, so a backup of any age is accepted. Set max-age to reject old backups.`, { title: "Backup gate: old backup" });
    }
    #warnOfRecreating(record, event) {
        const whose = this.#records.length > 1 ? `${subjectOf(record)}: ` : "";
        const text = `${whose}${describeBackupEvent(event)}`;
        toolkit_warning(text, { title: "Backup gate: requesting again" });
    }
    #warnOfSilence() {
        const warning = this.#silence.warning(this.#clock.now());
        if (warning !== "")
            toolkit_warning(warning, { title: "Backup gate: no good reply" });
    }
    #warnOfUnknownStatus(record, reply) {
        if (reply.kind !== "backup" || typeof reply.backup.status === "string")
            return;
        const status = spokenStatus(reply.backup.status);
        if (this.#unknownStatuses.has(status) || this.#unknownStatuses.size === MAX_UNKNOWN_STATUSES)
            return;
        this.#unknownStatuses.add(status);
        toolkit_warning(`${subjectOf(record)} has a status that this action does not know: ${status}. The step keeps waiting. This status can't open the gate.`, { title: "Backup gate: unknown status" });
    }
    get #view() {
        return (this.#createdView ??= viewOf(this.#clock, this.#records));
    }
    #print(line) {
        if (line !== "")
            info(`[${formatDuration(this.#clock.now())}] ${line}`);
    }
}
function viewOf(clock, records) {
    const [first, ...others] = records;
    const isSingle = first !== undefined && others.length === 0;
    return isSingle ? new SingleLog(clock, first) : new FleetLog(clock, records);
}
function ageOfGiven({ target, subject: { backup, seenMs = 0 } }) {
    return target.spec.kind === "existing" ? seenMs - (backup?.createdAt?.epochMs ?? seenMs) : 0;
}
function truncate(text, chars) {
    return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text;
}
function affected(record, { cause }) {
    const page = cause === "unresolved" ? ` Its backups: ${portalPageOf(record)}` : "";
    return `Affected: ${uncapitalize(subjectOf(record))}.${page}`;
}

// EXTERNAL MODULE: ./src/report/output-names.ts
var output_names = __nccwpck_require__(952);
;// CONCATENATED MODULE: ./src/report/outputs.ts






const MESSAGE_CHARS = 120;
function outputsOf({ verdict, records, requests, waitedMs, redact }) {
    const all = records.map(factsOf);
    const [facts = NO_FACTS] = all;
    const only = all.length > 1 ? undefined : facts;
    const [record] = all.length > 1 ? [] : records;
    return {
        result: verdict.result,
        status: only?.status ?? "",
        ...idsOf(records),
        description: record === undefined ? "" : descriptionOf(record, redact),
        "portal-url": record === undefined ? "" : portalPageOf(record),
        "created-at": only?.createdAt ?? "",
        "completed-at": only?.completedAt ?? "",
        "wordpress-version": only?.wordpressVersion ?? "",
        "duration-seconds": String(only?.durationSeconds ?? ""),
        "waited-seconds": String(Math.round(waitedMs / 100) / 10),
        requests: String(requests),
        reused: String(only?.reused ?? ""),
        backups: JSON.stringify(all),
    };
}
function idsOf(records) {
    const isLastUnknown = records.length > 1 && records.at(-1)?.installId === undefined;
    return {
        "backup-id": records.map(({ subject }) => subject.id ?? "").join("\n"),
        "install-id": records.map(({ installId }) => installId ?? "").join("\n") + (isLastUnknown ? "\n" : ""),
    };
}
const NO_FACTS = {
    status: null,
    createdAt: null,
    completedAt: null,
    wordpressVersion: null,
    durationSeconds: null,
    reused: false,
};
function factsOf(record) {
    const { id, backup, reused } = record.subject;
    const tookMs = backup && durationMs(backup);
    return {
        installId: record.installId ?? null,
        installName: record.installName ?? null,
        backupId: id ?? null,
        status: backup ? statusText(backup.status) : null,
        result: record.ended?.verdict.result ?? "error",
        createdAt: backup?.createdAt?.iso ?? null,
        completedAt: backup?.completedAt?.iso ?? null,
        wordpressVersion: backup?.wordpressVersion ?? null,
        durationSeconds: tookMs === undefined ? null : tookMs / 1_000,
        reused,
        message: (0,sanitize.sanitize)(record.ended?.verdict.message ?? "", MESSAGE_CHARS),
    };
}
function writeOutputs(outputs) {
    for (const name of output_names/* OUTPUT_NAMES */.P)
        outputs_setOutput(name, outputs[name]);
}
function writeIds(records) {
    for (const [name, value] of Object.entries(idsOf(records)))
        outputs_setOutput(name, value);
}
function outputs_setOutput(name, value) {
    requireOutputsFile();
    try {
        setOutput(name, value);
    }
    catch (cause) {
        throw outputsFailure(cause);
    }
}

;// CONCATENATED MODULE: ./src/report/summary/markdown.ts
function escapeMarkdown(text) {
    return text.replace(/[&<>`*\\|~[\]#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|(?<=www)\./gi, (char) => `&#${char.codePointAt(0)};`);
}
function code(text) {
    return `\`${text}\``;
}
function table(header, rows) {
    return [header, header.map(() => "---"), ...rows]
        .map((row) => `| ${row.join(" | ")} |`)
        .join("\n");
}

;// CONCATENATED MODULE: ./src/report/summary/timeline.ts




const MAX_ROWS = 100;
function timelineOf(records) {
    const rows = records
        .map(rowOf)
        .filter((row) => row !== undefined)
        .sort((a, b) => tookMs(b) - tookMs(a));
    if (rows.length === 0)
        return "";
    const shown = rows.slice(0, MAX_ROWS);
    return [
        "```mermaid",
        '%%{init: {"gantt": {"topAxis": true, "topPadding": 60, "leftPadding": 10}}}%%',
        "gantt",
        `title ${timeline_titleOf(rows.length, records.length)}, in your time zone`,
        "dateFormat x",
        "axisFormat %H:%M:%S",
        ...shown.map(lineOf),
        "```",
    ].join("\n");
}
function timelineInWords({ subject, timesSeen }) {
    const { backup, seenMs } = subject;
    if (backup?.createdAt === undefined)
        return "";
    const created = `Created ${clockTime(backup.createdAt)}`;
    const took = durationMs(backup);
    if (took !== undefined && backup.completedAt !== undefined) {
        const done = `${created}, completed after ${formatDuration(took)}`;
        if (seenMs === undefined)
            return `${done}.`;
        if (timesSeen === 1)
            return `${done}. The first status check of this step found it completed.`;
        const lagMs = Math.max(0, seenMs - backup.completedAt.epochMs);
        return `${done}. This step saw it ${formatDuration(lagMs)} later.`;
    }
    if (seenMs === undefined)
        return `${created}.`;
    const ageMs = Math.max(0, seenMs - backup.createdAt.epochMs);
    const status = escapeMarkdown(spokenStatus(backup.status));
    return `${created}. Last seen ${formatDuration(ageMs)} later: ${status}.`;
}
function timeline_titleOf(known, all) {
    if (known > MAX_ROWS)
        return `The ${MAX_ROWS} slowest of ${all} backups`;
    return known < all ? `${known} of ${all} backups` : `${all} backups`;
}
function rowOf({ install, subject, ended }) {
    const fromMs = subject.backup?.createdAt?.epochMs;
    const toMs = endOf(subject);
    if (fromMs === undefined || toMs === undefined || toMs < fromMs)
        return undefined;
    return { install, tag: tagOf(ended?.verdict), fromMs, toMs };
}
function tagOf(verdict) {
    if (verdict === undefined)
        return "active";
    if (isGood(verdict))
        return "done";
    return hasFailed(verdict) ? "crit" : "active";
}
function endOf({ backup, seenMs }) {
    return backup?.completedAt?.epochMs ?? (seenMs && Math.round(seenMs));
}
function tookMs({ fromMs, toMs }) {
    return toMs - fromMs;
}
function lineOf(row) {
    const { install, tag, fromMs, toMs } = row;
    return `${formatDuration(tookMs(row))} ${install} :${tag}, ${fromMs}, ${Math.max(toMs, fromMs + 1)}`;
}

;// CONCATENATED MODULE: ./src/report/summary/summary.ts











const summary_MAX_REASONS = 10;
const summary_MAX_NAMED = 100;
function summaryOf(report) {
    const { verdict, settings, records, waitedMs } = report;
    const isFleet = records.length > 1;
    const parts = [headingOf(verdict, records.length)];
    if (verdict.result !== "completed") {
        const reasons = isFleet ? reasonsOf(report) : [];
        const lines = [...verdict.message.split("\n"), ...reasons].map(escapeMarkdown);
        const page = isGood(verdict) ? "" : (0,help_page/* helpPage */.rl)(titleOf(verdict.result), process.env);
        const more = page === "" ? "" : ` [More about this result](${page})`;
        const remedy = remedies_remedyFor(verdict, records);
        parts.push(lines.join("<br>\n"), `**What to do next:** ${remedy}${more}`);
    }
    const rerun = rerunInWords(records, summary_MAX_NAMED);
    if (rerun !== "")
        parts.push(`**Re-run:** ${escapeMarkdown(rerun)}`);
    if (settings !== undefined) {
        const [first] = records;
        parts.push(tableOf(records, isFleet), isFleet || first === undefined ? timelineOf(records) : timelineInWords(first), isFleet || first === undefined ? "" : descriptionLine(descriptionOf(first, report.redact)), verdict.result === "completed" ? wayBack(records) : portalLink(records), `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ${requestsInWords(report)}.`, `Settings: ${settingsLine(settings)}`);
    }
    return `${parts.filter(Boolean).join("\n\n")}\n`;
}
function reasonsOf(report) {
    return report.verdict.result === "checked"
        ? findings(report, summary_MAX_REASONS)
        : failureReasons(report, summary_MAX_REASONS);
}
function headingOf({ result }, backups) {
    const isFleet = backups > 1;
    if (result === "completed") {
        const which = isFleet ? `all ${backups} backups are` : "the backup is";
        return `## ✅ ${titleOf(result)}: ${which} completed`;
    }
    if (result === "checked")
        return `## 🔎 ${titleOf(result)}: all checks passed`;
    if (result === "requested") {
        return `## ⏳ ${titleOf(result)}: this step did not wait for ${isFleet ? "them" : "it"}`;
    }
    return `## ⛔ ${titleOf(result)}`;
}
function tableOf(records, isFleet) {
    const header = ["Install", "Backup", "Status", "Created", "Completed", "Took", "WordPress"];
    const isCompleted = ({ ended }) => ended?.verdict.result === "completed";
    const rows = records
        .toSorted((a, b) => Number(isCompleted(a)) - Number(isCompleted(b)))
        .map((record) => [
        isFleet ? linkToBackups(record) : code(record.install),
        ...cellsOf(record),
        ...(isFleet ? [record.ended?.verdict.result ?? "error"] : []),
    ]);
    return table(isFleet ? [...header, "Result"] : header, rows);
}
function cellsOf({ subject, unresolvedKey }) {
    const { id, backup, reused } = subject;
    const noId = unresolvedKey === undefined ? "–" : `unknown (key ${code(unresolvedKey)})`;
    const tookMs = backup && durationMs(backup);
    return [
        `${id === undefined ? noId : code(id)}${reused ? " (reused)" : ""}`,
        backup === undefined
            ? statusless(id ?? unresolvedKey)
            : escapeMarkdown(statusText(backup.status)),
        backup?.createdAt ? clockTime(backup.createdAt) : "–",
        backup?.completedAt ? clockTime(backup.completedAt) : "–",
        tookMs === undefined ? "–" : formatDuration(tookMs),
        escapeMarkdown(backup?.wordpressVersion ?? "–"),
    ];
}
function statusless(idOrKey) {
    return idOrKey === undefined ? "–" : "unknown";
}
function linkToBackups(record, text = code(record.install)) {
    const page = portalPageOf(record);
    return page === SITES_PAGE ? text : `[${text}](${page})`;
}
function descriptionLine(description) {
    const text = description.trim();
    return text === "" ? "" : `Description: ${escapeMarkdown(text)}`;
}
function portalLink([first, ...others]) {
    const name = others.length === 0 && first?.installId !== undefined && first.installName;
    return name
        ? linkToBackups(first, `Backups of ${name} in the User Portal`)
        : `[Sites and their backups in the User Portal](${SITES_PAGE})`;
}
function settingsLine(settings) {
    const [{ spec }] = settings.targets;
    const durations = {
        timeout: settings.timeoutMs,
        "request-timeout": settings.requestTimeoutMs,
        "min-poll-interval": settings.minPollIntervalMs,
        "max-poll-interval": settings.maxPollIntervalMs,
        "max-age": settings.maxAgeMs,
    };
    const values = {
        ...Object.fromEntries(Object.entries(durations).map(([name, ms]) => [name, ms && formatDuration(ms)])),
        "create-backup": spec.kind === "new",
        wait: spec.kind === "new" ? spec.wait : undefined,
        "abort-retries": spec.kind === "new" ? spec.abortRetries : undefined,
        "dry-run": settings.dryRun || undefined,
        "fail-fast": settings.targets.length > 1 ? settings.failFast : undefined,
        "api-url": settings.apiUrl,
    };
    return Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}: ${code(String(value))}`)
        .join(" · ");
}
function writeSummary(markdown) {
    const file = process.env["GITHUB_STEP_SUMMARY"];
    if (!file)
        throw new Error("GITHUB_STEP_SUMMARY is not set");
    (0,external_node_fs_.appendFileSync)(file, markdown);
}

;// CONCATENATED MODULE: ./src/report/reporter.ts









const ID_EVENTS = [
    "install-found",
    "create-sent",
    "create-refused",
    "none-created",
    "chosen",
];
const COLLECT_MS = 1.25;
class Reporter {
    #clock;
    #records;
    #redact;
    #log;
    #status;
    #over = new AbortController().signal;
    #isCollectingIds = false;
    constructor({ clock, records, secrets, redact, statusSettings }) {
        this.#clock = clock;
        this.#records = records;
        this.#redact = redact;
        this.#log = new Log(clock, records);
        this.#status = statusSettings && new StatusPublisher(statusSettings, clock, redact);
        // Without a listener, a closed pipe would crash the process before the verdict is written.
        for (const stream of [process.stdout, process.stderr])
            stream.on("error", () => undefined);
        this.mask(secrets);
    }
    mask(secrets) {
        for (const secret of secrets)
            setSecret(secret);
    }
    open(settings, over) {
        this.#over = over;
        this.#log.opening(settings);
        writeIds(this.#records);
        void this.#log.heartbeat(settings.timeoutMs, over);
        this.#status?.begin(intention(settings));
    }
    on(record, event) {
        this.#log.on(record, event);
        if (ID_EVENTS.includes(event.kind))
            this.#writeIds();
    }
    onGoodReply() {
        this.#log.onGoodReply();
    }
    onReply(line) {
        debug((0,sanitize.sanitize)(this.#redact(line)));
    }
    verdictOf(error) {
        if (error instanceof StepFailed)
            return error.verdict;
        if (error instanceof Error)
            debug((0,sanitize.sanitize)(this.#redact(error.stack ?? ""), 2_000));
        return { result: "error", message: `${(0,sanitize.sanitize)(this.#redact(String(error)))}.` };
    }
    async close(report, leftMs) {
        let { verdict } = report;
        try {
            writeOutputs(outputsOf(report));
        }
        catch (error) {
            const failure = this.verdictOf(error);
            const isFirst = verdict.message !== failure.message;
            const otherwise = ` Otherwise, the result would be ${verdict.result}: ${verdict.message}`;
            verdict = { ...failure, message: failure.message + (isFirst ? otherwise : "") };
            this.#log.known();
        }
        try {
            writeSummary(summaryOf({ ...report, verdict }));
        }
        catch (error) {
            const fault = (0,sanitize.sanitize)(this.#redact(String(error)));
            toolkit_warning(`The job summary could not be written: ${fault}`);
        }
        this.#log.closing({ ...report, verdict });
        await this.#status?.end(verdict, leftMs);
        return isGood(verdict) ? 0 : 1;
    }
    #writeIds() {
        if (this.#records.length === 1) {
            this.#tryIds();
            return;
        }
        if (this.#isCollectingIds)
            return;
        this.#isCollectingIds = true;
        const over = this.#over;
        void this.#clock.sleep(this.#records.length * COLLECT_MS, over).then(() => {
            this.#isCollectingIds = false;
            if (!over.aborted)
                this.#tryIds();
        });
    }
    #tryIds() {
        try {
            writeIds(this.#records);
        }
        catch {
            // The reply to a create request must not be lost. All outputs are written again at the end.
        }
    }
}

// EXTERNAL MODULE: ./src/util/clock.ts
var clock = __nccwpck_require__(110);
// EXTERNAL MODULE: ./src/util/secret-forms.ts
var secret_forms = __nccwpck_require__(548);
;// CONCATENATED MODULE: ./src/watchdog.ts




async function watchdog(records, { clock, budget, signal }) {
    await clock.sleep(budget.cutoffAt + last_seconds/* WATCHDOG_MS */.R3 - clock.now(), signal);
    if (signal.aborted) {
        await clock.sleep(last_seconds/* CREATE_GRACE_MS */.fk + last_seconds/* WIND_UP_MS */.Ym, new AbortController().signal);
        endRunning(records, () => cancelled(signal), clock.now());
    }
    else {
        const verdictOn = ({ latestReply }) => latestReply === undefined ? timedOutBeforePoll(budget, false) : timedOut(latestReply, budget);
        endRunning(records, verdictOn, clock.now());
    }
    return verdictOfFleet(records.map(({ ended }) => ended));
}
function endRunning(records, verdictOn, now) {
    return records
        .filter(({ ended }) => ended === undefined)
        .map((record) => record.end(verdictOn(record), now));
}
function nextCrash() {
    const crash = new Promise((_, reject) => {
        process.on("uncaughtException", reject);
        process.on("unhandledRejection", reject);
        process.on("beforeExit", () => reject(new Error("the process had nothing left to wait for")));
    });
    crash.catch(() => undefined); // it may come after the verdict
    return crash;
}

;// CONCATENATED MODULE: ./src/util/timestamp.ts
const ISO_8601 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?$/;
function rfc3339Of(text) {
    const parts = ISO_8601.exec(text);
    if (parts === null)
        return undefined;
    const [, day, minute, second = ":00", offset = "Z"] = parts;
    const moment = `${day}T${minute}${second}${offset.toUpperCase()}`;
    return Number.isNaN(Date.parse(moment)) ? undefined : moment;
}
function epochMsOf(sinceEpoch) {
    if (sinceEpoch >= 1e12)
        return sinceEpoch;
    return sinceEpoch >= 1e9 ? sinceEpoch * 1_000 : undefined;
}

;// CONCATENATED MODULE: ./src/wpengine/parse-instant.ts

const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");
function parseInstant(value) {
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string")
        return undefined;
    const iso = rfc3339Of(text.replace(/(\d) UTC$/, "$1Z"));
    const epochMs = iso === undefined ? epochMsOf(parseDigits(text)) : Date.parse(iso);
    if (epochMs === undefined || epochMs > LAST_MS)
        return undefined;
    return {
        iso: iso === text && iso.endsWith("Z") ? iso : new Date(epochMs).toISOString(),
        epochMs,
    };
}
function parseDigits(text) {
    return /^\d+$/.test(text) ? Number(text) : NaN;
}

;// CONCATENATED MODULE: ./src/wpengine/parse-backup.ts




function parseBackup(body, redact) {
    const fields = parseObject(body);
    return fields === undefined ? "the body is not a JSON object" : backupFrom(fields, redact);
}
function backupFrom(fields, redact) {
    const id = typeof fields["id"] === "string" ? parseBackupId(fields["id"]) : undefined;
    if (id === undefined)
        return "the body has no backup ID";
    const word = fields["status"];
    if (typeof word !== "string" || word === "")
        return "the body has no status";
    const version = fields["wordpress_version"];
    return {
        id,
        status: KNOWN_STATUSES.find((known) => known === word) ?? {
            unknown: (0,sanitize.sanitize)(redact(word), 60),
        },
        description: typeof fields["description"] === "string" ? fields["description"] : undefined,
        createdAt: parseInstant(fields["create_time"]),
        completedAt: parseInstant(fields["complete_time"]),
        wordpressVersion: typeof version === "string" ? (0,sanitize/* safeWord */.m)((0,sanitize.sanitize)(redact(version), 40)) : undefined,
    };
}
function parseObject(body) {
    try {
        const value = JSON.parse(body);
        return isObject(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function textOf(value) {
    return typeof value === "string" ? value.trim() : "";
}

;// CONCATENATED MODULE: ./src/wpengine/parse-page.ts



const parseBackups = (body, redact) => parsePage(body, (row) => {
    const backup = backupFrom(row, redact);
    return typeof backup === "string" ? undefined : backup;
});
const parseInstalls = (body, redact) => parsePage(body, ({ id, name }) => {
    const installId = typeof id === "string" ? parseInstallId(id) : undefined;
    if (installId === undefined || typeof name !== "string")
        return undefined;
    return { id: installId, name: (0,sanitize.sanitize)(redact(name), 80) };
});
function parsePage(body, parseRow) {
    const { results, count, next } = parseObject(body) ?? {};
    if (!Array.isArray(results))
        return undefined;
    const rows = results
        .map((row) => (isObject(row) ? parseRow(row) : undefined))
        .filter((row) => row !== undefined);
    const total = totalIn(count);
    return {
        rows,
        size: results.length,
        total,
        // A `next` that we cannot read still says that there is another page.
        hasNext: typeof next === "string" ? textOf(next) !== "" : (next ?? undefined) !== undefined,
        isCountUnreadable: total === undefined && (count ?? undefined) !== undefined,
    };
}
function totalIn(count) {
    const number = typeof count === "string" && /^\d+$/.test(count) ? Number(count) : count;
    return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}

;// CONCATENATED MODULE: ./src/wpengine/error-body.ts

const KEYS = "message error title detail details reason error_description faultstring errors documentation_url".split(" ");
const UNKNOWN_PATH = /missing authentication token|authorization header requires|key=value pair( \(missing equal-sign\))?/i;
function parseErrorBody(text, { contentType, statusLine }, redact) {
    const value = parseJson(text);
    const isHtml = /html/i.test(contentType) && typeof value !== "object";
    const isWebPage = isHtml || /^\s*</.test(text);
    const isNews = (reason) => reason !== "" && !` ${statusLine} `.toLowerCase().includes(` ${reason} `.toLowerCase());
    const found = reasonsIn(isWebPage ? error_body_titleOf(text.trim()) : value, isNews).slice(0, 10);
    return {
        reasons: found.map((reason) => (0,sanitize.sanitize)(redact(UNKNOWN_PATH.exec(reason)?.[0] ?? reason))),
        isWebPage,
        isUnknownPath: found.some((reason) => UNKNOWN_PATH.test(reason)),
    };
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return /^\s*[[{]/.test(text) ? undefined : text;
    }
}
function error_body_titleOf(page) {
    const texts = page.slice(0, 9_999).matchAll(/(?:^(?!<)|<(?:title|h1|message)[^>]*>)([^<]*)/gi);
    return [...texts].map(([, text = ""]) => text.trim()).find(Boolean);
}
function reasonsIn(value, isNews, depth = 0) {
    if (typeof value === "string")
        return [value.trim()].filter(isNews);
    if (typeof value !== "object" || value === null || depth > 5)
        return [];
    const fields = Object.entries(value)
        .slice(0, 99)
        .map(([name, field]) => ({ name, reasons: reasonsIn(field, isNews, depth + 1) }));
    const of = (key) => fields.flatMap(({ name, reasons }) => (name.toLowerCase() === key ? reasons : []));
    const known = KEYS.flatMap(of);
    const place = [...of("resource"), ...of("field")].join(".");
    if (known.length > 0)
        return place ? [`${place}: ${known.join("; ")}`] : known;
    return fields.flatMap(({ name, reasons }) => Array.isArray(value) ? reasons : reasons.map((reason) => `${name}: ${reason}`));
}

;// CONCATENATED MODULE: ./src/wpengine/refusals.ts
const BUSY = { kind: "retryable", reason: "busy" };
const UNAUTHORIZED = { kind: "fatal", result: "unauthorized" };
const REJECTED = { kind: "fatal", result: "rejected" };
const WEB_PAGE = { isGeneral: true, cause: "web-page" };
const TABLE = [
    [429, "", { kind: "retryable", reason: "rate-limited" }],
    ["", "mayPass", { kind: "retryable", reason: "no-answer" }],
    [409, "isCreate", BUSY],
    [423, "isCreate", BUSY],
    [401, "", { ...UNAUTHORIZED, isGeneral: true }],
    [403, "hasRetryAfter", { kind: "retryable", reason: "no-answer" }], // a firewall's rate limit
    [403, "isUnknownPath", { ...REJECTED, cause: "unknown-path" }],
    [403, "isWebPage", { ...UNAUTHORIZED, ...WEB_PAGE }],
    [403, "", { ...UNAUTHORIZED, cause: "forbidden" }],
    [404, "isWebPage", { kind: "not-found", ...WEB_PAGE }],
    [404, "", { kind: "not-found" }],
    ["", "isRedirect", { ...REJECTED, isGeneral: true }],
    ["", "isWebPage", { ...REJECTED, ...WEB_PAGE }],
];
function meaningOf(refusal) {
    const { status } = refusal;
    const flags = { ...refusal, mayPass: mayPass(status), isRedirect: status < 400, "": true };
    const row = TABLE.find(([of, flag]) => (of === "" || of === status) && flags[flag]);
    return row?.[2] ?? REJECTED;
}
function mayPass(status) {
    return status === 408 || status === 425 || status === 429 || status >= 500;
}

;// CONCATENATED MODULE: ./src/wpengine/replies.ts





function backupReply(answer, backupId, redact) {
    if (answer.kind !== "answered" || answer.status !== 200)
        return failureOf(answer, redact);
    const backup = backupIn(answer, redact);
    if (typeof backup === "string")
        return unusable(answer, backup, redact);
    if (backup.id !== backupId)
        return unusable(answer, `for another backup (${backup.id})`, redact);
    return { kind: "backup", backup, serverMs: answer.epochMs, isOurClock: answer.isOurClock };
}
function listingPage(answer, parse, redact) {
    if (answer.kind !== "answered" || answer.status !== 200)
        return failureOf(answer, redact);
    const { body, epochMs: serverMs, isOurClock, cachedForMs } = answer;
    if (body.kind === "unreadable")
        return unusable(answer, body.fault, redact);
    const page = parse(body.text, redact);
    if (page === undefined)
        return unusable(answer, "the body is not a page of a list", redact);
    return { kind: "page", ...page, serverMs, isOurClock, isCached: cachedForMs > 0 };
}
function createReply(answer, redact) {
    const lost = (message) => ({ kind: "reply-lost", message });
    const message = replies_describe(answer, redact);
    if (answer.kind !== "answered") {
        const isSent = answer.kind === "unanswered" && !answer.unsent;
        return isSent ? lost(message) : failureOf(answer, redact);
    }
    const { status, epochMs: serverMs, isOurClock } = answer;
    if (status < 300) {
        const backup = backupIn(answer, redact);
        if (typeof backup === "string")
            return lost(`${message}, but ${backup}`);
        return { kind: "accepted", backup, serverMs, isOurClock };
    }
    const isLost = mayPass(status) && status !== 429;
    return isLost ? lost(message) : failureOf(answer, redact, true);
}
const NO_ADDRESS = { kind: "fatal", result: "invalid-input", cause: "no-address" };
function userReply(answer, redact) {
    if (answer.kind !== "answered" || answer.status !== 200) {
        const failure = failureOf(answer, redact);
        const isForbidden = failure.kind === "fatal" && failure.result === "unauthorized";
        const isUserless = failure.kind === "not-found" || (isForbidden && !failure.isGeneral);
        return isUserless ? { ...failure, ...NO_ADDRESS } : failure;
    }
    const { body } = answer;
    if (body.kind === "unreadable")
        return unusable(answer, body.fault, redact);
    const user = parseObject(body.text);
    if (user === undefined)
        return unusable(answer, "the body is not a JSON object", redact);
    const email = textOf(user["email"]);
    if (isEmailAddress(email))
        return { kind: "user", email };
    return { ...NO_ADDRESS, message: `${replies_describe(answer, redact)} without a valid email address` };
}
function replies_describe(answer, redact) {
    if (answer.kind === "not-sent")
        return "no request was sent, because the rate limit did not permit one in time";
    if (answer.kind === "unanswered")
        return (0,sanitize.sanitize)(redact(answer.fault));
    const { status, statusLine, location } = answer;
    const target = location === undefined ? "" : ` (to ${(0,sanitize.sanitize)(redact(location))}, not followed)`;
    const { isWebPage, reasons } = errorBodyOf(answer, redact);
    const words = [...new Set(reasons)].join("; ");
    if (isWebPage && status >= 400 && status !== 401 && !mayPass(status)) {
        const title = words && ` ("${words}")`;
        return `The reply was ${statusLine} with a web page${title} instead of JSON, so the API did not send it`;
    }
    return `The API answered ${statusLine}${target}${words && `: ${words}`}`;
}
function failureOf(answer, redact, isCreate = false) {
    const message = replies_describe(answer, redact);
    if (answer.kind === "not-sent") {
        const { hasApiReplied, hasRetryAfter } = answer;
        return { kind: "retryable", message, reason: "not-sent", hasApiReplied, hasRetryAfter };
    }
    if (answer.kind === "unanswered") {
        const { untrusted: cause } = answer;
        if (cause === undefined)
            return { kind: "retryable", message, reason: "no-answer" };
        return { kind: "fatal", result: "unavailable", message, messageForAll: message, cause };
    }
    const { status, hasRetryAfter } = answer;
    if (status < 300)
        return retryable(answer, `${message} instead of 200`);
    const { isWebPage, isUnknownPath } = errorBodyOf(answer, redact);
    const meaning = meaningOf({ status, hasRetryAfter, isWebPage, isUnknownPath, isCreate });
    if (meaning.kind === "retryable")
        return { ...meaning, message, hasRetryAfter };
    const failure = { ...meaning, message, ...(hasRetryAfter ? { hasRetryAfter } : {}) };
    const isForAll = status === 401 && failure.kind === "fatal";
    return isForAll ? { ...failure, messageForAll: message } : failure;
}
function errorBodyOf(answer, redact) {
    const { status, statusLine, contentType = "", body } = answer;
    const text = status >= 300 && body.kind === "text" ? body.text : "";
    return parseErrorBody(text, { contentType, statusLine }, redact);
}
function unusable(answer, fault, redact) {
    return retryable(answer, `${replies_describe(answer, redact)}, but ${fault}`);
}
function retryable({ hasRetryAfter }, message) {
    return { kind: "retryable", message, reason: "no-answer", hasRetryAfter };
}
function backupIn({ body }, redact) {
    return body.kind === "unreadable" ? body.fault : parseBackup(body.text, redact);
}

;// CONCATENATED MODULE: ./src/wpengine/client.ts



const client_PAGE_ROWS = 100;
class Client {
    #options;
    constructor(options) {
        this.#options = options;
    }
    get retryAt() {
        return this.#options.limiter.retryAt;
    }
    get spacingMs() {
        return this.#options.limiter.spacingMs;
    }
    get permitAt() {
        return this.#options.limiter.permitAt;
    }
    get hasReplied() {
        return this.#options.limiter.hasReplied;
    }
    shownBackups(installId) {
        return this.#options.goodReplies.backupsOf(installId);
    }
    async showBackup(ref, options) {
        const { installId, backupId } = ref;
        const { diagnose500, goodReplies } = this.#options;
        const backups = backupsPath(installId);
        const reply = await diagnose500.showBackup(backupId, options, {
            show: (options) => this.#get(`${backups}/${backupId}`, options),
            list: (options) => this.#get(`${backups}?limit=1`, options),
        });
        if (reply.kind === "backup")
            goodReplies.noteBackups(installId, [backupId]);
        return goodReplies.judge(reply, ref);
    }
    async listBackups(installId, offset, options) {
        const page = await this.#getPage(backupsPath(installId), offset, parseBackups, options);
        if (page.kind === "page") {
            const ids = page.rows.map(({ id }) => id);
            this.#options.goodReplies.noteBackups(installId, ids);
        }
        return page;
    }
    async listInstalls(offset, options) {
        const page = await this.#getPage("/installs", offset, parseInstalls, options);
        // This path names nothing that could be missing.
        return page.kind === "not-found" ? { cause: "unknown-path", ...page } : page;
    }
    async createBackup(installId, { description, emails }, options) {
        const { apiUrl, goodReplies, redact } = this.#options;
        const url = apiUrl + backupsPath(installId);
        const json = JSON.stringify({ description, notification_emails: emails });
        const answer = await this.#send({ ...options, method: "POST", url, json });
        const reply = createReply(answer, redact);
        if (reply.kind === "accepted")
            goodReplies.noteBackups(installId, [reply.backup.id]);
        return goodReplies.judgeCreate(reply);
    }
    async showUser(options) {
        const { goodReplies, redact, addSecret } = this.#options;
        const path = "/user";
        const answer = await this.#get(path, options);
        const reply = goodReplies.judge(userReply(answer, (0,sanitize/* withoutAddresses */.t)(redact)), { path });
        if (reply.kind === "user") {
            addSecret(reply.email);
            goodReplies.notePath(path);
        }
        return reply;
    }
    async #getPage(path, offset, parse, options) {
        const from = offset === 0 ? "" : `&offset=${offset}`;
        const { goodReplies, redact } = this.#options;
        const answer = await this.#get(`${path}?limit=${client_PAGE_ROWS}${from}`, options);
        const page = goodReplies.judge(listingPage(answer, parse, redact), { path });
        if (page.kind === "page")
            goodReplies.notePath(path);
        return page;
    }
    #get(path, options) {
        return this.#send({ ...options, method: "GET", url: this.#options.apiUrl + path });
    }
    async #send(request) {
        const { transport, goodReplies } = this.#options;
        const answer = await transport(request);
        if (answer.kind === "answered")
            goodReplies.noteStatus(answer.status);
        return answer;
    }
}
function backupsPath(installId) {
    return `/installs/${installId}/backups`;
}

;// CONCATENATED MODULE: ./src/wpengine/diagnose-500.ts


const SUSPICIOUS_500S = 3;
const LISTING_MS = 2_000;
class Diagnose500 {
    #clock;
    #redact;
    #rows = new Map();
    constructor(clock, redact) {
        this.#clock = clock;
        this.#redact = redact;
    }
    async showBackup(backupId, options, { show, list }) {
        let sentAt = this.#clock.now();
        const onSend = () => {
            sentAt = this.#clock.now();
            options.onSend?.();
        };
        const answer = await show({ ...options, onSend });
        const reply = backupReply(answer, backupId, this.#redact);
        const is500 = answer.kind === "answered" && answer.status === 500;
        if (!is500 || reply.kind !== "retryable") {
            this.#rows.delete(backupId);
            return reply;
        }
        const row = this.#rows.get(backupId) ?? { length: 0, diagnosis: undefined };
        this.#rows.set(backupId, row);
        row.length += 1;
        const leftMs = options.timeoutMs - (this.#clock.now() - sentAt);
        const isDue = row.length >= SUSPICIOUS_500S && row.diagnosis === undefined;
        if (!isDue || answer.hasRetryAfter || leftMs <= 0)
            return withDiagnosis(reply, row.diagnosis);
        const timeoutMs = Math.min(leftMs, LISTING_MS);
        const listing = await list({ ...options, timeoutMs, onSend: undefined });
        if (listing.kind === "not-sent")
            return reply;
        row.diagnosis = replies_describe(listing, this.#redact);
        const hasRetryAfter = listing.kind === "answered" && listing.hasRetryAfter;
        return { ...withDiagnosis(reply, row.diagnosis), hasRetryAfter };
    }
}
function withDiagnosis(failure, diagnosis) {
    if (diagnosis === undefined)
        return failure;
    const message = `${endSentence(failure.message)} Listing this install's backups: ${diagnosis}`;
    return { ...failure, message };
}

;// CONCATENATED MODULE: ./src/wpengine/good-replies.ts

class GoodReplies {
    #clock;
    #onGoodReply;
    #backups = new Map();
    #paths = new Set();
    #hasAny = false;
    #only401Since;
    constructor(clock, onGoodReply = () => undefined) {
        this.#clock = clock;
        this.#onGoodReply = onGoodReply;
    }
    backupsOf(installId) {
        return this.#backups.get(installId) ?? new Set();
    }
    noteStatus(status) {
        if (status !== 401)
            this.#only401Since = undefined;
        else
            this.#only401Since ??= this.#clock.now();
    }
    noteBackups(installId, ids) {
        this.#noteAny();
        const shown = this.#backups.get(installId) ?? new Set();
        this.#backups.set(installId, shown);
        for (const id of ids)
            shown.add(id);
    }
    notePath(path) {
        this.#noteAny();
        this.#paths.add(path);
    }
    #noteAny() {
        this.#hasAny = true;
        this.#onGoodReply();
    }
    judge(reply, subject) {
        if (!isRefusal(reply))
            return reply;
        const isContradicted = reply.isGeneral === true ? this.#hasAny : this.#isGood(subject);
        return isContradicted ? this.#contradicted(reply) : reply;
    }
    judgeCreate(reply) {
        const is401 = isRefusal(reply) && reply.kind === "fatal" && reply.messageForAll !== undefined;
        return is401 && reply.result === "unauthorized" && this.#hasAny
            ? this.#contradicted(reply)
            : reply;
    }
    #contradicted(refusal) {
        const isContradicted = true;
        if (refusal.kind !== "fatal")
            return { ...refusal, isContradicted };
        const only401Ms = this.#clock.now() - (this.#only401Since ?? Infinity);
        const messageForAll = only401Ms >= BELIEVED_AFTER_MS ? refusal.messageForAll : undefined;
        return { ...refusal, isContradicted, messageForAll };
    }
    #isGood(subject) {
        if ("path" in subject)
            return this.#paths.has(subject.path);
        return this.backupsOf(subject.installId).has(subject.backupId);
    }
}
function isRefusal(reply) {
    if (reply.kind === "not-found")
        return true;
    return (reply.kind === "fatal" && reply.result !== "unavailable");
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate-limited.ts
function rateLimited(transport, limiter, clock) {
    return async (request) => {
        const permit = await limiter.acquire(request);
        if (permit === undefined) {
            const hasRetryAfter = limiter.retryAt > clock.now();
            return { kind: "not-sent", hasApiReplied: limiter.hasReplied, hasRetryAfter };
        }
        const timeoutMs = Math.max(0, Math.min(request.timeoutMs, request.cutoffAt - clock.now()));
        const onRetryAfter = (retryAt) => limiter.holdUntil(retryAt);
        const answer = await transport({ ...request, timeoutMs, onRetryAfter });
        const isAnswered = answer.kind === "answered";
        permit.release({ isAnswered, isRateLimited: isAnswered && answer.status === 429 });
        return answer;
    };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate.ts
const MAX_PER_SECOND = 5;
const MIN_PER_SECOND = 0.2;
const DECREASE_FACTOR = 0.5;
const MINUTE_MS = 60_000;
const INCREASE_PER_MINUTE = 1;
const FULL_RATE = { perSecond: MAX_PER_SECOND, asOf: 0 };
function rateAt({ perSecond, asOf }, now) {
    return Math.min(MAX_PER_SECOND, perSecond + ((now - asOf) / MINUTE_MS) * INCREASE_PER_MINUTE);
}
function halved(rate, now) {
    return { perSecond: Math.max(MIN_PER_SECOND, rateAt(rate, now) * DECREASE_FACTOR), asOf: now };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate-limiter.ts


const MAX_IN_FLIGHT = 8;
const IN_FLIGHT_MS = 5_000;
class RateLimiter {
    #clock;
    #isAdaptive;
    #waiting = new Set();
    #inFlight = new Map();
    #rate = FULL_RATE;
    #nextAt = 0;
    #retryAt = 0;
    #hasReplied = false;
    #isServing = false;
    #alarm = new AbortController();
    constructor(clock, isAdaptive = true) {
        this.#clock = clock;
        this.#isAdaptive = isAdaptive;
    }
    get spacingMs() {
        return 1_000 / rateAt(this.#rate, this.#clock.now());
    }
    get permitAt() {
        return this.#nextAt;
    }
    get retryAt() {
        return this.#retryAt;
    }
    get hasReplied() {
        return this.#hasReplied;
    }
    acquire({ sendBy, priority = () => 0, signal }) {
        return new Promise((resolve) => {
            const leave = () => {
                waiter.settle(undefined);
                this.#wake();
            };
            const waiter = {
                sendBy,
                priority,
                settle: (permit) => {
                    this.#waiting.delete(waiter);
                    signal.removeEventListener("abort", leave);
                    resolve(permit);
                },
            };
            this.#waiting.add(waiter);
            signal.addEventListener("abort", leave);
            if (signal.aborted)
                leave();
            else
                this.#wake();
        });
    }
    holdUntil(retryAt) {
        this.#hasReplied = true;
        this.#retryAt = Math.max(this.#retryAt, retryAt);
    }
    #wake() {
        this.#alarm.abort();
        if (!this.#isServing)
            void this.#serve();
    }
    async #serve() {
        this.#isServing = true;
        for (;;) {
            const now = this.#clock.now();
            this.#dismissLate(now);
            if (this.#waiting.size === 0)
                break;
            const permitAt = this.#permitAt();
            if (permitAt <= now) {
                this.#permitMostUrgent(now);
                continue;
            }
            let wakeAt = permitAt;
            for (const { sendBy } of this.#waiting)
                wakeAt = Math.min(wakeAt, sendBy + 1);
            this.#alarm = new AbortController();
            await this.#clock.sleep(wakeAt - now, this.#alarm.signal);
        }
        this.#isServing = false;
    }
    #dismissLate(now) {
        const earliest = Math.max(now, this.#retryAt);
        for (const waiter of this.#waiting)
            if (earliest > waiter.sendBy)
                waiter.settle(undefined);
    }
    #permitAt() {
        // The places are taken by the newest requests: one is free if the eighth newest does not count any more.
        const eighthNewest = [...this.#inFlight.values()].at(-MAX_IN_FLIGHT);
        const placeAt = eighthNewest === undefined ? 0 : eighthNewest + IN_FLIGHT_MS;
        return Math.max(placeAt, this.#nextAt, this.#retryAt);
    }
    #permitMostUrgent(now) {
        let [first] = this.#waiting;
        let highest = -Infinity;
        for (const waiter of this.#waiting) {
            const priority = waiter.priority(now);
            if (priority > highest)
                [first, highest] = [waiter, priority];
        }
        const permit = {
            release: (outcome) => {
                this.#adapt(outcome, now);
                // The caller deals with the answer first: it may close the gate, after which no other request is sent.
                void (0,clock/* nextTurn */.t)().then(() => {
                    this.#inFlight.delete(permit);
                    this.#wake();
                });
            },
        };
        this.#inFlight.set(permit, now);
        this.#nextAt = now + this.spacingMs;
        first?.settle(permit);
    }
    #adapt({ isAnswered, isRateLimited }, sentAt) {
        this.#hasReplied ||= isAnswered;
        // A request sent before the rate was halved met the same congestion.
        if (!this.#isAdaptive || !isRateLimited || sentAt < this.#rate.asOf)
            return;
        const now = this.#clock.now();
        this.#rate = halved(this.#rate, now);
        this.#nextAt = Math.max(this.#nextAt, now + this.spacingMs);
    }
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");
;// CONCATENATED MODULE: external "http"
const external_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");
var external_http_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_http_namespaceObject, 2);
;// CONCATENATED MODULE: external "https"
const external_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");
var external_https_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_https_namespaceObject, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map
;// CONCATENATED MODULE: ./src/wpengine/http/shims/left-out.ts
function notBundled() {
    throw new Error("left out of the bundle");
}
function ProxyAgent() {
    // created, and never used
}



;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? external_https_namespaceObject_0 : external_http_namespaceObject_0;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || external_http_namespaceObject.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? ProxyAgent : ProxyAgent;
            }
            else {
                tunnelAgent = overHttps ? ProxyAgent : ProxyAgent;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_https_namespaceObject.Agent(options) : new external_http_namespaceObject.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./src/util/read-body.ts

const MAX_BYTES = 1024 * 1024;
async function readBody(message) {
    const chunks = [];
    let bytes = 0;
    try {
        for await (const chunk of message) {
            bytes += chunk.length;
            if (bytes > MAX_BYTES)
                return unreadable("the body is over 1 MiB");
            chunks.push(chunk);
        }
    }
    catch (error) {
        return unreadable(`the body was cut off (${messageOf(error)})`);
    }
    if (!message.complete)
        return unreadable("the body was cut off");
    try {
        const body = decode(Buffer.concat(chunks), message.headers["content-encoding"] ?? "");
        return { kind: "text", text: new TextDecoder().decode(body) };
    }
    catch (error) {
        if (error_text_codeOf(error) === "ERR_BUFFER_TOO_LARGE")
            return unreadable("the body is over 1 MiB");
        return unreadable(`the body cannot be decompressed (${messageOf(error)})`);
    }
}
const DECODERS = new Map([
    ["gzip", "gunzipSync"],
    ["x-gzip", "gunzipSync"],
    ["deflate", "inflateSync"],
    ["br", "brotliDecompressSync"],
]);
function decode(body, encodings) {
    let decoded = body;
    for (const word of encodings.toLowerCase().split(",").reverse()) {
        const decoder = DECODERS.get(word.trim());
        if (decoder === undefined || decoded.length === 0)
            continue;
        // A proxy may have decompressed it, and kept the header: gzip begins with this byte.
        if (decoder === "gunzipSync" && decoded[0] !== 0x1f)
            continue;
        const zlib = loadZlib();
        // Some servers send "deflate" without the zlib header that it has to have.
        const isBare = decoder === "inflateSync" && decoded.readUInt8() % 16 !== 8;
        const decompress = zlib[isBare ? "inflateRawSync" : decoder];
        decoded = decompress(decoded, { maxOutputLength: MAX_BYTES });
    }
    return decoded;
}
function loadZlib() {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import() would add 1.3 kB to the bundle
    return __nccwpck_require__(522);
}
function unreadable(fault) {
    return { kind: "unreadable", fault };
}

;// CONCATENATED MODULE: ./src/util/tunnel.ts




class TunnelError extends Error {
    refusal;
    constructor(words, { cause, refusal }) {
        super(words, { cause });
        this.refusal = refusal;
    }
}
function agentFor(isSecure, proxy, signal) {
    const agent = isSecure ? new external_node_https_namespaceObject.Agent() : new external_node_http_namespaceObject.Agent();
    if (proxy === undefined)
        return agent;
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) => {
        const connected = callback;
        openTunnel(proxy, { ...options, signal }, (error, socket) => {
            // TLS with the server begins in the tunnel, by the options that it would have without one.
            if (!isSecure || error !== null)
                connected(error, socket);
            else
                connected(null, connect({ ...options, socket }));
        });
        return undefined;
    };
    return agent;
}
function openTunnel(proxy, options, connected) {
    const { host: target, port, signal, maxHeaderSize } = options;
    const { autoSelectFamilyAttemptTimeout } = options;
    const { host, credentials } = proxy;
    const path = `${(0,external_node_net_namespaceObject.isIPv6)(target ?? "") ? `[${target}]` : target}:${port}`;
    const connecting = (proxy.isSecure ? external_node_https_namespaceObject.request : external_node_http_namespaceObject.request)({
        ...{ host, port: proxy.port, method: "CONNECT", path, agent: false },
        ...{ signal, maxHeaderSize, autoSelectFamilyAttemptTimeout },
        servername: (0,external_node_net_namespaceObject.isIP)(host) === 0 ? host : "", // Node would take it from the Host header
        headers: { host: path },
    });
    if (credentials !== undefined) {
        const basic = Buffer.from(credentials).toString("base64");
        connecting.setHeader("proxy-authorization", `Basic ${basic}`); // NODE_DEBUG=net prints the options
    }
    connecting.once("error", (cause) => connected(new TunnelError(`the proxy did not answer: ${messageOf(cause)}`, { cause })));
    connecting.once("connect", (refusal, socket, head) => {
        const status = refusal.statusCode ?? 0;
        if (status >= 200 && status < 300) {
            socket.unshift(head);
            connected(null, socket);
            return;
        }
        socket.destroy();
        const words = `the proxy refused the connection: ${status} ${external_node_http_namespaceObject.STATUS_CODES[status] ?? ""}`;
        connected(new TunnelError(words.trim(), { refusal }));
    });
    connecting.end();
}

;// CONCATENATED MODULE: ./src/wpengine/http/connection-error.ts


const UNTRUSTED = /^(CERT_|CRL_|ERR_TLS_CERT_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)/;
const OUT_OF_DATE = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
const OTHER_NAME = /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/;
const UNREACHABLE = /^(ECONNREFUSED$|ENOTFOUND$|EAI_)/;
function faultOf(error, isUnproven) {
    const isProxy = error instanceof TunnelError;
    const cause = isProxy ? error.cause : error;
    const code = error_text_codeOf(cause);
    if (UNTRUSTED.test(code)) {
        const whose = isProxy ? "proxy" : "server";
        const fault = `the ${whose}'s certificate is not trusted (${code}: ${messageOf(cause)})`;
        return { fault, untrusted: untrustedBy(code), unsent: true };
    }
    const unsent = isUnproven || isProxy || UNREACHABLE.test(code);
    return { fault: `no reply (${messageOf(error)})`, unsent };
}
function untrustedBy(code) {
    if (OUT_OF_DATE.test(code))
        return "certificate-date";
    return OTHER_NAME.test(code) ? "certificate-name" : "certificate";
}

;// CONCATENATED MODULE: ./src/wpengine/http/http-date.ts
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const http_date_TIME = "\\d{2}:\\d{2}:\\d{2}";
const ZONE = "(?:GMT|[+-]0000)";
const HTTP_DATE = new RegExp(`^${DAY}(?:, \\d{2} ${MONTH} \\d{4} ${http_date_TIME} ${ZONE}|[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${http_date_TIME} ${ZONE}|` +
    ` ${MONTH} [ \\d]\\d ${http_date_TIME} \\d{4})$`);
function httpDateMs(text = "") {
    if (!HTTP_DATE.test(text))
        return undefined;
    const ms = Date.parse(text.includes(",") ? text : `${text} GMT`); // asctime names no zone
    return Number.isNaN(ms) ? undefined : ms;
}
const LONGEST_AGE_S = 2 ** 31;
function cachedForMs(ages) {
    const seconds = ages
        .flatMap((age) => age.split(","))
        .filter((age) => /^\s*\d+\s*$/.test(age))
        .map((age) => Math.min(Number(age), LONGEST_AGE_S));
    return Math.max(0, ...seconds) * 1_000;
}

;// CONCATENATED MODULE: ./src/wpengine/http/retry-after.ts


const COMMA = /(?<!\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*),/;
function retryAfterMs(headers, date, epochMs) {
    const nowMs = httpDateMs(date) ?? epochMs;
    const hints = headers
        .flatMap((header) => header.split(COMMA))
        .map((hint) => hintMs(hint.trim(), nowMs))
        .filter((hint) => hint !== undefined);
    return hints.length === 0 ? undefined : Math.max(...hints);
}
function hintMs(hint, nowMs) {
    const untilMs = momentMs(hint);
    if (untilMs !== undefined)
        return Math.max(0, untilMs - nowMs);
    return /^\d+(?:\.\d+)?$/.test(hint) ? Math.ceil(Number(hint)) * 1_000 : undefined;
}
function momentMs(hint) {
    if (/^\d+$/.test(hint))
        return epochMsOf(Number(hint));
    const moment = rfc3339Of(hint);
    return moment === undefined ? httpDateMs(hint) : Date.parse(moment);
}

;// CONCATENATED MODULE: ./src/wpengine/http/transport.ts












const USER_AGENT = "backup-gate-for-wp-engine";
const ERROR_BODY_MS = 1_000;
function createTransport(authorization, clock, observer, proxy) {
    const headers = {
        authorization,
        accept: "application/json",
        "accept-encoding": "identity",
        "cache-control": "no-cache",
    };
    return async (request) => {
        const { method, url, timeoutMs, signal, abortGraceMs = 0 } = request;
        const sentAt = clock.now();
        observer.onSend();
        request.onSend?.();
        const exchange = childSignal(signal, { ms: abortGraceMs, clock });
        const timeIsUp = clock.sleep(timeoutMs, exchange.signal);
        const connection = { isUnproven: false };
        const agent = agentFor(url.startsWith("https:"), proxy, exchange.signal);
        const client = createHttpClient(agent, exchange.signal, timeoutMs, connection);
        const perform = async () => {
            const sent = request.method === "GET"
                ? client.get(url, headers)
                : client.post(url, request.json, { ...headers, "content-type": "application/json" });
            const response = await Promise.race([sent, timeIsUp]);
            if (response !== undefined) {
                const limits = { clock, timeIsUp, signal: exchange.signal };
                return readAnswer(response.message, request, limits);
            }
            const fault = `no complete reply within ${formatDuration(timeoutMs)}`;
            return unanswered({ fault, unsent: connection.isUnproven });
        };
        const answer = await perform().catch((error) => {
            if (error instanceof TunnelError && error.refusal)
                noteRetryAfter(error.refusal, request, clock);
            return unanswered(faultOf(error, connection.isUnproven));
        });
        exchange.end();
        agent.destroy();
        const outcome = answer.kind === "answered" ? answer.statusLine : answer.fault;
        const tookMs = Math.round(clock.now() - sentAt);
        observer.onReply(`${method} ${new URL(url).pathname}: ${outcome} (${tookMs} ms)`);
        return answer;
    };
}
async function readAnswer(message, request, { clock, timeIsUp, signal }) {
    const status = message.statusCode ?? 0;
    const dateMs = httpDateMs(message.headers.date);
    const cachedMs = cachedForMs(message.headersDistinct["age"] ?? []);
    const serverAheadMs = (dateMs === undefined ? clock.epoch() : dateMs + cachedMs) - clock.now();
    const hasRetryAfter = noteRetryAfter(message, request, clock);
    // From here on the status and the Retry-After count, even if the body never ends.
    const bodyIsLate = status < 300 ? timeIsUp : clock.sleep(ERROR_BODY_MS, signal);
    const body = await Promise.race([readBody(message), bodyIsLate, timeIsUp]);
    message.destroy();
    return {
        kind: "answered",
        status,
        statusLine: `${status} ${external_node_http_namespaceObject.STATUS_CODES[status] ?? ""}`.trim(),
        hasRetryAfter,
        epochMs: serverAheadMs + clock.now(),
        isOurClock: dateMs === undefined,
        cachedForMs: cachedMs,
        location: message.headers.location,
        contentType: message.headers["content-type"],
        body: body ?? unreadable("the body was not complete in time"),
    };
}
function noteRetryAfter({ headers, headersDistinct }, { onRetryAfter }, clock) {
    const ms = retryAfterMs(headersDistinct["retry-after"] ?? [], headers.date, clock.epoch());
    if (ms !== undefined)
        onRetryAfter?.(clock.now() + ms);
    return ms !== undefined;
}
const MAX_HEADER_BYTES = 65_536;
const ADDRESS_MS = 2_000;
function createHttpClient(agent, signal, timeoutMs, connection) {
    const intoOptions = {
        prepareRequest(options) {
            // The client keeps the brackets of an IPv6 URL, with which no address can be found.
            options.host = options.host ? withoutBrackets(options.host) : null;
            options.signal = signal;
            options.maxHeaderSize = MAX_HEADER_BYTES;
            const addressMs = Math.min(ADDRESS_MS, timeoutMs / 4);
            options.autoSelectFamilyAttemptTimeout = Math.max(1, Math.ceil(addressMs)); // Node throws at 0
            if (!(agent instanceof external_node_https_namespaceObject.Agent))
                return;
            connection.isUnproven = true;
            options.checkServerIdentity = (host, certificate) => {
                connection.isUnproven = false;
                return (0,external_node_tls_namespaceObject.checkServerIdentity)(host, certificate);
            };
        },
        canHandleAuthentication: () => false,
        handleAuthentication: () => Promise.reject(new Error("never asked to")),
    };
    const client = new HttpClient(USER_AGENT, [intoOptions], {
        allowRedirects: false,
        allowRetries: false,
        socketTimeout: Math.ceil(timeoutMs) + 1_000, // above ours: the default of three minutes would cut a longer timeout
    });
    client["_getAgent"] = () => agent; // its own ignores a proxy that it can't read
    return client;
}
function unanswered(fault) {
    return { kind: "unanswered", ...fault };
}

;// CONCATENATED MODULE: ./src/wpengine/create-api.ts






function createApi({ authorization, proxy, observer, ...options }) {
    return createApiOver(createTransport(authorization, options.clock, observer, proxy), options);
}
function createApiOver(transport, options) {
    const { apiUrl, clock, redact, addSecret, onGoodReply, gates } = options;
    const limiter = new RateLimiter(clock, gates > 1);
    return new Client({
        apiUrl,
        transport: rateLimited(transport, limiter, clock),
        limiter,
        diagnose500: new Diagnose500(clock, redact),
        goodReplies: new GoodReplies(clock, onGoodReply),
        redact,
        addSecret,
    });
}

;// CONCATENATED MODULE: ./src/main.ts














const KEY_BYTES = 3;
async function main(cancel) {
    const crash = nextCrash();
    const secrets = (0,inputs_credentials.secretsIn)(process.env);
    const redact = (0,sanitize.redactorOf)(secrets);
    const statusSettings = statusSettingsOf(process.env);
    const hasStatus = Boolean(statusSettings?.token);
    const records = [];
    const reporter = new Reporter({ clock: clock/* systemClock */.m, records, secrets, redact, statusSettings });
    const addSecret = secretAdder(secrets, reporter);
    const over = new AbortController();
    let settings;
    let requests = 0;
    const run = async () => {
        settings = readSettings(process.env);
        records.push(...settings.targets.map((target) => new BackupRecord(target)));
        requireOutputsFile();
        reporter.open(settings, over.signal);
        const budget = createBudget(settings, hasStatus);
        const step = { clock: clock/* systemClock */.m, random: Math.random, budget, signal: cancel };
        const observer = {
            onSend: () => (requests += 1),
            onReply: (line) => reporter.onReply(line),
        };
        const { apiUrl, authorization, proxy } = settings;
        const wire = { apiUrl, authorization, proxy, clock: clock/* systemClock */.m, redact, addSecret, observer };
        const onGoodReply = () => reporter.onGoodReply();
        const api = createApi({ ...wire, onGoodReply, gates: records.length });
        const fleet = runFleet({
            records,
            failFast: settings.failFast,
            dryRun: settings.dryRun,
            maxAgeMs: settings.maxAgeMs,
            bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
            newKey: () => (0,external_node_crypto_namespaceObject.randomBytes)(KEY_BYTES).toString("hex"),
            emit: (record, event) => reporter.on(record, event),
        }, step, api);
        return Promise.race([fleet, watchdog(records, step), crash]);
    };
    const verdict = await run().catch((error) => {
        const failure = reporter.verdictOf(error);
        const [only] = endRunning(records, () => failure, clock/* systemClock */.m.now());
        return only !== undefined && records.length === 1 ? only : failure;
    });
    over.abort();
    const waitedMs = clock/* systemClock */.m.now();
    const leftMs = (settings?.timeoutMs ?? Infinity) + (0,last_seconds/* reportedMs */.sM)(hasStatus) - waitedMs;
    return reporter.close({ verdict, settings, records, requests, waitedMs, redact }, leftMs);
}
function secretAdder(secrets, reporter) {
    return (secret) => {
        // A server may return an email address in lower case, and the runner's masks are case-sensitive.
        const forms = [...new Set([secret, secret.toLowerCase()].flatMap(secret_forms/* formsOf */.X))];
        reporter.mask(forms);
        secrets.push(...forms);
    };
}


/***/ }),

/***/ 471:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o$: () => (/* binding */ helpLine),
/* harmony export */   rl: () => (/* binding */ helpPage)
/* harmony export */ });
/* unused harmony export anchorOf */
const SERVER = /^https:\/\/[\w.-]+(?::\d+)?\/?$/;
const REPOSITORY = /^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/;
const REF = /^(?!.*(?:\.\.|\/\/))\w[\w./-]*$/;
const MAX_CHARS = 255;
function helpPage(title, env) {
    const server = env["GITHUB_SERVER_URL"] || "https://github.com";
    const repository = env["GITHUB_ACTION_REPOSITORY"] || "";
    const ref = env["GITHUB_ACTION_REF"] || "";
    const isShort = [server, repository, ref].every((text) => text.length <= MAX_CHARS);
    const isPlain = SERVER.test(server) && REPOSITORY.test(repository) && REF.test(ref);
    if (!isShort || !isPlain)
        return "";
    const page = `${repository}/blob/${ref}/docs/troubleshooting.md`;
    return `${server.replace(/\/$/, "")}/${page}#${anchorOf(title)}`;
}
function anchorOf(heading) {
    return heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replace(/ /g, "-");
}
function helpLine(title, env) {
    const page = helpPage(title, env);
    return page === "" ? "" : `\nTroubleshooting: ${page}`;
}


/***/ }),

/***/ 952:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ OUTPUT_NAMES)
/* harmony export */ });
const OUTPUT_NAMES = [
    "status",
    "backup-id",
    "install-id",
    "description",
    "portal-url",
    "created-at",
    "completed-at",
    "wordpress-version",
    "duration-seconds",
    "waited-seconds",
    "requests",
    "reused",
    "backups",
    "result",
];


/***/ }),

/***/ 261:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   MY: () => (/* binding */ lastSeconds),
/* harmony export */   OP: () => (/* binding */ lastPollLeadMs),
/* harmony export */   R3: () => (/* binding */ WATCHDOG_MS),
/* harmony export */   RG: () => (/* binding */ STATUS_CALL_MS),
/* harmony export */   Ym: () => (/* binding */ WIND_UP_MS),
/* harmony export */   fk: () => (/* binding */ CREATE_GRACE_MS),
/* harmony export */   sM: () => (/* binding */ reportedMs),
/* harmony export */   y$: () => (/* binding */ FLUSH_MS)
/* harmony export */ });
/* unused harmony export LAST_REPLY_MS */
const LAST_REPLY_MS = 1_500;
const LEAD_MS = 100;
const LEAD_WITH_STATUS_MS = 800;
const STATUS_CALL_MS = 700;
function lastPollLeadMs(hasStatus) {
    return hasStatus ? LEAD_WITH_STATUS_MS : LEAD_MS;
}
function lastSeconds(hasStatus) {
    return {
        replyMs: LAST_REPLY_MS - lastPollLeadMs(hasStatus),
        watchdogMs: WATCHDOG_MS,
        reportMs: 50,
        statusMs: hasStatus ? STATUS_CALL_MS : 0,
        flushMs: FLUSH_MS,
    };
}
function reportedMs(hasStatus) {
    const allMs = Object.values(lastSeconds(hasStatus)).reduce((sum, ms) => sum + ms, 0);
    return allMs - FLUSH_MS;
}
const WATCHDOG_MS = 150;
const FLUSH_MS = 200;
const CREATE_GRACE_MS = 1_000;
const WIND_UP_MS = 500;


/***/ }),

/***/ 605:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AV: () => (/* binding */ unsupportedNode),
/* harmony export */   fn: () => (/* binding */ isSupportedNode),
/* harmony export */   jr: () => (/* binding */ bug),
/* harmony export */   xV: () => (/* binding */ reportFailure)
/* harmony export */ });
/* unused harmony export textsOf */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(24);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _report_help_page_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(471);
/* harmony import */ var _report_output_names_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(952);



const OLDEST_NODE = 20;
const TITLE = "Backup gate closed: error";
const REPORT_IT = "This is a bug in Backup Gate. Please report it in the action's issues, and include this log.";
function isSupportedNode(version) {
    return Number.parseInt(version, 10) >= OLDEST_NODE;
}
function unsupportedNode(version) {
    return {
        message: `Backup Gate needs Node ${OLDEST_NODE} or later, but the runner started it with Node ${version}.`,
        remedy: "Update the runner to version 2.327.1 or later, which has Node 24. If the job runs in act, Gitea or Forgejo, " +
            `install Node ${OLDEST_NODE} or later on the machine or in the image that runs it.`,
    };
}
function bug(message) {
    return { message, remedy: REPORT_IT };
}
function textsOf({ message, remedy }, written, help = "") {
    const outputs = _report_output_names_js__WEBPACK_IMPORTED_MODULE_1__/* .OUTPUT_NAMES */ .P.filter((name) => name === "result" || !`\n${written}`.includes(`\n${name}<<`));
    return {
        log: `::error title=${TITLE.replace(":", "%3A")}::${escapeData(`${message}\n${remedy}${help}`)}\n`,
        outputs: outputs.map((name) => `${name}<<EOF\n${valueOf(name)}\nEOF\n`).join(""),
        summary: `## ⛔ ${TITLE}\n\n    ${message}\n\n**What to do next:** ${remedy}\n`,
    };
}
function reportFailure(failure, env) {
    const help = (0,_report_help_page_js__WEBPACK_IMPORTED_MODULE_2__/* .helpLine */ .o$)(TITLE, env);
    const { log, outputs, summary } = textsOf(failure, read(env["GITHUB_OUTPUT"]), help);
    append(env["GITHUB_OUTPUT"], outputs);
    append(env["GITHUB_STEP_SUMMARY"], summary);
    print(log);
}
function valueOf(name) {
    return { result: "error", backups: "[]", requests: "0" }[name] ?? "";
}
function escapeData(text) {
    return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function print(line) {
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeSync)(1, line);
    }
    catch {
        printByStream(line);
    }
}
function printByStream(line) {
    process.stdout.on("error", () => undefined);
    try {
        process.stdout.write(line);
    }
    catch {
        // a full disk: the outputs and the summary have been written
    }
}
function read(file) {
    try {
        return file ? (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, "utf8") : "";
    }
    catch {
        return "";
    }
}
function append(file, text) {
    try {
        if (file)
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.appendFileSync)(file, text);
    }
    catch {
        // the annotation has the message
    }
}


/***/ }),

/***/ 110:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock),
/* harmony export */   t: () => (/* binding */ nextTurn)
/* harmony export */ });
const systemClock = {
    now: () => performance.now(),
    epoch: () => Date.now(),
    sleep(ms, signal) {
        const due = performance.now() + ms;
        return new Promise((resolve) => {
            let timer;
            const wake = () => {
                clearTimeout(timer);
                signal.removeEventListener("abort", wake);
                resolve();
            };
            // A timer may fire up to a millisecond early; a server's Retry-After must not be cut by that much.
            const tick = () => {
                const leftMs = due - performance.now();
                if (signal.aborted || leftMs <= 0)
                    wake();
                else
                    timer = setTimeout(tick, Math.ceil(leftMs));
            };
            signal.addEventListener("abort", wake);
            tick();
        });
    },
};
function nextTurn() {
    return new Promise((resolve) => setImmediate(resolve));
}


/***/ }),

/***/ 701:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ safeWord),
/* harmony export */   redactorOf: () => (/* binding */ redactorOf),
/* harmony export */   sanitize: () => (/* binding */ sanitize),
/* harmony export */   t: () => (/* binding */ withoutAddresses)
/* harmony export */ });
function redactorOf(secrets) {
    let pattern = patternOf(secrets);
    let known = secrets.length;
    return (text) => {
        if (secrets.length !== known)
            [pattern, known] = [patternOf(secrets), secrets.length];
        return pattern === undefined ? text : text.replace(pattern, "***");
    };
}
function patternOf(secrets) {
    const longestFirst = secrets
        .filter((secret) => secret !== "")
        .toSorted((a, b) => b.length - a.length)
        .map((secret) => secret.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return longestFirst.length === 0 ? undefined : new RegExp(longestFirst.join("|"), "gi");
}
function withoutAddresses(redact) {
    return (text) => redact(text).replace(/\S+/g, (word) => (/@|%40/.test(word) ? "***" : word));
}
function sanitize(text, atMostChars = 300) {
    const oneLine = text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
        .replace(/:(?=:)/g, ": ")
        .replace(/#(?=#\[)/g, "# ");
    const chars = Array.from(oneLine);
    return chars.length > atMostChars ? `${chars.slice(0, atMostChars - 1).join("")}…` : oneLine;
}
function safeWord(text) {
    return text.replace(/[^\w.:-]|(?<=:):/gu, "_");
}


/***/ }),

/***/ 548:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ formsOf),
/* harmony export */   g: () => (/* binding */ withoutPadding)
/* harmony export */ });
function formsOf(secret) {
    const inJson = JSON.stringify(secret).slice(1, -1);
    const inPath = encodeURIComponent(secret.toWellFormed());
    const inForm = new URLSearchParams([["", secret]]).toString().slice(1);
    const percents = [inPath, inForm].flatMap((text) => [
        text,
        text.replace(/%../g, (hex) => hex.toLowerCase()),
    ]);
    return [
        secret,
        inJson,
        JSON.stringify(inJson).slice(1, -1),
        inJson.replaceAll("/", "\\/"), // as PHP writes it
        ...QUOTES.map((quotes) => inHtml(secret, quotes)),
        withoutPadding(Buffer.from(secret).toString("base64")),
        ...percents,
    ];
}
const QUOTES = [
    { '"': "&quot;", "'": "&#39;" },
    { '"': "&#34;", "'": "&#x27;" },
    { '"': "&quot;", "'": "&#039;" }, // as WordPress writes them
    { '"': "&quot;", "'": "&apos;" },
    { '"': '"', "'": "'" },
];
function inHtml(text, quotes) {
    const entities = {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        ...quotes,
    };
    return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
function withoutPadding(base64) {
    return base64.replace(/=+$/, "");
}


/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(407);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
