import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var net = __nccwpck_require__(278);
var tls = __nccwpck_require__(756);
var http = __nccwpck_require__(611);
var https = __nccwpck_require__(692);
var events = __nccwpck_require__(434);
var assert = __nccwpck_require__(613);
var util = __nccwpck_require__(23);


exports.httpOverHttp = httpOverHttp;
exports.httpsOverHttp = httpsOverHttp;
exports.httpOverHttps = httpOverHttps;
exports.httpsOverHttps = httpsOverHttps;


function httpOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  return agent;
}

function httpsOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}

function httpOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  return agent;
}

function httpsOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}


function TunnelingAgent(options) {
  var self = this;
  self.options = options || {};
  self.proxyOptions = self.options.proxy || {};
  self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
  self.requests = [];
  self.sockets = [];

  self.on('free', function onFree(socket, host, port, localAddress) {
    var options = toOptions(host, port, localAddress);
    for (var i = 0, len = self.requests.length; i < len; ++i) {
      var pending = self.requests[i];
      if (pending.host === options.host && pending.port === options.port) {
        // Detect the request to connect same origin server,
        // reuse the connection.
        self.requests.splice(i, 1);
        pending.request.onSocket(socket);
        return;
      }
    }
    socket.destroy();
    self.removeSocket(socket);
  });
}
util.inherits(TunnelingAgent, events.EventEmitter);

TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
  var self = this;
  var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress));

  if (self.sockets.length >= this.maxSockets) {
    // We are over limit so we'll add it to the queue.
    self.requests.push(options);
    return;
  }

  // If we are under maxSockets create a new one.
  self.createSocket(options, function(socket) {
    socket.on('free', onFree);
    socket.on('close', onCloseOrRemove);
    socket.on('agentRemove', onCloseOrRemove);
    req.onSocket(socket);

    function onFree() {
      self.emit('free', socket, options);
    }

    function onCloseOrRemove(err) {
      self.removeSocket(socket);
      socket.removeListener('free', onFree);
      socket.removeListener('close', onCloseOrRemove);
      socket.removeListener('agentRemove', onCloseOrRemove);
    }
  });
};

TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
  var self = this;
  var placeholder = {};
  self.sockets.push(placeholder);

  var connectOptions = mergeOptions({}, self.proxyOptions, {
    method: 'CONNECT',
    path: options.host + ':' + options.port,
    agent: false,
    headers: {
      host: options.host + ':' + options.port
    }
  });
  if (options.localAddress) {
    connectOptions.localAddress = options.localAddress;
  }
  if (connectOptions.proxyAuth) {
    connectOptions.headers = connectOptions.headers || {};
    connectOptions.headers['Proxy-Authorization'] = 'Basic ' +
        new Buffer(connectOptions.proxyAuth).toString('base64');
  }

  debug('making CONNECT request');
  var connectReq = self.request(connectOptions);
  connectReq.useChunkedEncodingByDefault = false; // for v0.6
  connectReq.once('response', onResponse); // for v0.6
  connectReq.once('upgrade', onUpgrade);   // for v0.6
  connectReq.once('connect', onConnect);   // for v0.7 or later
  connectReq.once('error', onError);
  connectReq.end();

  function onResponse(res) {
    // Very hacky. This is necessary to avoid http-parser leaks.
    res.upgrade = true;
  }

  function onUpgrade(res, socket, head) {
    // Hacky.
    process.nextTick(function() {
      onConnect(res, socket, head);
    });
  }

  function onConnect(res, socket, head) {
    connectReq.removeAllListeners();
    socket.removeAllListeners();

    if (res.statusCode !== 200) {
      debug('tunneling socket could not be established, statusCode=%d',
        res.statusCode);
      socket.destroy();
      var error = new Error('tunneling socket could not be established, ' +
        'statusCode=' + res.statusCode);
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    if (head.length > 0) {
      debug('got illegal response body from proxy');
      socket.destroy();
      var error = new Error('got illegal response body from proxy');
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    debug('tunneling connection has established');
    self.sockets[self.sockets.indexOf(placeholder)] = socket;
    return cb(socket);
  }

  function onError(cause) {
    connectReq.removeAllListeners();

    debug('tunneling socket could not be established, cause=%s\n',
          cause.message, cause.stack);
    var error = new Error('tunneling socket could not be established, ' +
                          'cause=' + cause.message);
    error.code = 'ECONNRESET';
    options.request.emit('error', error);
    self.removeSocket(placeholder);
  }
};

TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
  var pos = this.sockets.indexOf(socket)
  if (pos === -1) {
    return;
  }
  this.sockets.splice(pos, 1);

  var pending = this.requests.shift();
  if (pending) {
    // If we have pending requests and a socket gets closed a new one
    // needs to be created to take over in the pool for the one that closed.
    this.createSocket(pending, function(socket) {
      pending.request.onSocket(socket);
    });
  }
};

function createSecureSocket(options, cb) {
  var self = this;
  TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
    var hostHeader = options.request.getHeader('host');
    var tlsOptions = mergeOptions({}, self.options, {
      socket: socket,
      servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host
    });

    // 0 is dummy port for v0.6
    var secureSocket = tls.connect(0, tlsOptions);
    self.sockets[self.sockets.indexOf(socket)] = secureSocket;
    cb(secureSocket);
  });
}


function toOptions(host, port, localAddress) {
  if (typeof host === 'string') { // since v0.10
    return {
      host: host,
      port: port,
      localAddress: localAddress
    };
  }
  return host; // for v0.11 or later
}

function mergeOptions(target) {
  for (var i = 1, len = arguments.length; i < len; ++i) {
    var overrides = arguments[i];
    if (typeof overrides === 'object') {
      var keys = Object.keys(overrides);
      for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
        var k = keys[j];
        if (overrides[k] !== undefined) {
          target[k] = overrides[k];
        }
      }
    }
  }
  return target;
}


var debug;
if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) {
  debug = function() {
    var args = Array.prototype.slice.call(arguments);
    if (typeof args[0] === 'string') {
      args[0] = 'TUNNEL: ' + args[0];
    } else {
      args.unshift('TUNNEL:');
    }
    console.error.apply(console, args);
  }
} else {
  debug = function() {};
}
exports.debug = debug; // for test


/***/ }),

/***/ 139:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   leave: () => (/* binding */ leave)
/* harmony export */ });
/* harmony import */ var _schedule_last_seconds_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(261);
/* harmony import */ var _util_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(110);


/**
 * Ends the process now, whatever sockets, timers or lookups are still open.
 * @param code 0 opens the gate.
 */
async function leave(code) {
    const flushed = new AbortController();
    process.stdout.write("", () => flushed.abort());
    await _util_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .systemClock */ .m.sleep(_schedule_last_seconds_js__WEBPACK_IMPORTED_MODULE_0__/* .LAST_SECONDS */ .bM.flushMs, flushed.signal);
    if (process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap"))
        leaveLookupBehind(code);
    process.exit(code);
}
/**
 * Ends the process although `process.exit` would wait for a lookup in getaddrinfo, which takes 10 s by default if the name
 * server is silent. Returns if there is no way to do so. See docs/adr/0001-leaving-while-a-lookup-hangs.md.
 */
function leaveLookupBehind(code) {
    // Node has it since 22.15; on Windows it only throws.
    if (process.execve !== undefined && process.platform !== "win32") {
        process.execve(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
    }
    else if (code === 1) {
        process.kill(process.pid, "SIGKILL"); // a failed step all the same; an open gate has to wait
    }
}


/***/ }),

/***/ 407:
/***/ ((module, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _startup_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(605);

process.exitCode = 1; // closed until proven open: a drained event loop must never turn the step green
// People who wait for a deployment need not read a dependency's deprecations. Node refuses to set this twice.
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
    // Before anything that takes time: a run may be cancelled while the rest still loads.
    const cancel = new AbortController();
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]) {
        process.on(name, () => cancel.abort(name));
    }
    const { main } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 953));
    const { leave } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 139));
    code = await main(cancel.signal);
    isReported = true;
    await leave(code);
}
/** Ends the process after an error that nothing else has reported. */
async function end(error) {
    report((0,_startup_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .bug */ .jr)(`The action could not run (${await describe(error)}).`));
    const { leave } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 139));
    return leave(1);
}
/** The error's own words, without credentials: the runner masks logs, not outputs and summaries. */
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
/* harmony export */   J$: () => (/* binding */ checkUsername),
/* harmony export */   O7: () => (/* binding */ checkPassword),
/* harmony export */   P_: () => (/* binding */ authorizationOf),
/* harmony export */   YN: () => (/* binding */ credentialsOf),
/* harmony export */   secretsIn: () => (/* binding */ secretsIn)
/* harmony export */ });
/* unused harmony export secretsOf */
/* harmony import */ var _model_portal_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(335);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(318);


/** Reads the credentials without checking them. */
function credentialsOf(env) {
    const read = (name) => env[`INPUT_${name}`]?.trim() ?? "";
    return { username: read("API-USERNAME"), password: read("API-PASSWORD") };
}
const CONTROL = /\p{Cc}/u;
/**
 * Refuses a user ID that cannot be sent. The message quotes nothing: the input may be a whole `user:password`.
 * @throws InputError
 * @see RFC 7617 §2: no colon in the user ID, no control character in either
 */
function checkUsername({ username }) {
    const wants = `write the API user id, made on ${_model_portal_js__WEBPACK_IMPORTED_MODULE_1__/* .ACCESS_PAGE */ .X}`;
    if (username === "")
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d("api-username", `got nothing; ${wants}`);
    if (username.includes(":")) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d("api-username", `got a colon in it; ${wants}, without the password`);
    }
    if (CONTROL.test(username)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d("api-username", `got a control character in it; ${wants}`);
    }
}
/**
 * Refuses a password that cannot be sent.
 * @throws InputError
 */
function checkPassword({ password }) {
    const wants = `write the API password, made on ${_model_portal_js__WEBPACK_IMPORTED_MODULE_1__/* .ACCESS_PAGE */ .X}`;
    if (password === "")
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d("api-password", `got nothing; ${wants}`);
    if (CONTROL.test(password)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d("api-password", `got a control character in it; ${wants}`);
    }
}
/** The value of the `Authorization` header. */
function authorizationOf(credentials) {
    return `Basic ${encode(credentials)}`;
}
/**
 * Every form in which the credentials could be printed: as they are, as they are sent (also without padding), and as JSON
 * and URLs would quote them.
 */
function secretsOf(credentials) {
    const { username, password } = credentials;
    if (password === "")
        return [];
    const basic = encode(credentials);
    const inJson = JSON.stringify(password).slice(1, -1);
    const inPath = encodeURIComponent(password.toWellFormed());
    const inForm = new URLSearchParams([["", password]]).toString().slice(1);
    const percents = [inPath, inForm].flatMap((text) => [
        text,
        text.replace(/%../g, (hex) => hex.toLowerCase()),
    ]);
    const forms = [
        password,
        basic,
        basic.replace(/=+$/, ""),
        `${username}:${password}`,
        inJson,
        ...percents,
    ];
    return [...new Set(forms)];
}
/** The token for GitHub's API, unchecked; empty if there is none. */
function tokenOf(env) {
    return env["INPUT_GITHUB-TOKEN"]?.trim() ?? "";
}
/** Every text among the inputs that must be masked. */
function secretsIn(env) {
    const token = tokenOf(env);
    return [...secretsOf(credentialsOf(env)), ...(token === "" ? [] : [token])];
}
function encode({ username, password }) {
    return Buffer.from(`${username}:${password}`).toString("base64");
}


/***/ }),

/***/ 318:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ invalidInput),
/* harmony export */   d: () => (/* binding */ InputError)
/* harmony export */ });
/* harmony import */ var _model_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(206);

/** A breach of the input rules. */
class InputError extends Error {
    /** @param fault what the input got and what it needs, safe to print. */
    constructor(input, fault) {
        super(`${input}: ${fault}.`);
    }
}
/** The failure that names every breach, because one run should show everything to fix. */
function invalidInput(breaches) {
    const message = breaches.map((breach) => breach.message).join("\n");
    return new _model_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .StepFailed */ .an({ result: "invalid-input", message });
}


/***/ }),

/***/ 953:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  main: () => (/* binding */ main)
});

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
// EXTERNAL MODULE: ./src/model/errors.ts
var errors = __nccwpck_require__(206);
;// CONCATENATED MODULE: ./src/util/closest.ts
/** The words closest to a given one, by their edit distance, the closest first. */
function closest(word, words, atMost) {
    return words
        .map((candidate) => ({ candidate, edits: edits(lettersOf(word), lettersOf(candidate)) }))
        .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
        .slice(0, atMost)
        .map(({ candidate }) => candidate);
}
function lettersOf(word) {
    return Array.from(word.toLowerCase());
}
/**
 * Letters to insert, delete or replace to turn one word into the other.
 * @see Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" (1966)
 */
function edits(from, to) {
    let row = [0, ...to.map((_, index) => index + 1)];
    for (const [index, letter] of from.entries()) {
        const next = [index + 1];
        for (const [at, other] of to.entries()) {
            const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
            next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}

;// CONCATENATED MODULE: ./src/util/sentence.ts
/** `the thing` as the beginning of a sentence. */
function capitalize(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
/** `The thing` within a sentence. */
function uncapitalize(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}
/** A text with the mark that ends a sentence: its own, or a full stop. */
function endSentence(text) {
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}
/** A number of things in words: `1 poll`, `2 polls`. */
function count(things, noun) {
    return `${things} ${noun}${things === 1 ? "" : "s"}`;
}

;// CONCATENATED MODULE: ./src/model/reply.ts

/** The verdict on a failure that asking again would not change. */
function verdictOf(failure) {
    const message = endSentence(capitalize(failure.message));
    if (failure.kind === "not-found")
        return { result: "not-found", message };
    const { result, stepWide } = failure;
    return {
        result,
        message,
        cause: causeOf(failure),
        stepWide: stepWide && endSentence(capitalize(stepWide)),
    };
}
/** What to put right, if the result alone does not tell. */
function causeOf(reply) {
    switch (reply.kind) {
        case "retryable":
            if (reply.reason === "rate-limited")
                return "rate-limit";
            if (reply.reason === "no-answer")
                return undefined;
            if (reply.hasRetryAfter === true)
                return "rate-limit";
            return reply.hasApiReplied === true ? "crowded" : undefined;
        case "fatal":
            return reply.result === "unavailable" ? "certificate" : undefined;
        case "backup":
        case "not-found":
            return undefined;
        default:
            return reply;
    }
}

;// CONCATENATED MODULE: ./src/util/duration.ts
const DAY_MS = 86_400_000;
const UNITS_MS = [DAY_MS, 3_600_000, 60_000, 1_000, 1];
const AMOUNT = String.raw `(\d+(?:\.\d+)?)`;
const TIME = `(?:${AMOUNT}h)?(?:${AMOUNT}m)?(?:${AMOUNT}s)?(?:${AMOUNT}ms)?`;
const DURATION = new RegExp(`^(?=.)()${TIME}$`);
const WITH_DAYS = new RegExp(`^(?=.)(?:${AMOUNT}d)?${TIME}$`);
const BARE_NUMBER = new RegExp(`^${AMOUNT}$`);
/**
 * Milliseconds of a duration such as `500ms`, `90s`, `1h30m` or `0.5m`; a bare number is seconds. Units come once each,
 * the longest first. A duration above zero is at least one millisecond.
 * @param days whether `d` is a unit too.
 * @returns undefined if the text is no duration.
 */
function parseDurationMs(text, { days = false } = {}) {
    const form = days ? WITH_DAYS : DURATION;
    const amounts = form.exec(text.replace(BARE_NUMBER, "$1s"))?.slice(1);
    if (amounts === undefined)
        return undefined;
    const ms = UNITS_MS.reduce((sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs, 0);
    return ms === 0 ? 0 : Math.max(1, Math.round(ms));
}
/** A duration for people: `20ms`, `0.8s`, `42s`, `4m10s`, `1h05m`, `2d06h`. */
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

;// CONCATENATED MODULE: ./src/model/backup.ts
/** `initiated` is the deprecated name of `in_progress`, and is still served. */
const KNOWN_STATUSES = [
    "requested",
    "in_progress",
    "initiated",
    "completed",
    "aborted",
];
/** Whether no later poll can see another status. */
function isTerminal(status) {
    return status === "completed" || status === "aborted";
}
function statusText(status) {
    return typeof status === "string" ? status : status.unknown;
}
/** A status within a sentence: an unknown word is quoted, because it may contain spaces. */
function spokenStatus(status) {
    return typeof status === "string" ? status : `"${status.unknown}"`;
}
/** Milliseconds from creation to completion; undefined if either is unknown, or they contradict each other. */
function durationMs({ createdAt, completedAt }) {
    if (createdAt === undefined || completedAt === undefined)
        return undefined;
    const ms = completedAt.epochMs - createdAt.epochMs;
    return ms < 0 ? undefined : ms;
}
/** Older backups than this many say little about the site as it is now. */
const MAX_PAST_BACKUPS = 20;
/** How long the newest completed backups of a listing took, in milliseconds above 0. The listing may be in any order. */
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

;// CONCATENATED MODULE: ./src/model/timed-out.ts




/** The verdict when the time is up after this latest poll. */
function timedOut(latest, budget) {
    const timeIsUp = sayTimeIsUp(budget);
    switch (latest.kind) {
        case "backup": {
            const message = `${timeIsUp}, and the backup is still ${spokenStatus(latest.backup.status)}.`;
            return { result: "timed-out", message };
        }
        case "not-found": {
            const message = `${timeIsUp}, and the last look said: ${endSentence(latest.message)}`;
            return { result: "not-found", message };
        }
        case "retryable":
            return {
                result: resultOf(latest),
                message: `${timeIsUp}, and the last look failed: ${endSentence(latest.message)}`,
                cause: causeOf(latest),
            };
        case "fatal":
            return verdictOf(latest);
        default:
            return latest;
    }
}
/**
 * The verdict when the time is up before a first poll was sent.
 * @param hasReplied whether the API has replied to any request.
 */
function timedOutBeforePoll(budget, hasReplied = true) {
    if (!hasReplied) {
        const message = `${sayTimeIsUp(budget)}, and the API has not answered yet.`;
        return { result: "unavailable", message };
    }
    const timeout = formatDuration(budget.timeoutMs);
    const message = `The time (timeout: ${timeout}) was up before a first look could be taken.`;
    return { result: "timed-out", message };
}
/**
 * The verdict when the time is up during a task.
 * @param standing how the task stands, as the rest of a sentence.
 */
function timedOutWhile(standing, result, budget) {
    return { result, message: `${sayTimeIsUp(budget)}, and ${standing}` };
}
/** The verdict when the time is up after this latest failure of a request that is no poll. */
function timedOutAfter(failure, budget) {
    return {
        result: resultOf(failure),
        message: `${sayTimeIsUp(budget)}. ${capitalize(endSentence(failure.message))}`,
        cause: causeOf(failure),
    };
}
/** `timed-out` if the API only asked for patience, `unavailable` if it gave no usable reply. */
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

/** The limits of a request that is sent now. */
function requestOptions(context) {
    const { clock, budget, signal, priority, onSend } = context;
    const cutoffAt = budget.deadline + budget.lastPollMs;
    const timeoutMs = Math.max(0, Math.min(budget.requestTimeoutMs, cutoffAt - clock.now()));
    return { timeoutMs, cutoffAt, sendBy: budget.deadline + last_seconds/* WAKE_UP_MS */.Mh, priority, signal, onSend };
}
/** Whether the deadline has passed by more than a late timer explains. */
function isTooLate({ clock, budget }) {
    return clock.now() > budget.deadline + last_seconds/* WAKE_UP_MS */.Mh;
}

;// CONCATENATED MODULE: ./src/model/verdict.ts
/** Whether the step did what it was to do: the gate is open, or the backup requested and nothing gated. */
function isGood({ result }) {
    return result === "completed" || result === "requested";
}
/** Whether a gate stays closed for a reason of its own, and not because another one failed. */
function hasFailed(verdict) {
    return !isGood(verdict) && verdict.cause !== "fail-fast";
}
/** The verdict of a cancelled step. The reason of `signal` is the name of the process signal. */
function cancelled(signal) {
    return { result: "cancelled", message: `The step was cancelled (${String(signal.reason)}).` };
}
/**
 * A verdict that also says that a create request is unresolved: nobody knows whether it created a backup.
 * @param key that the backup's description would show.
 */
function unresolved({ result, message, cause, stepWide }, key) {
    return {
        stepWide,
        result: result === "timed-out" ? "unavailable" : result,
        message: `A backup may have been requested, with the key ${key} in its description. ${message}`,
        cause: cause === "fail-fast" ? cause : "unresolved",
    };
}

;// CONCATENATED MODULE: ./src/schedule/backoff.ts
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/**
 * Milliseconds to wait after failures: doubling from 1 s to 60 s. The upper half is jitter, because gates that were refused
 * together must not return together.
 * @param failuresInARow 1 after the first failure.
 * @param random uniform in [0, 1).
 */
function backoffMs(failuresInARow, random) {
    const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failuresInARow - 1));
    return ceilingMs * (1 - random() / 2);
}

;// CONCATENATED MODULE: ./src/schedule/retry.ts






/**
 * Waits after a failure that may pass.
 * @param failuresInARow 1 after the first one.
 * @throws GateClosed if the time is up, a `Retry-After` asks for more than is left, or the step is cancelled.
 */
async function backOff(failure, failuresInARow, context) {
    const { clock, budget, random, emit } = context;
    if (clock.now() >= budget.deadline)
        throw new errors/* GateClosed */.WN(timedOutAfter(failure, budget));
    const waitMs = delayWithin(context, backoffMs(failuresInARow, random), causeOf(failure));
    emit({ kind: "request-failed", failure, waitMs });
    await sleep(waitMs, context);
}
/** @throws GateClosed if the step is cancelled. */
async function sleep(ms, { clock, signal }) {
    await clock.sleep(ms, signal);
    throwIfCancelled(signal);
}
/** @throws GateClosed if the step is cancelled. */
function throwIfCancelled(signal) {
    if (signal.aborted)
        throw new errors/* GateClosed */.WN(cancelled(signal));
}
/**
 * Milliseconds to wait for something due in `dueMs`: at least what a `Retry-After` asks for, at most what the step has left.
 * @param cause of the latest failure, for the verdict.
 * @throws GateClosed if a `Retry-After` asks for more than the step has left.
 */
function delayWithin(context, dueMs, cause) {
    const { clock, budget, api } = context;
    const tooLong = retryAfterTooLong(context, cause);
    if (tooLong !== undefined)
        throw new errors/* GateClosed */.WN(tooLong);
    const now = clock.now();
    const leftMs = Math.max(0, budget.deadline - now);
    return Math.min(leftMs, Math.max(api.retryAt - now, dueMs, 0));
}
/** The verdict if a `Retry-After` asks for more time than the step has left. */
function retryAfterTooLong(context, cause) {
    const { clock, budget, api } = context;
    const now = clock.now();
    const leftMs = Math.max(0, budget.deadline - now); // a request sent at the deadline may end after it
    const retryAfterMs = Math.max(0, api.retryAt - now);
    if (retryAfterMs <= leftMs)
        return undefined;
    const [asked, left, timeout] = [retryAfterMs, leftMs, budget.timeoutMs].map(formatDuration);
    const message = `The API asked for no request within ${asked} (Retry-After), and only ${left} of the timeout (${timeout}) ` +
        "are left.";
    return { result: "timed-out", message, cause, stepWide: message };
}

;// CONCATENATED MODULE: ./src/backup/list.ts





/** The API's limit for a page. A page with fewer rows is the last one. */
const PAGE_ROWS = 100;
/**
 * Reads a listing page by page, and again from the start if it contradicts itself: its order is undocumented.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
async function readListing(query, context) {
    const listing = await tryListing(query, Infinity, context);
    if (listing.kind === "retryable")
        throw new Error("endless tries have come to an end");
    return listing;
}
/**
 * Reads a listing that the step can do without.
 * @param tries how many failures to accept before the last of them is returned.
 * @throws GateClosed like `readListing`.
 */
async function tryListing({ readPage, purpose, isEnough = () => false }, tries, context) {
    const { clock, budget, signal } = context;
    let pages;
    let latest; // since the latest good page
    let failures = 0;
    let failuresInARow = 0;
    let restarts = 0;
    for (;;) {
        const isLate = isTooLate(context);
        const page = isLate ? undefined : await readPage(pages?.size ?? 0, requestOptions(context));
        throwIfCancelled(signal);
        if (page === undefined || isOutOfTime(page)) {
            const notDone = timedOutWhile(`${purpose} is not done.`, "timed-out", budget);
            throw new errors/* GateClosed */.WN(page && latest ? timedOutAfter(latest, budget) : notDone);
        }
        if (page.kind === "page") {
            const rows = [...(pages?.rows.values() ?? []), ...page.rows];
            if (isEnough(rows))
                return listingOf(rows, false, pages ?? page);
        }
        const reply = page.kind === "page" ? joinPages(pages, page) : page;
        if (reply.kind === "pages") {
            if (reply.isAtEnd)
                return listingOf([...reply.rows.values()], reply.isWhole, reply);
            pages = reply;
            latest = undefined;
            failuresInARow = 0;
            await sleep(delayWithin(context, 0), context);
            continue;
        }
        const failure = { ...reply, message: `${purpose}: ${reply.message}` };
        if (failure.kind !== "retryable")
            throw new errors/* GateClosed */.WN(verdictOf(failure));
        latest = failure;
        failures += 1;
        failuresInARow += 1;
        if (failures >= tries && clock.now() < budget.deadline)
            return failure;
        if (page.kind === "page") {
            pages = undefined;
            restarts += 1;
        }
        await backOff(failure, Math.max(failuresInARow, restarts), context);
    }
}
/** Whether the rate limiter could not permit the page before the deadline, although the API replies. */
function isOutOfTime(page) {
    if (page.kind !== "retryable" || page.reason !== "not-sent")
        return false;
    return page.hasApiReplied === true && page.hasRetryAfter !== true;
}
function listingOf(rows, isWhole, { serverMs, isOurClock = false, }) {
    return { kind: "listing", rows, isWhole, serverMs, isOurClock };
}
/** @returns a failure if the page contradicts those before it. */
function joinPages(before, page) {
    const rows = new Map([
        ...(before?.rows ?? []),
        ...page.rows.map((row) => [row.id, row]),
    ]);
    const size = (before?.size ?? 0) + page.size;
    const { total } = page;
    const isLonger = total === undefined ? page.size >= PAGE_ROWS : size < total;
    const isAtEnd = !(page.hasNext || isLonger);
    const isRepeated = rows.size < (before?.rows.size ?? 0) + page.rows.length;
    const isCutShort = page.size === 0 && !isAtEnd;
    if (isRepeated || isCutShort || (before !== undefined && total !== before.total)) {
        const message = "the listing changed while it was read";
        return { kind: "retryable", message, reason: "no-answer" };
    }
    const isWhole = (before?.isWhole ?? true) && page.rows.length === page.size;
    const { serverMs, isOurClock = false } = before ?? page;
    return { kind: "pages", rows, size, total, isWhole, isAtEnd, serverMs, isOurClock };
}

;// CONCATENATED MODULE: ./src/backup/installs.ts




/** Names that a message about an unknown name suggests. */
const SUGGESTIONS = 3;
/** Unknown names that get suggestions: comparing hundreds of names with thousands would block the step. */
const NAMES_WITH_SUGGESTIONS = 3;
/**
 * Finds installs: all those given by name in one reading of the listing, by exact comparison.
 * @returns them in their order, or in place of one that cannot be found, the verdict that says why.
 */
async function findInstalls(installs, context) {
    const names = installs.flatMap((install) => ("name" in install ? [install.name] : []));
    if (names.length === 0)
        return installs;
    const directory = await readDirectory(names, context).catch(errors/* verdictOfClosed */.F7);
    return installs.map((install) => {
        if ("id" in install)
            return install;
        return typeof directory === "function" ? directory(install.name) : directory;
    });
}
/** @throws GateClosed if the listing cannot be read. */
async function readDirectory(names, context) {
    const wanted = new Set(names);
    const what = names.length === 1 ? `the install ${names.join("")}` : count(names.length, "install");
    const listing = await readListing({
        readPage: (offset, options) => context.api.listInstalls(offset, options),
        purpose: `looking for ${what}`,
        isEnough: (rows) => {
            const found = rows.filter(({ name }) => wanted.has(name));
            return new Set(found.map(({ name }) => name)).size === wanted.size;
        },
    }, context);
    const byName = new Map(listing.rows.map((install) => [install.name, install]));
    const nameOfId = new Map();
    let suggested = 0;
    return (name) => {
        const install = byName.get(name);
        if (install === undefined) {
            suggested += 1;
            return unknown(name, listing, suggested <= NAMES_WITH_SUGGESTIONS);
        }
        const before = nameOfId.get(install.id);
        nameOfId.set(install.id, name);
        return before === undefined ? install : sameInstall(before, name);
    };
}
function sameInstall(one, other) {
    const message = `The listing of installs shows one and the same install as "${one}" and as "${other}".`;
    return { result: "unavailable", message };
}
function unknown(name, { rows, isWhole }, isSuggesting) {
    if (!isWhole) {
        return {
            result: "unavailable",
            message: `The listing of installs has rows that cannot be read, so that "${name}" may be among them.`,
        };
    }
    const message = `These credentials can see no install of the name "${name}"`;
    const hint = isSuggesting ? `: ${suggestionsFor(name, rows)}` : "";
    return { result: "not-found", message: `${message}${hint}.`, cause: "no-such-name" };
}
function suggestionsFor(name, rows) {
    const names = rows.map((row) => row.name);
    const suggestions = closest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
    if (suggestions.length === 0)
        return "they can see no install";
    return `the nearest are ${suggestions.join(", ")}`;
}

;// CONCATENATED MODULE: ./src/model/freshness.ts

/** A backup created at most this far in the future was created now: the clocks differ. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
/**
 * Milliseconds since a backup was created.
 * @param createdMs when it was created, in epoch milliseconds.
 * @param serverMs the server's wall clock in the same reply, in epoch milliseconds.
 * @returns undefined if that is unknown, or too far in the future to be believed.
 */
function ageMs(createdMs, serverMs) {
    if (createdMs === undefined || createdMs > serverMs + CLOCKS_DIFFER_MS)
        return undefined;
    return Math.max(0, serverMs - createdMs);
}
/** Takes ages at the first moment that it is called with. */
function asOfFirst() {
    let asOfMs;
    return (serverMs) => (asOfMs ??= serverMs);
}
/** Whether a backup is known to have been young enough. */
function isFresh(backup, freshness) {
    return (ageAsOf(backup, freshness) ?? Infinity) <= freshness.maxAgeMs;
}
/** Why a backup is not known to be fresh, as the rest of a sentence. */
function staleness(backup, freshness) {
    const age = ageAsOf(backup, freshness);
    const fault = age === undefined
        ? "when it was created is not known"
        : `it was ${formatDuration(age)} old when this step first saw it`;
    return `${fault}, and max-age is ${formatDuration(freshness.maxAgeMs)}`;
}
function ageAsOf({ createdAt }, { asOfMs, shownMs = asOfMs }) {
    const age = ageMs(createdAt?.epochMs, shownMs);
    return age === undefined ? undefined : Math.max(0, age - (shownMs - asOfMs));
}

;// CONCATENATED MODULE: ./src/backup/recover.ts








/**
 * How long after its loss a request may still create a backup: the gateway drops a caller after 29 s at most, and what is
 * behind it works on. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
const MAY_STILL_CREATE_MS = 35_000;
/** A `Date` is in whole seconds, and may come from another clock than a creation. */
const CLOCK_GRAIN_MS = 5_000;
/** Listings without the backup that prove that none was created. */
const PROOFS = 2;
/**
 * Looks for the backup of a create request whose reply was lost.
 * @returns undefined once the request can no longer create one.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
async function recoverBackup(lost, context) {
    const { api, clock, budget, random, emit } = context;
    const { installId, key } = lost.order;
    const keyed = new RegExp(`key ${key}(?![0-9a-f])`);
    const isOurs = ({ description = "" }) => keyed.test(description);
    const settledAt = lost.lostAt + MAY_STILL_CREATE_MS;
    const dueMs = (round) => {
        const untilSettledMs = settledAt - clock.now();
        const backedOffMs = backoffMs(round, random);
        return untilSettledMs > 0 ? Math.min(backedOffMs, untilSettledMs) : backedOffMs;
    };
    const firstMs = delayAfterLoss(lost, dueMs(1), context);
    emit({ kind: "reply-lost", key, message: lost.message, waitMs: firstMs });
    await sleep(firstMs, context);
    let proofs = 0;
    for (let round = 2;; round += 1) {
        const begunAt = clock.now();
        const listing = await readListing({
            readPage: (offset, options) => api.listBackups(installId, offset, options),
            purpose: "looking for the backup that was requested",
            isEnough: (rows) => rows.some(isOurs),
        }, context);
        const backup = listing.rows.find(isOurs);
        if (backup !== undefined)
            return { backup, serverMs: listing.serverMs };
        const isProof = listing.isWhole && !mayShowOurs(listing, lost, clock.now());
        if (isProof)
            proofs += 1;
        if (isProof && proofs >= PROOFS && begunAt >= settledAt)
            return undefined;
        if (clock.now() >= budget.deadline) {
            const standing = "a backup that was requested has not shown yet.";
            throw new errors/* GateClosed */.WN(timedOutWhile(standing, "unavailable", budget));
        }
        const waitMs = delayWithin(context, dueMs(round));
        emit({ kind: "not-listed-yet", isProof, waitMs });
        await sleep(waitMs, context);
    }
}
/** @throws GateClosed if no time is left to look for the backup; the verdict says what was lost. */
function delayAfterLoss({ message }, dueMs, context) {
    const fault = `the answer to the request for a backup was lost: ${endSentence(message)}`;
    if (isTooLate(context)) {
        throw new errors/* GateClosed */.WN(timedOutWhile(fault, "unavailable", context.budget));
    }
    const tooLong = retryAfterTooLong(context);
    if (tooLong !== undefined) {
        throw new errors/* GateClosed */.WN({ ...tooLong, message: `${capitalize(fault)} ${tooLong.message}` });
    }
    return delayWithin(context, dueMs);
}
/**
 * Whether a row without our key may be our backup: its description is missing or cut short, and it is not known to be older
 * than our request. Our own clock proves no age, because it may differ from the server's.
 */
function mayShowOurs({ rows, serverMs, isOurClock }, { order, firstSentAt }, now) {
    const ours = order.spec.describe(order.key);
    return rows.some(({ description, createdAt }) => {
        const saysNothing = description === undefined || (description !== "" && ours.startsWith(description));
        const age = ageMs(createdAt?.epochMs, serverMs) ?? 0;
        return saysNothing && (isOurClock || age <= now - firstSentAt + CLOCK_GRAIN_MS);
    });
}

;// CONCATENATED MODULE: ./src/backup/send.ts






/** What must be left of the timeout for a create request to be sent: anything at all. */
const MIN_LEFT_MS = 1;
/**
 * Sends a create request until it creates a backup or its reply is lost. What created nothing may be sent again.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
async function sendCreate({ installId, spec, key }, context) {
    const { api, clock, budget, signal, emit } = context;
    const body = { description: spec.describe(key), emails: spec.emails };
    let latest;
    for (let failures = 1;; failures += 1) {
        if (clock.now() >= budget.deadline) {
            throw new errors/* GateClosed */.WN(latest === undefined
                ? timedOutWhile("there is no backup.", "timed-out", budget)
                : timedOutAfter(latest, budget));
        }
        throwIfCancelled(signal);
        const options = requestOptions(context);
        const reply = await api.createBackup(installId, body, {
            ...options,
            sendBy: budget.deadline - MIN_LEFT_MS,
            abortGraceMs: last_seconds/* CREATE_GRACE_MS */.fk,
            onSend() {
                options.onSend?.();
                emit({ kind: "create-sent", key });
            },
        });
        if (reply.kind === "accepted")
            return reply;
        if (reply.kind === "reply-lost") {
            throwIfCancelled(signal);
            return reply;
        }
        emit({ kind: "create-refused" });
        throwIfCancelled(signal);
        const failure = { ...reply, message: `requesting a backup: ${reply.message}` };
        if (failure.kind !== "retryable")
            throw new errors/* GateClosed */.WN(verdictOf(failure));
        if (failure.reason !== "not-sent")
            latest = failure;
        await backOff(latest ?? failure, failures, context);
    }
}

;// CONCATENATED MODULE: ./src/backup/create.ts




const MAX_SENDS = 3;
/**
 * Creates one backup. If the reply is lost, it looks for the backup by its key, and sends the request again only once that
 * can no longer create a second one.
 * @throws GateClosed if there is no backup to wait for.
 */
async function createBackup(order, context) {
    const { clock, budget, emit } = context;
    const firstSentAt = clock.now();
    for (let send = 1;; send += 1) {
        const reply = await sendCreate(order, context);
        if (reply.kind === "accepted") {
            const { backup, serverMs } = reply;
            emit({ kind: "chosen", backup, source: "requested" });
            throwIfCancelled(context.signal);
            return { backup, serverMs };
        }
        const lost = { order, firstSentAt, lostAt: clock.now(), message: reply.message };
        const recovered = await recoverBackup(lost, context);
        if (recovered !== undefined) {
            emit({ kind: "chosen", backup: recovered.backup, source: "recovered" });
            return recovered;
        }
        emit({ kind: "none-created" });
        if (send === MAX_SENDS) {
            throw new errors/* GateClosed */.WN({
                result: "unavailable",
                message: `A backup was requested ${MAX_SENDS} times, and each time the answer was lost and no backup came of it.`,
            });
        }
        if (clock.now() < budget.deadline)
            emit({ kind: "resending", send: send + 1, sends: MAX_SENDS });
    }
}

;// CONCATENATED MODULE: ./src/backup/reuse.ts



/** Failures of the listing to accept before the step creates a backup instead. */
const LISTING_TRIES = 3;
/**
 * Finds the newest fresh completed backup, or else the newest fresh pending one.
 * @throws GateClosed if a failure is final, the time is up, or the step is cancelled.
 */
async function findReusable(installId, { maxAgeMs, asOf }, context) {
    const { api, emit } = context;
    const listing = await tryListing({
        readPage: (offset, options) => api.listBackups(installId, offset, options),
        purpose: "looking for a recent backup",
    }, LISTING_TRIES, context);
    if (listing.kind === "retryable") {
        emit({ kind: "list-failed", message: listing.message });
        return {};
    }
    const { rows, serverMs } = listing;
    const asOfMs = asOf(serverMs);
    const pastDurationsMs = pastDurationsOf(rows);
    const newestFirst = rows
        .filter((backup) => isFresh(backup, { maxAgeMs, asOfMs, shownMs: serverMs }))
        .sort((a, b) => (b.createdAt?.epochMs ?? 0) - (a.createdAt?.epochMs ?? 0));
    const completed = newestFirst.find(({ status }) => status === "completed");
    const backup = completed ?? newestFirst.find(isPending);
    if (backup === undefined) {
        emit({ kind: "none-reusable" });
        return { pastDurationsMs };
    }
    const source = backup === completed ? "reused" : "adopted";
    emit({ kind: "chosen", backup, source });
    const ageLimit = { maxAgeMs, asOf: () => asOfMs };
    return { pastDurationsMs, reusable: { backup, source, ageLimit } };
}
function isPending({ status }) {
    return status === "requested" || status === "in_progress" || status === "initiated";
}

;// CONCATENATED MODULE: ./src/util/abort.ts
/**
 * A signal that lives shorter than `outer`. It aborts with it, or `grace.ms` later, or when `end` is called. `end` also
 * removes the listener from `outer`, which `AbortSignal.any` leaves to the garbage collector.
 */
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



/**
 * Polls a backup once. If the poll hangs until the deadline, the last poll is sent beside it. Both end `lastPollMs` after the deadline. A terminal status that either has seen counts at once,
 * otherwise the reply that says more, the last one if they say as much. See docs/adr/0002-a-last-look-beside-a-hung-one.md.
 */
async function pollOnce(ref, priority, context) {
    const { api, clock, budget, signal } = context;
    const leftMs = budget.deadline - clock.now();
    const options = { ...requestOptions(context), priority };
    if (leftMs <= 0)
        return { reply: await api.showBackup(ref, options), isLastHeld: false };
    const untilDeadline = childSignal(signal);
    const poll = { isSent: false };
    const onSend = () => {
        poll.isSent = true;
        options.onSend?.();
    };
    const earlier = api.showBackup(ref, { ...options, onSend }).finally(() => untilDeadline.end());
    await clock.sleep(leftMs, untilDeadline.signal);
    const isAnswered = untilDeadline.signal.aborted;
    if (isAnswered || isTooLate(context) || !poll.isSent) {
        return { reply: await earlier, isLastHeld: false };
    }
    const last = api.showBackup(ref, { ...requestOptions(context), priority });
    const first = await Promise.race([earlier, last]);
    if (saysAll(first))
        return { reply: first, isLastHeld: false };
    const [slow, latest] = await Promise.all([earlier, last]);
    const isNotSent = latest.kind === "retryable" && latest.reason === "not-sent";
    const isLastHeld = isNotSent && latest.hasRetryAfter === true;
    return { reply: rank(slow) > rank(latest) ? slow : latest, isLastHeld };
}
function saysAll(reply) {
    return reply.kind === "backup" && isTerminal(reply.backup.status);
}
/** How much a reply says about the backup. */
function rank(reply) {
    switch (reply.kind) {
        case "backup":
            return saysAll(reply) ? 5 : 3;
        case "fatal":
            return 4;
        case "not-found":
            return 3;
        case "retryable":
            return { "rate-limited": 2, "no-answer": 1, "not-sent": 0 }[reply.reason];
        default:
            return reply;
    }
}

;// CONCATENATED MODULE: ./src/schedule/distribution.ts
/** The rate of completion at an age, given that the backup is not complete yet. */
function hazard(distribution, ageMs) {
    const survival = distribution.survival(ageMs);
    return survival > 0 ? distribution.density(ageMs) / survival : 0;
}
/** @param sigma standard deviation of the duration's natural logarithm. */
function logNormal(medianMs, sigma) {
    const z = (ageMs) => Math.log(ageMs / medianMs) / sigma;
    const atOne = 1 / (sigma * Math.sqrt(2 * Math.PI));
    return {
        survival: (ageMs) => erfc(z(ageMs) / Math.SQRT2) / 2,
        density: (ageMs) => (ageMs === 0 ? 0 : (atOne * Math.exp(-(z(ageMs) ** 2) / 2)) / ageMs),
    };
}
/** Every ratio within the bounds is equally likely: 5 s to 10 s as likely as 1 min to 2 min. */
function logUniform(leastMs, mostMs) {
    const width = Math.log(mostMs / leastMs);
    return {
        survival: (ageMs) => Math.min(1, Math.max(0, Math.log(mostMs / ageMs) / width)),
        density: (ageMs) => (ageMs < leastMs || ageMs > mostMs ? 0 : 1 / (ageMs * width)),
    };
}
/** A distribution mixed with a share of another one. */
function mixture(usual, other, share) {
    const mix = (ofUsual, ofOther) => (1 - share) * ofUsual + share * ofOther;
    return {
        survival: (ageMs) => mix(usual.survival(ageMs), other.survival(ageMs)),
        density: (ageMs) => mix(usual.density(ageMs), other.density(ageMs)),
    };
}
/**
 * Milliseconds from this age until half of the backups that reach it are completed.
 * @returns Infinity at an age that no backup reaches by this distribution.
 */
function medianLeftMs(distribution, ageMs) {
    return medianLeftOfAllMs([{ distribution, ageMs }]);
}
/** Milliseconds until it is as likely as not that all of these are completed: later than each of their medians. */
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
/**
 * The complementary error function, with a relative error below 1.2e-7 also far out in the tail, which hazards need.
 * @see Press et al., Numerical Recipes in C, 2nd ed. 1992, §6.2
 */
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

/** The delay of a deployment that one poll is worth. Each poll uses up the rate limit that the whole account shares. */
const POLL_COST_MS = 500;
/** WP Engine's published figure (2 to 10 minutes, large sites over 15), as a distribution over sites. */
const MEDIAN_MS = 270_000;
const SPREAD = 0.7;
const USUAL = logNormal(MEDIAN_MS, SPREAD);
/** The figure says nothing about small sites. */
const QUICK = logUniform(5_000, 120_000);
const QUICK_SHARE = 0.1;
/** The distribution of a backup of an install that nothing is known of. */
const PRIOR = mixture(USUAL, QUICK, QUICK_SHARE);
/**
 * How much the backups of one install differ (σ of the logarithm) before enough of them are known, and how many backups
 * that assumption weighs.
 */
const OWN_SPREAD = 0.17;
const OWN_SPREAD_WEIGHT = 3;
/** The share of the prior in every mixture: a site that has grown must not cause a storm of polls. */
const PRIOR_SHARE = 0.05;
/**
 * The distribution to expect of an install's next backup: the log-normal that its past ones predict, drawn toward the
 * published figure while they are few, with a share of the prior. A past backup far from the others (a busy server, a site
 * imported once) counts for little.
 * @param pastDurationsMs how long each took, above 0.
 */
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
/**
 * Milliseconds from one poll of a pending backup to the next. If a poll costs κ and the hazard is h, the best density of
 * polls is √(h/2κ): the next poll is due when the integral of that density from this age on reaches 1.
 * @see Barlow and Proschan, "Optimum checking procedures", J. SIAM 11 (1963)
 * @see Keller, "Optimum checking schedules for systems subject to random failure", Management Science 21 (1974)
 */
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
/**
 * Polls that have come due since one at this age: 1 when the next one is due by the rule above, and more the longer it has
 * to wait. Under a short budget the most overdue poll is worth most, which is the same rule with a higher κ. The returned
 * function integrates incrementally: call it with non-decreasing ages.
 */
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

;// CONCATENATED MODULE: ./src/schedule/forecast.ts




/** When one backup may be completed, by what was seen of it, and when its next poll is due. Moments are monotonic. */
class Forecast {
    #estimate;
    #priority;
    #seenAt;
    #isReportedTerminal = false;
    /** @param priority of a poll before the backup was seen. */
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
    /** Priority of the next poll: the polls that have come due since the backup was last seen. */
    get priority() {
        return (now) => this.#priority(now);
    }
    /**
     * Records a sighting. A terminal status comes from a listing, so it cannot open the gate; it makes the next poll due now.
     */
    see({ backup, serverMs }, at) {
        if (!this.isSeen)
            this.#measure(ageMs(backup.createdAt?.epochMs, serverMs), at);
        this.#isReportedTerminal = isTerminal(backup.status);
        this.#seenAt = at;
        this.#weigh();
    }
    /**
     * Learns from the install's past backups. They say nothing about one whose age is unknown.
     * @param pastDurationsMs how long each took, in milliseconds.
     */
    learn(pastDurationsMs) {
        if (this.isSeen && !this.isAgeKnown)
            return;
        const distribution = expectedDistribution(pastDurationsMs);
        this.#estimate = { ...this.#estimate, distribution, pastBackups: pastDurationsMs.length };
        this.#weigh();
    }
    /** When the next poll is due: at once (0) before the first sighting, and after a terminal one. */
    dueAt(bounds) {
        const { distribution, createdAt } = this.#estimate;
        if (this.#seenAt === undefined || this.#isReportedTerminal)
            return 0;
        return this.#seenAt + nextPollMs(distribution, this.#seenAt - createdAt, bounds);
    }
    /** When the backup is as likely completed as not. */
    medianCompletionAt(now) {
        const { distribution, createdAt } = this.#estimate;
        return this.isAgeKnown ? now + medianLeftMs(distribution, now - createdAt) : Infinity;
    }
    /** Measures the age once, at the first sighting; it then runs on the monotonic clock. */
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


/** With less time than this, the listing would be given up before it is there. */
const MIN_TIMEOUT_MS = 100;
/**
 * Reads one page of the install's backups, for how long they took and for a sighting of this one. It may take until the
 * next poll is due. It is not sent once the backup is as likely completed as not.
 * @returns a failure that delays the next poll (429, or with a `Retry-After`), or that was not sent. Others are ignored.
 */
async function readHistory(forecast, { ref, bounds, source, }, context) {
    if (source.pastDurationsMs !== undefined) {
        forecast.learn(source.pastDurationsMs);
        return undefined;
    }
    const { api, clock, budget } = context;
    const now = clock.now();
    const dueAt = forecast.dueAt(bounds) || now + bounds.maxMs;
    const untilNextMs = Math.min(budget.deadline, dueAt) - now;
    const latestAt = budget.deadline - api.spacingMs; // later it would keep the rate limiter from the last poll
    if (untilNextMs < Math.max(MIN_TIMEOUT_MS, api.spacingMs) || api.permitAt > latestAt) {
        return undefined;
    }
    const page = await api.listBackups(ref.installId, 0, {
        ...requestOptions(context),
        timeoutMs: Math.min(budget.requestTimeoutMs, source.timeoutMs, untilNextMs),
        cutoffAt: budget.deadline, // the last poll is sent then
        sendBy: Math.min(latestAt, forecast.medianCompletionAt(now)),
        priority: forecast.priority,
    });
    if (page.kind === "page") {
        const { rows, serverMs } = page;
        const backup = rows.find(({ id }) => id === ref.backupId);
        if (backup !== undefined)
            forecast.see({ backup, serverMs }, clock.now());
        forecast.learn(pastDurationsOf(rows));
        return undefined;
    }
    const failure = page.kind === "retryable" ? page : { ...page, reason: "no-answer" };
    const isDelaying = failure.reason !== "no-answer" || failure.hasRetryAfter === true;
    if (!isDelaying)
        return undefined;
    return { ...failure, kind: "retryable", message: `Past backups: ${page.message}` };
}

;// CONCATENATED MODULE: ./src/gate/judge.ts



/** How long a 404 may mean that the backup was requested just now. */
const GRACE_MS = 20_000;
/**
 * What one reply means.
 * @param isKnown whether a poll or a listing has shown the backup before.
 * @param notFoundForMs how long the API has replied that it knows no such backup.
 * @param freshness how old a completed backup may be; undefined for any age.
 */
function judge(reply, isKnown, notFoundForMs, freshness) {
    switch (reply.kind) {
        case "backup":
            return judgeBackup(reply.backup, freshness);
        case "retryable":
            return { kind: "retry" };
        case "not-found":
            if (isKnown)
                return verdict("not-found", vanished(reply.message), "vanished");
            if (notFoundForMs >= GRACE_MS)
                return { kind: "verdict", verdict: verdictOf(reply) };
            return { kind: "not-yet-known", graceLeftMs: GRACE_MS - notFoundForMs };
        case "fatal":
            return { kind: "verdict", verdict: verdictOf(reply) };
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
            return verdict("aborted", "The host aborted the backup, so there is nothing to restore from.");
        case "requested":
        case "in_progress":
        case "initiated":
            return { kind: "pending" };
        default:
            return status;
    }
}
function vanished(message) {
    return `The backup was there, and now is not: ${endSentence(message)}`;
}
function verdict(result, message, cause) {
    return { kind: "verdict", verdict: { result, message, cause } };
}

;// CONCATENATED MODULE: ./src/gate/polls.ts







/** What the polls of one backup have shown so far, and when the next one is due. Moments are monotonic. */
class Polls {
    #ref;
    #options;
    #context;
    #forecast;
    /** The latest poll that did not decide. */
    #latest;
    #failuresInARow = 0;
    #unansweredInARow = 0;
    #notFoundSince;
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
        this.#needsHistory =
            options.created === undefined ? options.history.isFirst : this.#forecast.isAgeKnown;
    }
    /** Each unanswered poll halves the priority of the next one. */
    get priority() {
        return (now) => this.#forecast.priority(now) / 2 ** this.#unansweredInARow;
    }
    get latestFailure() {
        return this.#latest?.reply.kind === "retryable" ? this.#latest.reply : undefined;
    }
    /**
     * Reads the history if it is needed, and tells what is expected of the backup now.
     * @returns a failure that delays the next poll, or that was not sent.
     */
    async readHistory() {
        let refusal;
        if (this.#needsHistory) {
            const { bounds, history: source } = this.#options;
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
    /**
     * Milliseconds until the next poll.
     * @param refusal of the history, if it was read after the latest poll.
     * @throws GateClosed if a `Retry-After` asks for more time than is left.
     */
    delayMs(refusal) {
        const { clock, random } = this.#context;
        const now = clock.now();
        const isDelaying = refusal !== undefined && refusal.reason !== "not-sent";
        const refusedMs = isDelaying ? backoffMs(1, random) : 0;
        const dueAt = this.#orLastPoll(Math.max(this.#dueAt(now), now + refusedMs));
        const latest = refusal ?? this.#latest?.reply;
        return delayWithin(this.#context, dueAt - now, latest && causeOf(latest));
    }
    /** @returns the verdict, if the reply decides. */
    record(reply) {
        const { clock, budget, emit, api } = this.#context;
        const { created, history, unlessDecided } = this.#options;
        const now = clock.now();
        this.#count(reply, now);
        const judgement = this.#judge(reply, now);
        if (judgement.kind === "verdict")
            return judgement.verdict;
        if (unlessDecided !== undefined)
            return unlessDecided;
        if (reply.kind === "not-found")
            emit({ kind: "not-found-yet", message: reply.message });
        if (now >= budget.deadline)
            return timedOut(reply, budget);
        this.#latest = { reply, at: now, judgement };
        if (reply.kind !== "backup")
            return undefined;
        this.#forecast.see(reply, now);
        const isFirst = !this.#isSeen && created === undefined && !history.isFirst;
        if (isFirst)
            this.#needsHistory = this.#forecast.isAgeKnown && api.retryAt <= now;
        this.#isSeen = true;
        return undefined;
    }
    /** The verdict when the next poll can no longer be sent. */
    timedOut(hasApiReplied = true) {
        const { budget } = this.#context;
        return this.#latest === undefined
            ? timedOutBeforePoll(budget, hasApiReplied)
            : timedOut(this.#latest.reply, budget);
    }
    #count(reply, now) {
        if (reply.kind === "not-found")
            this.#notFoundSince ??= now;
        this.#failuresInARow = reply.kind === "backup" ? 0 : this.#failuresInARow + 1;
        if (reply.kind !== "retryable")
            this.#unansweredInARow = 0;
        else if (reply.reason === "no-answer")
            this.#unansweredInARow += 1;
    }
    #judge(reply, now) {
        const isKnown = this.#isSeen || this.#options.isListed === true;
        const notFoundForMs = now - (this.#notFoundSince ?? now);
        return judge(reply, isKnown, notFoundForMs, this.#freshnessAt(reply));
    }
    #freshnessAt(reply) {
        const { ageLimit } = this.#options;
        if (ageLimit === undefined || reply.kind !== "backup")
            return undefined;
        const { serverMs } = reply;
        return { maxAgeMs: ageLimit.maxAgeMs, asOfMs: ageLimit.asOf(serverMs), shownMs: serverMs };
    }
    /**
     * The deadline instead of a moment so shortly before it that the rate limiter could not permit the last poll any more.
     * With several open gates, each may have to do without.
     */
    #orLastPoll(dueAt) {
        const { api, budget } = this.#context;
        const { deadline } = budget;
        const isAlone = this.#options.lastPollsFrom() >= deadline;
        if (this.#latest === undefined || !isAlone)
            return dueAt;
        const sentAt = Math.max(dueAt, api.permitAt, api.retryAt);
        return sentAt > deadline - api.spacingMs ? deadline : dueAt;
    }
    /** When the next poll is due by what the latest one returned. */
    #dueAt(now) {
        const { random, budget } = this.#context;
        const { bounds, lastPollsFrom } = this.#options;
        const lastFrom = lastPollsFrom();
        const lastDue = now < lastFrom ? lastFrom : budget.deadline;
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
            case "not-yet-known": // the polls are spread over the grace alone, and none is due after it
                return at + Math.min(Math.max(bounds.minMs, backedOffMs()), judgement.graceLeftMs);
            default:
                return judgement;
        }
    }
}

;// CONCATENATED MODULE: ./src/gate/wait.ts






/**
 * Polls one backup until there is a verdict: by a terminal status, a final failure, or the end of the time.
 * @throws GateClosed if a `Retry-After` asks for more time than is left, or the step is cancelled.
 */
async function waitForBackup(ref, options, context) {
    const { clock, budget, signal, emit } = context;
    await sleep(delayWithin(context, 0), context);
    if (clock.now() >= budget.deadline)
        return timedOutBeforePoll(budget);
    const polls = new Polls(ref, options, context);
    for (;;) {
        const refusal = await polls.readHistory();
        const waitMs = polls.delayMs(refusal);
        const isRefused = refusal !== undefined && refusal.reason !== "not-sent";
        const failure = isRefused ? refusal : polls.latestFailure;
        if (failure !== undefined)
            emit({ kind: "poll-failed", failure, waitMs });
        await sleep(waitMs, context);
        if (isTooLate(context))
            return polls.timedOut();
        const { reply, isLastHeld } = await pollOnce(ref, polls.priority, context);
        throwIfCancelled(signal);
        if (reply.kind === "retryable" && reply.reason === "not-sent") {
            return (retryAfterTooLong(context, causeOf(reply)) ?? polls.timedOut(reply.hasApiReplied === true));
        }
        emit({ kind: "polled", reply });
        const verdict = polls.record(reply);
        const isHeld = isLastHeld && verdict?.result === "unavailable";
        if (isHeld)
            return retryAfterTooLong(context, causeOf(reply)) ?? verdict;
        if (verdict !== undefined)
            return verdict;
    }
}

;// CONCATENATED MODULE: ./src/gate/gate.ts



/** Verdicts on somebody else's backup after which the step can still create its own. */
const REPLACED = ["aborted", "not-found", "stale"];
/**
 * Gates one install: gets a backup, or takes the one that is given, and waits for it.
 * @throws GateClosed if there is no backup to wait for, or no time left.
 */
async function runGate(installId, spec, options, context) {
    if (spec.kind === "new")
        return runForNewBackup(installId, spec, options, context);
    return waitForBackup({ installId, backupId: spec.backupId }, options, context);
}
async function runForNewBackup(installId, spec, options, context) {
    const { clock, budget, emit } = context;
    const { ageLimit, newKey, isOneOfMany, ...shared } = options;
    const { reusable, pastDurationsMs } = ageLimit === undefined ? {} : await findReusable(installId, ageLimit, context);
    const plain = { ...shared, history: { ...shared.history, pastDurationsMs } };
    if (reusable !== undefined) {
        const verdict = await waitForReusable(installId, reusable, spec.wait, plain, context);
        if (clock.now() >= budget.deadline || !REPLACED.includes(verdict.result))
            return verdict;
        emit({ kind: "replacing", why: verdict.message });
    }
    for (let retriesLeft = spec.abortRetries;; retriesLeft -= 1) {
        const created = await createBackup({ installId, spec, key: newKey() }, context);
        if (!spec.wait)
            return notWaitedFor("The backup is requested");
        const verdict = await waitForBackup({ installId, backupId: created.backup.id }, { ...plain, created: isOneOfMany ? created : undefined }, context);
        if (clock.now() >= budget.deadline)
            return verdict;
        if (verdict.result !== "aborted" || retriesLeft === 0)
            return verdict;
        emit({ kind: "recreating", why: verdict.message, left: retriesLeft - 1 });
    }
}
/** A pending backup is not polled if the step does not wait; a completed one is polled once. */
async function waitForReusable(installId, { backup, source, ageLimit }, isWaiting, plain, context) {
    const unlessDecided = isWaiting ? undefined : notWaitedFor("A recent backup is under way");
    const isListed = source === "reused";
    if (unlessDecided !== undefined && !isListed)
        return unlessDecided;
    const options = { ...plain, ageLimit, isListed, unlessDecided };
    return waitForBackup({ installId, backupId: backup.id }, options, context);
}
function notWaitedFor(what) {
    return {
        result: "requested",
        message: `${what}, and nothing has waited for it (wait: false): no deploy may go by this step.`,
    };
}

;// CONCATENATED MODULE: ./src/model/target.ts
/** What the inputs call an install. */
function nameOf(install) {
    return "id" in install ? install.id : install.name;
}

;// CONCATENATED MODULE: ./src/fleet/fail-fast.ts



/** Ends gates, and closes the fleet if one gate's end does so. */
class FailFast {
    #options;
    #step;
    #child;
    #open;
    /** The verdict on every gate that is still open when the fleet closes. */
    #verdictOnRest;
    constructor(options, step) {
        this.#options = options;
        this.#step = step;
        this.#child = childSignal(step.signal);
        this.#open = options.records.length;
    }
    /** Aborts when the step is cancelled or the fleet closes. */
    get signal() {
        return this.#child.signal;
    }
    /** Gates that have not ended. */
    get open() {
        return this.#open;
    }
    /** Records the end of a gate. One that was cut short gets the verdict of the failure that closed the fleet. */
    end(record, verdict) {
        const own = verdict.result === "cancelled" ? (this.#verdictOnRest ?? verdict) : verdict;
        const standing = record.end(own, this.#step.clock.now());
        this.#options.emit(record, { kind: "ended" });
        this.#open -= 1;
        const onRest = verdict.stepWide === undefined ? this.#cutShortBy(record, standing) : verdict;
        if (onRest !== undefined)
            this.close(onRest);
    }
    /** Closes the fleet, unless it is closed. */
    close(onRest) {
        if (this.signal.aborted)
            return;
        this.#verdictOnRest = { ...onRest, message: onRest.stepWide ?? onRest.message };
        this.#child.end();
    }
    /** Ends a gate that had not started when the fleet closed. */
    endNotStarted(record) {
        this.end(record, cancelled(this.signal));
    }
    /** Removes the listener from the step's own signal. */
    release() {
        this.#child.end();
    }
    #cutShortBy({ target }, verdict) {
        const { clock, budget } = this.#step;
        // When the time is up it is up for all gates, and each says for itself how it stands.
        if (!this.#options.failFast || isGood(verdict) || clock.now() >= budget.deadline) {
            return undefined;
        }
        return {
            result: "cancelled",
            message: `The gate closed before this backup came to its end: that of install ${nameOf(target.install)} is ${verdict.result}.`,
            cause: "fail-fast",
        };
    }
}

;// CONCATENATED MODULE: ./src/fleet/first-polls.ts
/** Fewer first polls than this say nothing about the rest. */
const MIN_POLLS = 8;
/** What the first polls of a fleet say about its backups that have not been polled yet. */
class FirstPolls {
    #polls = 0;
    #completed = 0;
    get areMostlyPending() {
        return this.#polls >= MIN_POLLS && this.#completed < this.#polls / 2;
    }
    /** Counts the reply to the first poll of one backup. */
    count(reply) {
        this.#polls += 1;
        if (reply.kind === "backup" && reply.backup.status === "completed")
            this.#completed += 1;
    }
}

;// CONCATENATED MODULE: ./src/fleet/verdict.ts

/** A gate without a verdict is a bug of ours, and closed. */
const UNENDED = {
    verdict: { result: "error", message: "A gate has come to its end without a verdict." },
    endedAt: 0,
};
/**
 * The position of the gate whose failure is the fleet's: the earliest in time, then the first in the order of the inputs. A
 * gate that only another one's failure cut short is never it.
 */
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
/** The verdict on all backups of a step. It is `completed` only if every backup is. */
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
            const message = `${failure.message} By then ${completed} of ${total} backups were completed.`;
            return { ...failure, message };
        }
        const cutShort = verdicts.filter(({ cause }) => cause === "fail-fast").length;
        const failed = verdicts.filter(hasFailed).length;
        const were = cutShort === 1 ? "was" : "were";
        const rest = cutShort === 0 ? "" : `, and ${cutShort} ${were} cut short by that (fail-fast)`;
        return { ...failure, message: `${failed} of ${total} backups failed${rest}.` };
    }
    if (total > 0 && completed === total) {
        return { result: "completed", message: `All ${total} backups are completed.` };
    }
    if (total > 0 && verdicts.every(isGood)) {
        const which = `Requested and not yet completed: ${total - completed} of ${total} backups`;
        const message = `${which}. Nothing has waited for them (wait: false): no deploy may go by this step.`;
        return { result: "requested", message };
    }
    return UNENDED.verdict;
}

;// CONCATENATED MODULE: ./src/fleet/fleet.ts










/**
 * Priority of creating another backup, in polls due: above a poll that is just due, below one long overdue, because each
 * backup more is one more to poll. See docs/adr/0006-one-budget-for-a-fleet.md.
 */
const CREATE_PRIORITY = 2.5;
/** The time in which that doubles, so polls of pending backups never keep the rest from being created. */
const DOUBLES_MS = 600_000;
const createPriority = (now) => CREATE_PRIORITY * (1 + now / DOUBLES_MS);
/** Longest one history may keep the rate limiter from the other gates: the step can do without it. */
const HISTORY_TIMEOUT_MS = 2_000;
/**
 * Gates many backups, or one. Each gate starts once the first request of the one before it is sent.
 * @throws only for a bug of ours, or if the outputs cannot be written.
 */
async function runFleet(options, step, api) {
    const { records } = options;
    const failFast = new FailFast(options, step);
    const fleet = new Fleet(options, { ...step, signal: failFast.signal, api }, failFast);
    const found = await fleet.findInstalls();
    // Unknown names come first: if they close the fleet, nothing is created.
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
    return verdictOfFleet(records.map(({ ended }) => ended));
}
class Fleet {
    #options;
    #shared;
    #failFast;
    #firstPolls = new FirstPolls();
    #asOf = asOfFirst();
    /** An existing backup has been pending at least since the step began. */
    #pollPriority = pollsDue(PRIOR, 0);
    constructor(options, shared, failFast) {
        this.#options = options;
        this.#shared = shared;
        this.#failFast = failFast;
    }
    /** @returns each gate's install, or the verdict on a name that leads to none. */
    async findInstalls() {
        const { records } = this.#options;
        const [first] = records;
        const installs = await findInstalls(records.map(({ target }) => target.install), { ...this.#shared, emit: (event) => this.emit(first, event) });
        return records.flatMap((record, index) => {
            const install = installs[index];
            return install === undefined ? [] : [{ record, install }];
        });
    }
    /** Tells the record first. */
    emit(record, event) {
        record.apply(event);
        if (event.kind === "polled" && record.polls === 1)
            this.#firstPolls.count(event.reply);
        this.#options.emit(record, event);
    }
    /** Runs one gate. */
    async run(record, installId, onSend) {
        const { records } = this.#options;
        const { clock, budget, api, signal } = this.#shared;
        const failFast = this.#failFast;
        if (signal.aborted) {
            failFast.endNotStarted(record);
            return;
        }
        if (records.length > 1 && clock.now() >= budget.deadline) {
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
        const verdict = await runGate(installId, spec, options, context).catch(errors/* verdictOfClosed */.F7);
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
            ageLimit: maxAgeMs === undefined ? undefined : { maxAgeMs, asOf: this.#asOf },
            newKey,
            isOneOfMany,
            history: {
                timeoutMs: isOneOfMany ? HISTORY_TIMEOUT_MS : Infinity,
                isFirst: this.#firstPolls.areMostlyPending,
            },
            lastPollsFrom: () => budget.deadline - (this.#failFast.open - 1) * api.spacingMs,
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
/** What is known of one gate so far. It outlives every failure, so that every exit can report it. */
class BackupRecord {
    target;
    polls = 0;
    /** Polls that showed a backup. */
    timesSeen = 0;
    /** Requests that the API answered with 429. */
    refused = 0;
    /** Requests that failed in any other way. */
    failed = 0;
    /** The latest poll's reply, or the latest failure of any other request. */
    latestReply;
    estimate;
    installId;
    installName;
    /** Key of a create request that may or may not have created a backup. */
    unresolvedKey;
    ended;
    #subject = NO_BACKUP;
    /** @param target what the inputs say. */
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
    /** The backup that the gate waits for; none while a create request is unresolved. */
    get subject() {
        return this.unresolvedKey === undefined ? this.#subject : NO_BACKUP;
    }
    /** What the inputs call the install. */
    get install() {
        return this.installName ?? this.installId ?? "";
    }
    /** Records what has happened. */
    apply(event) {
        switch (event.kind) {
            case "polled":
                this.#applyPoll(event.reply);
                return;
            case "forecast":
                this.estimate = event.estimate;
                return;
            case "poll-failed": // a failed poll was counted when it was polled, a refused history was not
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
            case "none-created":
                this.unresolvedKey = undefined;
                return;
            case "reply-lost":
                this.failed += 1;
                return;
            case "chosen": {
                const { backup, source } = event;
                const reused = source === "adopted" || source === "reused";
                this.unresolvedKey = undefined;
                this.#subject = { id: backup.id, backup, seenMs: undefined, reused };
                return;
            }
            case "not-listed-yet":
            case "resending":
            case "list-failed":
            case "none-reusable":
            case "replacing":
            case "recreating":
            case "not-found-yet":
                return;
            default:
                event;
        }
    }
    /**
     * Records the verdict. The first one stands.
     * @returns the one that stands, which says so if a create request is unresolved.
     */
    end(verdict, endedAt) {
        if (this.ended !== undefined)
            return this.ended.verdict;
        const key = this.unresolvedKey;
        const standing = key === undefined ? verdict : unresolved(verdict, key);
        this.ended = { verdict: standing, endedAt };
        return standing;
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
            this.refused += 1;
        else if (reason === "no-answer")
            this.failed += 1;
    }
}

// EXTERNAL MODULE: ./src/inputs/credentials.ts
var inputs_credentials = __nccwpck_require__(431);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./src/inputs/api-url.ts

/**
 * The API's address, without a slash at its end: https, or http to a loopback host, because Basic credentials can be read
 * on the wire.
 * @returns undefined if the text is no such address, or contains a user, a query or a fragment.
 */
function parseApiUrl(text) {
    // URL.parse would do both, but Node has it only since 22.1.
    if (!/^https?:\/\/[^\s\\?#@]+$/i.test(text) || !URL.canParse(text))
        return undefined;
    const url = new URL(text);
    if (url.protocol !== "https:" && !isLoopback(url.hostname))
        return undefined;
    return url.href.replace(/\/+$/, "");
}
/** A text that is no valid address, without the parts that may contain a password or a token. */
function withoutSecretParts(text) {
    return text.replace(/^.*@/s, "***@").replace(/[?#].*$/s, "?***");
}
/** The HTTP client sends nothing to these hosts through a proxy. */
function isLoopback(hostname) {
    if (hostname === "localhost" || hostname === "[::1]")
        return true;
    return (0,external_node_net_namespaceObject.isIPv4)(hostname) && hostname.startsWith("127.");
}

// EXTERNAL MODULE: ./src/inputs/errors.ts
var inputs_errors = __nccwpck_require__(318);
;// CONCATENATED MODULE: ./src/inputs/commit-status.ts


/** GitHub's limit for the name of a commit status. */
const CONTEXT_CHARS = 255;
/** @returns undefined if no status is wanted, or if its inputs have a breach, which is noted. */
function readStatusSettings(reader, env) {
    const token = reader.attempt(() => readToken(env));
    const context = reader.attempt(() => readContext(reader));
    return token === undefined || !context ? undefined : { token, context };
}
function readToken(env) {
    const token = (0,inputs_credentials/* tokenOf */.B9)(env);
    if (!/[^\x21-\x7e]/.test(token))
        return token;
    const fault = "got a character in it that no token has; write ${{ github.token }}";
    throw new inputs_errors/* InputError */.d("github-token", fault); // the token is not quoted
}
function readContext(reader) {
    const context = reader.text("status-context");
    const { length } = Array.from(context);
    const wants = `write a name of at most ${CONTEXT_CHARS} characters, such as backup-gate`;
    if (length > CONTEXT_CHARS) {
        throw new inputs_errors/* InputError */.d("status-context", `got ${length} characters; ${wants}`);
    }
    if (/\p{Cc}/u.test(context)) {
        throw new inputs_errors/* InputError */.d("status-context", `got a control character in it; ${wants}`);
    }
    return context;
}

;// CONCATENATED MODULE: ./src/inputs/defaults.ts
/** Every input of action.yml and its default. A test keeps the two equal. */
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

// EXTERNAL MODULE: ./src/util/sanitize.ts
var sanitize = __nccwpck_require__(701);
;// CONCATENATED MODULE: ./src/inputs/reader.ts




/** Booleans of the YAML 1.2 core schema. @see YAML 1.2.2 §10.3.2 */
const TRUE = ["true", "True", "TRUE"];
const FALSE = ["false", "False", "FALSE"];
/** Reads the runner's `INPUT_…` variables. A blank input counts as not set: its default applies. */
class InputReader {
    #env;
    #defaults;
    /** In the order in which they were found. */
    breaches = [];
    constructor(env, defaults) {
        this.#env = env;
        this.#defaults = defaults;
    }
    /** @returns undefined if `read` throws an InputError, which is noted. */
    attempt(read) {
        try {
            return read();
        }
        catch (error) {
            if (!(error instanceof inputs_errors/* InputError */.d))
                throw error;
            this.breaches.push(error);
            return undefined;
        }
    }
    isGiven(name) {
        return this.#raw(name).trim() !== "";
    }
    text(name) {
        return this.#raw(name).trim() || this.#defaults[name];
    }
    /**
     * Elements of a list, one per line or comma-separated. One final line break is dropped. Any other empty element is an
     * unset variable, and a breach: a list must not shrink silently.
     * @param parse returns undefined if the text is no element.
     * @param wants what to write instead.
     * @throws InputError
     */
    list(name, parse, wants) {
        const elements = this.isGiven(name)
            ? this.#raw(name)
                .replace(/\r?\n$/, "")
                .split(/\r?\n|,/)
                .map((element) => element.trim())
            : [];
        const unset = elements.indexOf("");
        if (unset !== -1) {
            const fault = `got an empty element at position ${unset + 1} of ${elements.length}`;
            throw new inputs_errors/* InputError */.d(name, `${fault}; remove it, or set the variable that was to fill it`);
        }
        return elements.map((element) => {
            const value = parse(element);
            if (value === undefined)
                throw new inputs_errors/* InputError */.d(name, `got ${this.quote(element)}; ${wants}`);
            return value;
        });
    }
    /**
     * Elements of a list that has at least one, at most `atMost`, and none twice.
     * @param parse returns undefined if the text is no element, and equal values for texts that mean the same.
     * @param wants what to write instead of a wrong element.
     * @param wantsFirst what to write if there is none.
     * @throws InputError
     */
    distinct(name, parse, { wants, wantsFirst = wants, atMost }) {
        const elements = this.list(name, parse, wants);
        if (elements.length === 0)
            throw new inputs_errors/* InputError */.d(name, `got nothing; ${wantsFirst}`);
        if (elements.length > atMost) {
            const fault = `got ${elements.length} elements; write at most ${atMost}, and share more among several jobs`;
            throw new inputs_errors/* InputError */.d(name, fault);
        }
        const second = elements.findIndex((element, index) => elements.indexOf(element) < index);
        const twice = elements[second];
        if (twice === undefined)
            return elements;
        const first = elements.indexOf(twice);
        const fault = `got ${this.quote(twice)} at the positions ${first + 1} and ${second + 1}; write each once`;
        throw new inputs_errors/* InputError */.d(name, fault);
    }
    /** @throws InputError */
    durationMs(name, longestMs, wants, unit) {
        const text = this.text(name);
        const ms = parseDurationMs(text, unit);
        if (ms !== undefined && ms > 0 && ms <= longestMs)
            return ms;
        throw new inputs_errors/* InputError */.d(name, `got ${this.quote(text)}; ${wants}`);
    }
    /** @throws InputError */
    boolean(name) {
        const text = this.text(name);
        if (TRUE.includes(text))
            return true;
        if (FALSE.includes(text))
            return false;
        throw new inputs_errors/* InputError */.d(name, `got ${this.quote(text)}; write true or false`);
    }
    /** Notes each variable that is a declared input once `_` is read as `-`: the runner only warns about it. */
    noteMisspelt() {
        for (const variable of Object.keys(this.#env)) {
            const spelt = /^INPUT_(.+)$/i.exec(variable)?.[1]?.toLowerCase() ?? "";
            const meant = spelt.replaceAll("_", "-");
            if (!Object.hasOwn(this.#defaults, meant) || meant === spelt)
                continue;
            this.breaches.push(new inputs_errors/* InputError */.d(spelt, `got an input of that name; write it as ${meant}`));
        }
    }
    /** A value in quotation marks, safe to print. */
    quote(text) {
        return `"${(0,sanitize.sanitize)((0,sanitize.redactorOf)((0,inputs_credentials.secretsIn)(this.#env))(text), 80)}"`;
    }
    /** The raw value: the runner keeps the hyphens of an input's name. */
    #raw(name) {
        return this.#env[`INPUT_${name.toUpperCase()}`] ?? "";
    }
}

;// CONCATENATED MODULE: ./src/model/ids.ts
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** @returns undefined if the text is no UUID. */
function parseInstallId(text) {
    return lowerCasedUuid(text);
}
/** @returns undefined if the text is no UUID. */
function parseBackupId(text) {
    return lowerCasedUuid(text);
}
function lowerCasedUuid(text) {
    const lowerCased = text.toLowerCase();
    return UUID.test(lowerCased) ? lowerCased : undefined;
}

;// CONCATENATED MODULE: ./src/inputs/description.ts
/**
 * Makes the description of a new backup from its key, which tells it from all others.
 * @param text its beginning; if empty, the commit that is about to be deployed.
 */
function describer(env, text) {
    const run = env["GITHUB_RUN_ID"] || "local";
    const attempt = env["GITHUB_RUN_ATTEMPT"] || "1";
    const beginning = text || `Pre-deploy snapshot of ${commitOf(env)}`;
    return (key) => `${beginning} (run ${run}, attempt ${attempt}, key ${key})`;
}
function commitOf(env) {
    const repository = env["GITHUB_REPOSITORY"];
    const sha = env["GITHUB_SHA"];
    if (!repository || !sha)
        return "a working copy";
    return `${repository}@${sha.slice(0, 7)}`;
}

;// CONCATENATED MODULE: ./src/inputs/targets.ts




/** Reads the installs and their backups, in the order of the inputs. Breaches are noted. */
function readTargets(reader, env) {
    const installs = reader.attempt(() => readInstalls(reader));
    const wanted = readWanted(reader, env);
    if (installs === undefined || wanted === undefined)
        return [];
    if ("kind" in wanted)
        return installs.map((install) => ({ install, spec: wanted }));
    reader.attempt(() => {
        if (wanted.length === installs.length)
            return;
        const fault = `got ${count(wanted.length, "id")} for ${count(installs.length, "install")}`;
        throw new inputs_errors/* InputError */.d("backup-id", `${fault}; write one for each install, in the same order`);
    });
    return wanted.map((given, index) => ({ install: installs[index], spec: given }));
}
function readInstalls(reader) {
    const atMost = MOST_BACKUPS;
    if (reader.isGiven("install-id") && reader.isGiven("install-name")) {
        throw new inputs_errors/* InputError */.d("install-name", "got a name beside an install-id; remove one of the two");
    }
    if (reader.isGiven("install-name")) {
        const wants = "write the name of the install: letters, digits and hyphens";
        const parse = (text) => /^[A-Za-z0-9-]{1,100}$/.test(text) ? text : undefined;
        return reader.distinct("install-name", parse, { wants, atMost }).map((name) => ({ name }));
    }
    const wants = `write the UUID of the install, such as ${SAMPLE_ID}`;
    const wantsFirst = `${wants}, or its name as install-name`;
    return reader
        .distinct("install-id", parseInstallId, { wants, wantsFirst, atMost })
        .map((id) => ({ id }));
}
/** Most backups of one step: more would exceed what a job's outputs may hold. */
const MOST_BACKUPS = 800;
const DESCRIPTION_CHARS = 200;
const SAMPLE_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";
/**
 * Reads which backups are wanted: an existing one for each install, or a new one of each. Reads the inputs that only new
 * backups have, too.
 */
function readWanted(reader, env) {
    const attempt = (read) => reader.attempt(read);
    const isNew = attempt(() => reader.boolean("create-backup"));
    const wait = attempt(() => reader.boolean("wait"));
    const abortRetries = attempt(() => readAbortRetries(reader));
    const emails = attempt(() => readEmails(reader));
    const description = attempt(() => readDescription(reader));
    if (isNew === undefined)
        return undefined;
    if (!isNew) {
        const wants = `write the UUID of the backup to wait for, such as ${SAMPLE_ID}`;
        const wantsFirst = `${wants}, or create-backup: true`;
        const backupIds = attempt(() => reader.distinct("backup-id", parseBackupId, { wants, wantsFirst, atMost: MOST_BACKUPS }));
        const refuse = (name, isSet, got) => {
            if (!isSet)
                return;
            const fault = `got ${got} without create-backup: true; remove it, or request a backup with create-backup: true`;
            reader.breaches.push(new inputs_errors/* InputError */.d(name, fault));
        };
        refuse("wait", wait === false, "false");
        refuse("abort-retries", (abortRetries ?? 0) > 0, String(abortRetries));
        refuse("description", reader.isGiven("description"), reader.quote(reader.text("description")));
        return backupIds?.map((backupId) => ({ kind: "existing", backupId }));
    }
    attempt(() => {
        if (!reader.isGiven("backup-id"))
            return;
        const fault = "got an id beside create-backup: true; remove one of the two";
        throw new inputs_errors/* InputError */.d("backup-id", fault);
    });
    attempt(() => {
        if (emails?.length !== 0)
            return;
        const fault = "got nothing; write the address that the host is to mail when the backup is done";
        throw new inputs_errors/* InputError */.d("notification-emails", `${fault}, which its API demands`);
    });
    attempt(() => {
        if (wait !== false || !abortRetries)
            return;
        const fault = `got ${abortRetries} with wait: false; write 0, for who does not wait sees no abort`;
        throw new inputs_errors/* InputError */.d("abort-retries", fault);
    });
    if (emails === undefined || wait === undefined || abortRetries === undefined)
        return undefined;
    const describe = describer(env, description ?? "");
    return { kind: "new", emails, describe, abortRetries, wait };
}
function readEmails(reader) {
    const parse = (text) => text.length <= 254 &&
        /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()\\,;:"\p{Cc}.]+(\.[^\s@<>()\\,;:"\p{Cc}.]+)+$/u.test(text)
        ? text
        : undefined;
    const wants = "write addresses such as you@example.com, comma separated or one a line";
    return reader.list("notification-emails", parse, wants);
}
function readDescription(reader) {
    const text = reader.text("description");
    const { length } = Array.from(text);
    if (length <= DESCRIPTION_CHARS)
        return text;
    const fault = `got ${length} characters; write at most ${DESCRIPTION_CHARS}`;
    throw new inputs_errors/* InputError */.d("description", fault);
}
function readAbortRetries(reader) {
    const text = reader.text("abort-retries");
    if (/^[0-3]$/.test(text))
        return Number(text);
    throw new inputs_errors/* InputError */.d("abort-retries", `got ${reader.quote(text)}; write 0, 1, 2 or 3`);
}

;// CONCATENATED MODULE: ./src/inputs/settings.ts








const HOUR_MS = 3_600_000;
const settings_LONGEST_MS = 6 * HOUR_MS;
const OLDEST_MS = 60 * 24 * HOUR_MS;
const WANTS_DURATION = "write a duration such as 90s, 30m or 1h30m, above 0 and at most 6h";
/**
 * Reads the inputs.
 * @throws StepFailed that names each breach: the input, what it got and what it needs.
 */
function readSettings(env) {
    const reader = new InputReader(env, INPUT_DEFAULTS);
    const attempt = (read) => reader.attempt(read);
    const durationMs = (name) => attempt(() => reader.durationMs(name, settings_LONGEST_MS, WANTS_DURATION));
    reader.noteMisspelt();
    attempt(() => refuseUncheckedTls(env));
    const credentials = (0,inputs_credentials/* credentialsOf */.YN)(env);
    attempt(() => (0,inputs_credentials/* checkUsername */.J$)(credentials));
    attempt(() => (0,inputs_credentials/* checkPassword */.O7)(credentials));
    const settings = {
        targets: readTargets(reader, env),
        maxAgeMs: attempt(() => readMaxAgeMs(reader)),
        authorization: (0,inputs_credentials/* authorizationOf */.P_)(credentials),
        apiUrl: attempt(() => readApiUrl(reader)),
        timeoutMs: durationMs("timeout"),
        requestTimeoutMs: durationMs("request-timeout"),
        minPollIntervalMs: durationMs("min-poll-interval"),
        maxPollIntervalMs: durationMs("max-poll-interval"),
        failFast: attempt(() => reader.boolean("fail-fast")),
    };
    readStatusSettings(reader, env);
    attempt(() => refuseCrossedBounds(settings.minPollIntervalMs, settings.maxPollIntervalMs));
    if (reader.breaches.length > 0)
        throw (0,inputs_errors/* invalidInput */.a)(reader.breaches);
    return settings;
}
/**
 * The commit status to publish, whatever else is wrong with the inputs.
 * @returns undefined if none is wanted, its inputs are not valid, or TLS is unchecked and the token could go to anybody.
 */
function statusSettingsOf(env) {
    if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0")
        return undefined;
    return readStatusSettings(new InputReader(env, INPUT_DEFAULTS), env);
}
function readMaxAgeMs(reader) {
    if (!reader.isGiven("max-age"))
        return undefined;
    const wants = "write a duration such as 30m, 12h or 7d, above 0 and at most 60d";
    return reader.durationMs("max-age", OLDEST_MS, wants, { days: true });
}
function readApiUrl(reader) {
    const text = reader.text("api-url");
    const apiUrl = parseApiUrl(text);
    if (apiUrl !== undefined)
        return apiUrl;
    const wants = "write an https URL (http to a loopback host alone) without user, query or fragment";
    throw new inputs_errors/* InputError */.d("api-url", `got ${reader.quote(withoutSecretParts(text))}; ${wants}`);
}
function refuseCrossedBounds(minMs = 0, maxMs = Infinity) {
    if (minMs <= maxMs)
        return;
    const fault = `got ${formatDuration(minMs)}, above max-poll-interval (${formatDuration(maxMs)})`;
    throw new inputs_errors/* InputError */.d("min-poll-interval", `${fault}; lower it, or raise max-poll-interval`);
}
function refuseUncheckedTls(env) {
    if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0")
        return;
    const wants = "remove it, for it would show the credentials to whoever answers; to trust a certificate authority of your " +
        "own, name its file in NODE_EXTRA_CA_CERTS";
    throw new inputs_errors/* InputError */.d("NODE_TLS_REJECT_UNAUTHORIZED", `got "0"; ${wants}`);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: ./src/util/error-text.ts
/** The code of a system error; empty if there is none. */
function codeOf(error) {
    return error instanceof Error && "code" in error ? String(error.code) : "";
}
/** The message of an error, or its code: Node leaves the message of an AggregateError (several addresses) empty. */
function messageOf(error) {
    return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}

;// CONCATENATED MODULE: ./src/report/outputs-file.ts




/** The failure of a step whose outputs cannot be written: no later step could read how it ended. */
function outputsFailure(cause) {
    const message = `The outputs could not be written (${(0,sanitize.sanitize)(messageOf(cause))}).`;
    return new errors/* StepFailed */.an({ result: "error", message, cause: "runner" }, { cause });
}
/**
 * Proves that the runner's outputs file can be written, before the step does anything that only the outputs would show.
 * If the runner names no file, the toolkit prints commands instead, which current runners ignore.
 * @throws StepFailed if the file cannot be written.
 */
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

;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
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


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
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
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
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




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
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
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");
// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
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
;// CONCATENATED MODULE: ./src/wpengine/http/shims/lazy-tunnel.ts
const loaded = () => 
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded at the start
__nccwpck_require__(218);
const through = (name) => (options) => {
    const tunnel = loaded()[name];
    if (tunnel === undefined)
        throw new Error(`no tunnel of the kind ${name}`);
    return tunnel(options);
};
const httpOverHttp = through("httpOverHttp");
const httpOverHttps = through("httpOverHttps");
const httpsOverHttp = through("httpsOverHttp");
const httpsOverHttps = through("httpsOverHttps");

;// CONCATENATED MODULE: ./src/wpengine/http/shims/left-out.ts
/**
 * Replaces packages in the bundle (`paths` in tsconfig.json) that our dependencies import and that nothing here runs: they
 * are neither shipped, nor read by an auditor of `dist/`, nor loaded at the start of each step.
 */
function notBundled() {
    throw new Error("left out of the bundle");
}
/**
 * undici: the HTTP client offers its proxy to callers of `fetch`, and octokit's bindings create one when they load. Our
 * requests use `node:https`, and the client's own tunnel if there is a proxy.
 */
function ProxyAgent() {
    // created, and never used
}

/** @actions/exec: the toolkit runs programs to get the name of the operating system, which nothing here asks for. */


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
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
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
class lib_HttpClient {
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
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
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
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
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
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
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
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
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
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
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
        info.httpModule = usingSsl ? external_https_namespaceObject : external_http_namespaceObject;
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
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
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
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
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
            maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets;
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
                tunnelAgent = overHttps ? httpsOverHttps : httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? httpOverHttps : httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options);
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
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var auth_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
class BasicCredentialHandler {
    constructor(username, password) {
        this.username = username;
        this.password = password;
    }
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class auth_BearerCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Bearer ${this.token}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class PersonalAccessTokenCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`PAT:${this.token}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
//# sourceMappingURL=auth.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
var oidc_utils_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class oidc_utils_OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new HttpClient('actions/oidc-client', [new BearerCredentialHandler(oidc_utils_OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = oidc_utils_OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = oidc_utils_OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield oidc_utils_OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_namespaceObject.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_namespaceObject.constants.R_OK | external_fs_namespaceObject.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_namespaceObject.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = (/* unused pure expression or super */ null && (_summary));
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, path.sep);
}
//# sourceMappingURL=path-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield exec.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield exec.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_namespaceObject.platform();
const arch = external_os_namespaceObject.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function core_setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_namespaceObject.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_namespaceObject.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: ./src/report/commit-status.ts








/** The state of the commit for each result: `failure` if the backup failed, `error` if something else did. */
const STATES = {
    completed: "success",
    requested: "pending",
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
/** GitHub's limit for a description. */
const commit_status_DESCRIPTION_CHARS = 140;
/** Longest the call for the pending status may take. */
const PENDING_MS = 10_000;
/**
 * The commit status of a step. A failure to publish it is a warning, printed once, and never changes the verdict.
 * See docs/adr/0011-a-commit-status-on-the-side.md.
 */
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
    /** Publishes that the step is under way, and does not wait for it. */
    begin(description) {
        this.#pending = this.#publish("pending", description, PENDING_MS, this.#pendingAbort.signal);
    }
    /**
     * Publishes the verdict.
     * @param leftMs how long it may take, including what is left of `begin`.
     */
    async end(verdict, leftMs) {
        const cutoffAt = this.#clock.now() + leftMs;
        const never = new AbortController().signal;
        // GitHub shows the status that came last, so the pending one must arrive first.
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
            this.#warn(state, "GitHub was slow to take the pending one, which may stand in its place");
    }
    /** Never rejects, and settles within `timeoutMs` whether or not the call does. */
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
            line: "no commit status",
            fault: messageOf(error),
            refusedWith: undefined,
        }));
        const isAborted = signal.aborted;
        call.end();
        if (isAborted)
            return;
        const took = formatDuration(this.#clock.now() - sentAt);
        if (reply === undefined) {
            this.#warn(state, `GitHub has not answered within ${took}`);
            return;
        }
        const { line, fault, refusedWith } = reply;
        core_debug((0,sanitize.sanitize)(this.#redact(`${line} (${took})`)));
        if (fault === undefined)
            return;
        this.#warn(state, (0,sanitize.sanitize)(this.#redact(fault)), remedyFor(refusedWith, fault));
    }
    #warn(state, fault, remedy = "") {
        if (this.#hasWarned)
            return;
        this.#hasWarned = true;
        const which = `The commit status "${(0,sanitize.sanitize)(this.#settings.context)}" could not be set to ${state}`;
        const text = `${which}, which changes nothing for the gate: ${endSentence(fault)} ${remedy}`;
        warning(text.trim(), { title: "Backup gate: no commit status" });
    }
}
function remedyFor(refusedWith, fault) {
    if (refusedWith === 401)
        return "Check github-token.";
    const isForbidden = refusedWith === 403 || refusedWith === 404;
    if (!isForbidden || /rate limit/i.test(fault))
        return "";
    return "The job needs the permission statuses: write, which runs from forks are not given.";
}
/** Loads a bundle of its own: dist/github/index.js. */
function load() {
    return import(/* webpackIgnore: true */ "./github/index.js");
}

// EXTERNAL MODULE: ./src/model/portal.ts
var portal = __nccwpck_require__(335);
;// CONCATENATED MODULE: ./src/report/remedies.ts

/** What to do next, by result. */
const REMEDIES = {
    requested: "Wait for the backup before you deploy: give a later step its backup-id, and a max-age, since a re-run of failed " +
        "jobs keeps the outputs of the jobs before it.",
    aborted: "Do not deploy on this backup. Request a new one, by running all jobs again; abort-retries lets the step itself do " +
        "so. An abort is usually a passing fault or a very large site; if it happens again, ask the host's support.",
    "timed-out": "The backup may still complete, so do not request another: wait for this one by its backup-id, or run again with " +
        "max-age, which takes it; with create-backup alone a re-run would request a new one. Raise timeout if the site needs " +
        "it: backups usually take 2 to 10 minutes, those of large sites over 15.",
    unavailable: "Whether the backup has completed is not known. Check the host's status page, api-url, and the runner's network " +
        "and proxy, then wait for this backup again by its backup-id.",
    stale: "Do not deploy on this backup. Request a new one, by running all jobs again: a re-run of failed jobs keeps the " +
        "outputs of the jobs before it, and so an earlier run's backup. Raise max-age if this one is recent enough for you.",
    "not-found": "Check install-id, that backup-id is one of exactly this install, and that these API credentials can see the install.",
    unauthorized: `Check api-username and api-password: they are made on ${portal/* ACCESS_PAGE */.X}, and reach only the installs of their user.`,
    rejected: "Trying again would change nothing. Check api-url, the ids and the other inputs against what the API said.",
    "invalid-input": "No request was sent. Fix the step's inputs. One that got nothing is usually a variable, a secret or an output " +
        "that does not exist; runs from forks and of Dependabot get no secrets.",
    cancelled: "The backup itself goes on at the host: wait for it by its backup-id, or run again with max-age, which takes it; with " +
        "create-backup alone a re-run would request a new one.",
    error: "This is a bug in Backup Gate. Please report it, with this log, to the action's issues.",
};
/** What to do next, by cause: more exact than the result alone. */
const REMEDIES_BY_CAUSE = {
    "rate-limit": "The account's rate limit is used up. Raise min-poll-interval, let fewer jobs ask at a time, and wait for this " +
        "backup again by its backup-id.",
    crowded: "The time was too short to ask for so many backups, at five requests a second at the most: raise timeout, or share the " +
        "installs among several jobs.",
    certificate: "The credentials were not sent. If the certificate is that of a proxy of your own, name the file of its authority " +
        "in the environment variable NODE_EXTRA_CA_CERTS.",
    vanished: "It was deleted while the gate was waiting. Request a new one.",
    unresolved: "Before you request another backup, look for that key in the descriptions of this install's backups, in the portal or " +
        "the API's listing. If it is there, wait for that backup by its backup-id.",
    "no-such-name": "Check install-name, letter by letter, and that the API user whose credentials these are can see the install.",
    runner: "Look at the runner: its disk, and the file that GITHUB_OUTPUT names.",
    "fail-fast": "The backup itself goes on at the host. With fail-fast: false every backup is seen to its end.",
};
/** What to do next if there is no backup to wait for. */
const REMEDIES_WITHOUT_BACKUP = {
    "timed-out": "There is no backup to wait for: run the job again, with a longer timeout, or when fewer jobs use these credentials.",
    unavailable: "There is no backup to wait for. Check the host's status page, api-url, and the runner's network and proxy, then run " +
        "the job again.",
    cancelled: "There is no backup to wait for: run all jobs again when you want one.",
};
/**
 * What to do next after a verdict.
 * @param record of the gate that the verdict comes from, if any.
 */
function remedies_remedyFor({ result, cause }, record) {
    if (result === "completed")
        return "";
    const hasBackup = record?.subject.id !== undefined;
    const withoutBackup = hasBackup ? undefined : REMEDIES_WITHOUT_BACKUP[result];
    if (cause === undefined)
        return withoutBackup ?? REMEDIES[result];
    return (cause === "rate-limit" ? withoutBackup : undefined) ?? REMEDIES_BY_CAUSE[cause];
}

;// CONCATENATED MODULE: ./src/report/report.ts




/** The title of a result, as the annotations, the summary and the README's troubleshooting have it. */
function titleOf(result) {
    if (result === "completed")
        return "Backup gate open";
    return result === "requested" ? "Backup requested, no gate" : `Backup gate closed: ${result}`;
}
/** Names the backup that a gate waits for, or its install while there is none. */
function subjectOf({ install, subject: { id } }) {
    return id === undefined ? `Install ${install}` : `Backup ${id} of install ${install}`;
}
/** How many polls there were, in words. */
function pollsInWords(records) {
    return count(sumOf(records, ({ polls }) => polls), "look");
}
/** How many requests failed, in brackets; empty if none did. */
function failuresInWords(records) {
    const refused = sumOf(records, ({ refused }) => refused);
    const failed = sumOf(records, ({ failed }) => failed);
    const parts = [refused > 0 ? `${refused} refused` : "", failed > 0 ? `${failed} failed` : ""];
    const failures = parts.filter(Boolean).join(", ");
    return failures === "" ? "" : ` (${failures})`;
}
/** How many requests a step sent, in words. */
function requestsInWords({ records, requests }) {
    return `${pollsInWords(records)}, ${count(requests, "request")} in all${failuresInWords(records)}`;
}
function sumOf(records, of) {
    return records.reduce((total, record) => total + of(record), 0);
}
/** The gate that failed first; if none failed, the first gate. */
function firstFailed({ records }) {
    return records[firstFailure(records.map(({ ended }) => ended)) ?? 0];
}
/** Whether all there is to say of a gate is that another one's failure closed it. */
function isOnlyFailFast({ ended, unresolvedKey }) {
    return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}
/** Why gates failed, in the order of time: a line per reason, with the first backup that it concerns. */
function failureReasons({ records }, maxLines) {
    const reasons = new Map();
    const byTime = records.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
    for (const record of byTime) {
        const { verdict } = record.ended ?? {};
        if (verdict === undefined || isGood(verdict) || isOnlyFailFast(record))
            continue;
        const reason = `${verdict.result}: ${verdict.message}`;
        const same = reasons.get(reason);
        if (same === undefined)
            reasons.set(reason, [record]);
        else
            same.push(record);
    }
    const lines = [...reasons].map(([reason, [first, ...others]]) => {
        const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
        return (0,sanitize.sanitize)(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
    });
    const left = lines.length - maxLines;
    return left > 0
        ? [...lines.slice(0, maxLines), `${count(left, "more reason")}: see outputs.backups.`]
        : lines;
}
/** A moment for people: `2026-01-15 10:04:10 UTC`. */
function clockTime({ epochMs }) {
    return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

;// CONCATENATED MODULE: ./src/report/log/estimate.ts


const BAR_CHARS = 10;
/** Beyond this multiple of the usual duration a backup is called slow. */
const SLOW = 1.5;
/** A share as a bar of characters, which is full only at 1. */
function progressBar(share) {
    const full = Math.floor(Math.max(0, share) * BAR_CHARS);
    return "█".repeat(full) + "░".repeat(BAR_CHARS - full);
}
/** How long a backup may still take, in words. */
function describeEstimate({ distribution, createdAt, pastBackups }, now) {
    const ageMs = now - createdAt;
    const left = roughly(medianLeftMs(distribution, ageMs));
    if (pastBackups === 0)
        return `about ${left} to go`;
    const usualMs = medianLeftMs(distribution, 0);
    return ageMs > SLOW * usualMs
        ? `longer than usual (${roughly(usualMs)}), perhaps ${left} to go`
        : `about ${left} to go (usually ${roughly(usualMs)})`;
}
/** An estimated duration, rounded to 1 s below a minute and to 10 s above, since more digits would claim too much. */
function roughly(ms) {
    const stepMs = ms < 60_000 ? 1_000 : 10_000;
    return formatDuration(Math.round(ms / stepMs) * stepMs);
}

;// CONCATENATED MODULE: ./src/report/log/messages.ts




/** What a step is going to do, as a sentence. */
function intention({ targets, maxAgeMs }) {
    const [first] = targets;
    if (targets.length > 1)
        return intentionForMany(targets.length, first.spec, maxAgeMs);
    const { install, spec } = first;
    const of = `of install ${nameOf(install)}`;
    const age = maxAgeMs === undefined ? "" : `, at most ${formatDuration(maxAgeMs)} old,`;
    if (spec.kind === "existing") {
        return `Holding the deploy until backup ${spec.backupId} ${of}${age} is completed.`;
    }
    const which = maxAgeMs === undefined ? `a new backup ${of}` : `a recent backup ${of}${age}`;
    return spec.wait
        ? `Holding the deploy until ${which} is completed.`
        : `Requesting ${which} and not waiting for it (wait: false): this step holds no deploy.`;
}
/** Whether a step waits for anything. */
function isWaiting({ targets }) {
    return targets.every(({ spec }) => spec.kind === "existing" || spec.wait);
}
function intentionForMany(installs, spec, maxAgeMs) {
    const age = maxAgeMs === undefined ? "" : `, at most ${formatDuration(maxAgeMs)} old,`;
    if (spec.kind === "existing") {
        return `Holding the deploy until ${installs} backups${age} are completed, one of each of ${installs} installs.`;
    }
    const which = maxAgeMs === undefined ? "a new backup" : "a recent backup";
    return spec.wait
        ? `Holding the deploy until ${which} of each of ${installs} installs${age} is completed.`
        : `Requesting ${which} of each of ${installs} installs${age} and not waiting for them (wait: false): this step holds no deploy.`;
}
/** An event on the way to a backup, in words; empty if the event needs none. */
function describeBackupEvent(event) {
    switch (event.kind) {
        case "create-sent":
        case "create-refused":
        case "install-found":
            return "";
        case "request-failed":
            return `${event.failure.message}. Trying again ${delayInWords(event)}.`;
        case "reply-lost":
            return (`A backup was requested, and the answer was lost: ${event.message}. Looking for it by its key ` +
                `${event.key} in ${formatDuration(event.waitMs)}; another is requested only when none can come of this ` +
                "request any more.");
        case "not-listed-yet": {
            const why = event.isProof
                ? "The listing does not show it yet"
                : "The listing has rows that cannot be read or are not described, so that it may be among them";
            return `${why}. Looking for it again in ${formatDuration(event.waitMs)}.`;
        }
        case "none-created":
            return "No backup has come of it, and none can any more.";
        case "resending":
            return `Requesting one again (${event.send} of ${event.sends}).`;
        case "list-failed":
            return `${event.message}. Requesting a new one instead.`;
        case "none-reusable":
            return "There is no backup recent enough. Requesting one.";
        case "chosen": {
            const { id, status } = event.backup;
            return `${ORIGINS[event.source]}: backup ${id} is ${spokenStatus(status)}${creationInWords(event.backup)}.`;
        }
        case "replacing":
            return `${event.why} That was not a backup of this run: requesting one.`;
        case "recreating": {
            const left = event.left === 0 ? "none is left after this" : `${event.left} left after this`;
            return `${event.why} Requesting another one (abort-retries: ${left}).`;
        }
        default:
            return event;
    }
}
const ORIGINS = {
    requested: "The API has accepted the request",
    recovered: "The request had come through",
    adopted: "A recent backup is under way, so none is requested",
    reused: "A recent backup is listed, so none is requested",
};
/** When a backup was created, as the end of a sentence; empty if that is not known. */
function creationInWords({ createdAt }) {
    return createdAt === undefined ? "" : `, created ${clockTime(createdAt)}`;
}
/** How long until the next request after a failure, and why if the API said so. */
function delayInWords({ failure, waitMs }) {
    const reason = failure.hasRetryAfter === true ? ", as it asked (Retry-After)" : "";
    return `in ${formatDuration(waitMs)}${reason}`;
}

;// CONCATENATED MODULE: ./src/report/log/fleet.ts








/** The log of a step with many gates: a line for each that ends, and for each problem that is new. */
class FleetLog {
    #clock;
    #records;
    /** When each kind of problem was last printed (monotonic ms). */
    #printedAt = new Map();
    constructor(clock, records) {
        this.#clock = clock;
        this.#records = records;
    }
    describe(record, event) {
        switch (event.kind) {
            case "not-found-yet": {
                const next = "looking on, for it may only just have been requested";
                return this.#oncePerMinute(record, event.message, next);
            }
            case "poll-failed": {
                const next = `looking again ${delayInWords(event)}`;
                return this.#oncePerMinute(record, event.failure.message, next);
            }
            case "request-failed": {
                const next = `trying again ${delayInWords(event)}`;
                return this.#oncePerMinute(record, event.failure.message, next);
            }
            case "ended":
                return this.#describeEnd(record);
            case "reply-lost":
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
            case "recreating":
                return "";
            default:
                return event;
        }
    }
    standing() {
        const records = this.#records;
        const open = records.filter(({ ended }) => ended === undefined);
        const notRequested = open.filter(({ subject, unresolvedKey }) => subject.id === undefined && unresolvedKey === undefined).length;
        const failed = records.filter(({ ended }) => ended && hasFailed(ended.verdict)).length;
        return [
            `${open.length} of ${count(records.length, "backup")} to go`,
            failed === 0 ? "" : `${failed} failed already (the step will fail)`,
            notRequested === 0 ? "" : `${notRequested} of them not requested yet`,
            this.#lastCompletion(open),
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
        const { backup, reused } = record.subject;
        const tookMs = backup && durationMs(backup);
        const took = tookMs === undefined ? "" : `, took ${formatDuration(tookMs)}`;
        return `${record.install}: ${result}${reused ? ", reused" : ""}${took} ${progress}.`;
    }
    /** How long until all open backups are complete; empty unless each of them has an estimate. */
    #lastCompletion(open) {
        const now = this.#clock.now();
        const estimates = open
            .map(({ estimate }) => estimate)
            .filter((estimate) => estimate !== undefined);
        if (estimates.length === 0 || estimates.length < open.length)
            return "";
        const leftMs = medianLeftOfAllMs(estimates.map(({ distribution, createdAt }) => ({ distribution, ageMs: now - createdAt })));
        return `the last in about ${roughly(leftMs)}`;
    }
    /** Limits lines about the same problem, whichever backup has it, to one per minute. */
    #oncePerMinute({ install }, problem, next) {
        const now = this.#clock.now();
        // What the API says beside its status may differ each time.
        const [kind] = /^.*?answered [^:]*/.exec(problem) ?? [problem];
        if (now - (this.#printedAt.get(kind) ?? -Infinity) < 60_000)
            return "";
        this.#printedAt.set(kind, now);
        return `${install}: ${problem}, ${next}.`;
    }
}

;// CONCATENATED MODULE: ./src/report/log/single.ts







/** The log of a step with one gate: a line for each event. */
class SingleLog {
    #clock;
    #record;
    /** As the previous event showed it. */
    #backup;
    /** When that event came (monotonic ms). */
    #shownAt = 0;
    /** Whether a poll has shown the backup. */
    #isSeen = false;
    #hasSaidNotFound = false;
    /** Whether a create request was sent and no backup is chosen yet. */
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
        if (event.kind === "not-found-yet")
            return this.#describeNotFound(event.message);
        if (event.kind === "ended")
            return ""; // the closing line says it
        if (event.kind === "poll-failed") {
            return `${capitalize(event.failure.message)}. Looking again ${delayInWords(event)}.`;
        }
        this.#apply(event);
        return capitalize(describeBackupEvent(event));
    }
    standing() {
        const { estimate, polls } = this.#record;
        const now = this.#clock.now();
        return [
            this.#state(),
            estimate?.isAgeKnown ? `${formatDuration(now - estimate.createdAt)} old` : "",
            estimate ? describeEstimate(estimate, now) : "",
            polls === 0 ? "" : `${count(polls, "look")} so far`,
        ];
    }
    share() {
        const { estimate } = this.#record;
        if (estimate === undefined)
            return this.#largestShare;
        const ageMs = this.#clock.now() - estimate.createdAt;
        const share = ageMs / (ageMs + medianLeftMs(estimate.distribution, ageMs));
        // The estimated rest of a slow backup grows: the words say so, and the bar only stands still.
        this.#largestShare = Math.max(this.#largestShare, share);
        return this.#largestShare;
    }
    #describePoll(reply) {
        if (reply.kind !== "backup")
            return "";
        const { backup } = reply;
        const before = this.#backup && spokenStatus(this.#backup.status);
        const status = spokenStatus(backup.status);
        this.#isSeen = true;
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
        return `Backups of this install usually take ${usually} (by its last ${pastBackups}): about ${left} to go.`;
    }
    #describeNotFound(message) {
        if (this.#hasSaidNotFound || this.#isSeen)
            return "";
        this.#hasSaidNotFound = true;
        return `${capitalize(message)}. Looking on for ${formatDuration(GRACE_MS)}, since a backup requested just now may take that long to appear.`;
    }
    #apply(event) {
        if (event.kind === "create-sent") {
            this.#isCreating = true;
            this.#backup = undefined;
            this.#isSeen = false;
            this.#hasSaidNotFound = false;
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
    /** The latest known state of the backup, and how well it is known. */
    #state() {
        const { latestReply, subject, unresolvedKey } = this.#record;
        if (unresolvedKey !== undefined)
            return "whether a backup was requested is not known yet";
        if (subject.id === undefined || this.#isCreating)
            return "there is no backup yet";
        if (this.#backup === undefined)
            return "the backup has not been seen yet";
        const status = spokenStatus(this.#backup.status);
        if (latestReply?.kind !== "retryable")
            return `the backup is ${status}`;
        const ago = formatDuration(this.#clock.now() - this.#shownAt);
        return `the backup was ${status} when last seen ${ago} ago, looks have failed since`;
    }
}

;// CONCATENATED MODULE: ./src/report/log/log.ts











const HEARTBEAT_MS = 60_000;
/** The runner cuts annotations after 4,096 characters, which must not cost the remedy at the end. */
const ANNOTATION_CHARS = 4_000;
/** Most reasons that an annotation names. */
const MAX_REASONS = 5;
/** The log of a step, for people whose deploy waits. */
class Log {
    #clock;
    #records;
    #unknownStatuses = new Set();
    #createdView;
    /** @param records one for each backup, complete before the first event. */
    constructor(clock, records) {
        this.#clock = clock;
        this.#records = records;
    }
    opening(settings) {
        const limit = `up to ${formatDuration(settings.timeoutMs)} (timeout)`;
        const usual = isWaiting(settings) ? "; backups usually take 2 to 10 minutes" : "";
        info(`${intention(settings)} This may take ${limit}${usual}.`);
    }
    /** @param record to which the event has been applied. */
    on(record, event) {
        if (event.kind === "recreating") {
            this.#warnOfRecreating(record, event);
            return;
        }
        this.#print(this.#view.describe(record, event));
        if (event.kind === "polled")
            this.#warnOfUnknownStatus(record, event.reply);
    }
    /** Prints a line a minute until the signal aborts, to show that a long wait goes on. */
    async heartbeat(deadline, signal) {
        for (;;) {
            await this.#clock.sleep(HEARTBEAT_MS, signal);
            if (signal.aborted)
                return;
            const left = formatDuration(Math.max(0, deadline - this.#clock.now()));
            const parts = [...this.#view.standing(), `${left} of the timeout left`];
            const bar = progressBar(this.#view.share());
            this.#print(`${bar} Still waiting: ${parts.filter(Boolean).join(", ")}.`);
        }
    }
    closing(report) {
        const { verdict, records, waitedMs } = report;
        const effort = `Waited ${formatDuration(waitedMs)}: ${requestsInWords(report)}.`;
        const title = titleOf(verdict.result);
        if (isGood(verdict)) {
            this.#noticeReused(report);
            info(`${title}: ${verdict.message} ${effort}`);
            return;
        }
        const failed = firstFailed(report);
        const reasons = records.length > 1
            ? failureReasons(report, MAX_REASONS)
            : [failed ? `Concerns ${uncapitalize(subjectOf(failed))}.` : ""];
        const remedy = remedies_remedyFor(verdict, failed);
        const text = [verdict.message, ...reasons].filter(Boolean).join("\n");
        error(`${truncate(text, ANNOTATION_CHARS - remedy.length)}\n${remedy}`, { title });
        info(`${title}. ${effort}`);
    }
    #noticeReused({ records, settings }) {
        const reused = records.filter(({ subject }) => subject.reused);
        const [first] = reused;
        if (first === undefined)
            return;
        const enough = `recent enough (max-age: ${formatDuration(settings?.maxAgeMs ?? 0)})`;
        notice(records.length === 1
            ? `${subjectOf(first)} was ${enough} and is used instead of a new one.`
            : `${reused.length} of ${records.length} backups were ${enough} and are used instead of new ones.`, { title: "Backup gate: recent backup reused" });
    }
    #warnOfRecreating(record, event) {
        const whose = this.#records.length > 1 ? `${subjectOf(record)}: ` : "";
        const text = `${whose}${describeBackupEvent(event)}`;
        warning(text, { title: "Backup gate: requesting again" });
    }
    #warnOfUnknownStatus(record, reply) {
        if (reply.kind !== "backup" || typeof reply.backup.status === "string")
            return;
        const status = spokenStatus(reply.backup.status);
        if (this.#unknownStatuses.has(status))
            return;
        this.#unknownStatuses.add(status);
        warning(`${subjectOf(record)}: the API gives a status that this action does not know, ${status}. It is waited on, and cannot open the gate.`, { title: "Backup gate: unknown status" });
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
function truncate(text, chars) {
    return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text;
}

// EXTERNAL MODULE: ./src/report/output-names.ts
var output_names = __nccwpck_require__(952);
;// CONCATENATED MODULE: ./src/report/outputs.ts





/** Longest message of a backup in `backups`: 800 entries stay below the 1 MB of UTF-16 that a job's outputs may have. */
const MESSAGE_CHARS = 120;
/** The values of the outputs. An unknown one is empty, and null in JSON. */
function outputsOf({ verdict, records, requests, waitedMs }) {
    const all = records.map(factsOf);
    const [facts = NO_FACTS] = all;
    // Single-backup outputs stay empty for several backups; `backups` has them.
    const only = all.length > 1 ? undefined : facts;
    return {
        result: verdict.result,
        status: only?.status ?? "",
        ...idsOf(records),
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
/**
 * The IDs in the order of the inputs, one per line, an unknown one as an empty line: valid as inputs of a later step.
 * Inputs drop one final line break. An unknown last install ID gets a second one, to keep the two lists equally long.
 */
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
/** @throws StepFailed if the outputs file cannot be written. */
function writeOutputs(outputs) {
    for (const name of output_names/* OUTPUT_NAMES */.P)
        outputs_setOutput(name, outputs[name]);
}
/**
 * Writes the IDs that are known so far, for the case that the process is killed.
 * @throws StepFailed if the outputs file cannot be written.
 */
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
/**
 * Escapes untrusted text for Markdown and the HTML within it, with character references.
 * Escapes only those colons and dots that GitHub would read as part of an emoji or a link.
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
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





/** Most rows of the diagram, which keep it below the 50,000 characters that GitHub renders. */
const MAX_ROWS = 100;
/**
 * The backups on one time axis, the slowest first, as a Mermaid diagram; empty if there is nothing to draw.
 * It contains only numbers and what the inputs proved: IDs, and names of letters, digits and hyphens.
 * A row begins with its duration, which keeps a name from being read as a keyword of the diagram.
 * @see https://mermaid.js.org/syntax/gantt.html
 */
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
/** The times of one backup, as a sentence in Markdown; empty if its creation is not known. */
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
            return `${done}, which this step's first look found.`;
        const lagMs = Math.max(0, seenMs - backup.completedAt.epochMs);
        return `${done}, which this step saw ${formatDuration(lagMs)} later.`;
    }
    if (seenMs === undefined)
        return `${created}.`;
    const ageMs = Math.max(0, seenMs - backup.createdAt.epochMs);
    const status = escapeMarkdown(spokenStatus(backup.status));
    return `${created}; ${status} when last seen, ${formatDuration(ageMs)} later.`;
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
/** When the backup was completed, or else last seen, in epoch milliseconds. */
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








/** Most reasons above the table. */
const summary_MAX_REASONS = 10;
/** The job summary, in GitHub Flavored Markdown. */
function summaryOf(report) {
    const { verdict, settings, records, waitedMs } = report;
    const isFleet = records.length > 1;
    const parts = [headingOf(verdict, records.length)];
    if (verdict.result !== "completed") {
        const reasons = isFleet ? failureReasons(report, summary_MAX_REASONS) : [];
        const lines = [...verdict.message.split("\n"), ...reasons].map(escapeMarkdown);
        const remedy = remedies_remedyFor(verdict, firstFailed(report));
        parts.push(lines.join("<br>\n"), `**What to do next:** ${remedy}`);
    }
    if (settings !== undefined) {
        const [first] = records;
        parts.push(tableOf(records, isFleet), isFleet || first === undefined ? timelineOf(records) : timelineInWords(first), portalLink(records), `Waited ${formatDuration(waitedMs)} of ${formatDuration(settings.timeoutMs)}: ${requestsInWords(report)}.`, `Settings in force: ${settingsInForce(settings)}`);
    }
    return `${parts.filter(Boolean).join("\n\n")}\n`;
}
function headingOf({ result }, backups) {
    const isFleet = backups > 1;
    if (result === "completed") {
        const which = isFleet ? `all ${backups} backups are` : "the backup is";
        return `## ✅ ${titleOf(result)}: ${which} completed`;
    }
    if (result === "requested") {
        return `## ⏳ ${titleOf(result)}: nothing has waited for ${isFleet ? "them" : "it"}`;
    }
    return `## ⛔ ${titleOf(result)}`;
}
/** A row per backup, those that are not completed first. */
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
function cellsOf({ subject }) {
    const { id, backup, reused } = subject;
    const tookMs = backup && durationMs(backup);
    return [
        `${id === undefined ? "–" : code(id)}${reused ? " (reused)" : ""}`,
        backup === undefined ? "unknown" : escapeMarkdown(statusText(backup.status)),
        backup?.createdAt ? clockTime(backup.createdAt) : "–",
        backup?.completedAt ? clockTime(backup.completedAt) : "–",
        tookMs === undefined ? "–" : formatDuration(tookMs),
        escapeMarkdown(backup?.wordpressVersion ?? "–"),
    ];
}
/** Links to the portal's page of an install's backups, which goes by the install's name; only the text while no install is known to have it. */
function linkToBackups({ install, installId, installName }, text = code(install)) {
    const isKnown = installName !== undefined && installId !== undefined;
    return isKnown ? `[${text}](${portal/* PORTAL */.B}/installs/${installName}/backup_points)` : text;
}
function portalLink([first, ...others]) {
    const name = others.length === 0 && first?.installId !== undefined && first.installName;
    return name
        ? linkToBackups(first, `Backups of ${name} in the host's portal`)
        : `[Sites and their backups in the host's portal](${portal/* PORTAL */.B}/sites)`;
}
function settingsInForce(settings) {
    const [{ spec }] = settings.targets;
    const durations = {
        timeout: settings.timeoutMs,
        "request-timeout": settings.requestTimeoutMs,
        "min-poll-interval": settings.minPollIntervalMs,
        "max-poll-interval": settings.maxPollIntervalMs,
        "max-age": settings.maxAgeMs,
    };
    const inForce = {
        ...Object.fromEntries(Object.entries(durations).map(([name, ms]) => [name, ms && formatDuration(ms)])),
        "create-backup": spec.kind === "new",
        wait: spec.kind === "new" ? spec.wait : undefined,
        "abort-retries": spec.kind === "new" ? spec.abortRetries : undefined,
        "fail-fast": settings.targets.length > 1 ? settings.failFast : undefined,
        "api-url": settings.apiUrl,
    };
    return Object.entries(inForce)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}: ${code(String(value))}`)
        .join(" · ");
}
/** Appends to the job summary, synchronously: DNS lookups that hang may occupy the threads that asynchronous writes need. */
function writeSummary(markdown) {
    const file = process.env["GITHUB_STEP_SUMMARY"];
    if (!file)
        throw new Error("GITHUB_STEP_SUMMARY is not set");
    (0,external_node_fs_.appendFileSync)(file, markdown);
}

;// CONCATENATED MODULE: ./src/report/reporter.ts









/** Events after which an ID is known, or not known any more. */
const ID_EVENTS = [
    "install-found",
    "create-sent",
    "create-refused",
    "none-created",
    "chosen",
];
/** How long the IDs of many backups are collected before all are written again, per backup: a second for 800. */
const COLLECT_MS = 1.25;
/** Prints and writes everything that a step reports. */
class Reporter {
    #clock;
    #records;
    #redact;
    #log;
    #status;
    /** Aborts when the step is over. */
    #over = new AbortController().signal;
    #isCollectingIds = false;
    /** Masks the secrets, before anything else is printed. */
    constructor({ clock, records, secrets, redact, statusSettings }) {
        this.#clock = clock;
        this.#records = records;
        this.#redact = redact;
        this.#log = new Log(clock, records);
        this.#status = statusSettings && new StatusPublisher(statusSettings, clock, redact);
        // Without a listener, a closed pipe would crash the process before the verdict is written.
        for (const stream of [process.stdout, process.stderr])
            stream.on("error", () => undefined);
        for (const secret of secrets)
            core_setSecret(secret);
    }
    /**
     * Prints what the step waits for, and a heartbeat until the signal aborts.
     * @throws StepFailed if the outputs file cannot be written.
     */
    open(settings, over) {
        this.#over = over;
        this.#log.opening(settings);
        writeIds(this.#records);
        void this.#log.heartbeat(settings.timeoutMs, over);
        this.#status?.begin(intention(settings));
    }
    /**
     * Reports an event.
     * @param record to which it has been applied.
     * @throws StepFailed if the outputs file cannot be written.
     */
    on(record, event) {
        this.#log.on(record, event);
        if (ID_EVENTS.includes(event.kind))
            this.#writeIds();
    }
    /** Prints an exchange with the API to the debug log. */
    onReply(line) {
        core_debug((0,sanitize.sanitize)(this.#redact(line)));
    }
    /** The verdict of an error. Any but a `StepFailed` is a bug of ours. */
    verdictOf(error) {
        if (error instanceof errors/* StepFailed */.an)
            return error.verdict;
        if (error instanceof Error)
            core_debug((0,sanitize.sanitize)(this.#redact(error.stack ?? ""), 2_000));
        return { result: "error", message: `${(0,sanitize.sanitize)(this.#redact(String(error)))}.` };
    }
    /**
     * Writes the outputs, the summary and the last lines of the log, and then the commit status.
     * @param leftMs how long the commit status may take.
     * @returns the exit code.
     */
    async close(report, leftMs) {
        let { verdict } = report;
        try {
            writeOutputs(outputsOf(report));
        }
        catch (error) {
            verdict = this.verdictOf(error);
        }
        try {
            writeSummary(summaryOf({ ...report, verdict }));
        }
        catch (error) {
            const fault = (0,sanitize.sanitize)(this.#redact(String(error)));
            warning(`The job summary could not be written: ${fault}`);
        }
        this.#log.closing({ ...report, verdict });
        await this.#status?.end(verdict, leftMs);
        return isGood(verdict) ? 0 : 1;
    }
    /** Writes the IDs: of one backup at once, of many together with those that follow soon. */
    #writeIds() {
        if (this.#records.length === 1) {
            writeIds(this.#records);
            return;
        }
        if (this.#isCollectingIds)
            return;
        this.#isCollectingIds = true;
        const over = this.#over;
        void this.#clock.sleep(this.#records.length * COLLECT_MS, over).then(() => {
            this.#isCollectingIds = false;
            if (!over.aborted)
                writeIds(this.#records);
        });
    }
}

// EXTERNAL MODULE: ./src/util/clock.ts
var clock = __nccwpck_require__(110);
;// CONCATENATED MODULE: ./src/watchdog.ts




/** Ends the gates that are still open after the deadline, or after a cancellation: nothing may hold the step longer. */
async function watchdog(records, { clock, budget, signal }) {
    const { deadline, lastPollMs } = budget;
    await clock.sleep(deadline + lastPollMs + last_seconds/* LAST_SECONDS */.bM.watchdogMs - clock.now(), signal);
    if (signal.aborted) {
        await clock.sleep(last_seconds/* CREATE_GRACE_MS */.fk + last_seconds/* WIND_UP_MS */.Ym, new AbortController().signal);
        endOpen(records, () => cancelled(signal), clock.now());
    }
    else {
        const verdictOn = ({ latestReply }) => latestReply === undefined ? timedOutBeforePoll(budget, false) : timedOut(latestReply, budget);
        endOpen(records, verdictOn, clock.now());
    }
    return verdictOfFleet(records.map(({ ended }) => ended));
}
/**
 * Ends every gate that has no verdict.
 * @returns the verdicts that these gates ended with.
 */
function endOpen(records, verdictOn, now) {
    return records
        .filter(({ ended }) => ended === undefined)
        .map((record) => record.end(verdictOn(record), now));
}
/** Rejects with a bug of ours outside of the gates: thrown, rejected, or a wait that nothing will end. */
function nextCrash() {
    const crash = new Promise((_, reject) => {
        process.on("uncaughtException", reject);
        process.on("unhandledRejection", reject);
        process.on("beforeExit", () => reject(new Error("nothing was left to wait for")));
    });
    crash.catch(() => undefined); // it may come when the verdict is there already
    return crash;
}

;// CONCATENATED MODULE: ./src/wpengine/parse-backup.ts



/**
 * A backup from the body of an answer. `id` and `status` are required; any other field that is absent, null or malformed
 * is undefined.
 * @returns a string if the body is not a backup: what is wrong with it.
 * @see WP Engine's API description, definition `Backup`
 */
function parseBackup(body, redact) {
    const fields = parseObject(body);
    return fields === undefined ? "the body is not a JSON object" : backupFrom(fields, redact);
}
/** @returns a string if the fields are not a backup: what is wrong with them. */
function backupFrom(fields, redact) {
    const id = typeof fields["id"] === "string" ? parseBackupId(fields["id"]) : undefined;
    if (id === undefined)
        return "the body has no backup id";
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
        wordpressVersion: typeof version === "string" ? (0,sanitize.sanitize)(redact(version), 40) : undefined,
    };
}
/**
 * All messages of an error body, in one line.
 * @returns an empty string if the body has none.
 * @see WP Engine's API description, definitions `BadRequestErrorResponse` and `ResourceError`
 */
function parseErrorMessages(body, redact) {
    const fields = parseObject(body) ?? {};
    const details = Array.isArray(fields["errors"]) ? fields["errors"].map(describeDetail) : [];
    const seeAlso = textOf(fields["documentation_url"]);
    return [textOf(fields["message"]), ...details, seeAlso && `see ${seeAlso}`]
        .filter((part) => part !== "")
        .map((part) => (0,sanitize.sanitize)(redact(part)))
        .slice(0, 10)
        .join("; ");
}
function describeDetail(detail) {
    if (!isObject(detail))
        return "";
    const message = textOf(detail["message"]) || textOf(detail["code"]) || textOf(detail["type"]);
    const place = [detail["resource"], detail["field"]].map(textOf).filter(Boolean).join(".");
    return message !== "" && place !== "" ? `${place}: ${message}` : message;
}
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)([Zz]|[+-]\d{2}:?\d{2})?$/;
function parseInstant(value) {
    const parts = typeof value === "string" ? RFC_3339.exec(value) : null;
    if (parts === null)
        return undefined;
    const [text, day, time, offset = "Z"] = parts;
    const iso = `${day}T${time}${offset.toUpperCase()}`;
    const epochMs = Date.parse(iso);
    if (Number.isNaN(epochMs))
        return undefined;
    return {
        iso: iso === text && iso.endsWith("Z") ? iso : new Date(epochMs).toISOString(),
        epochMs,
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



/** @see WP Engine's API description, operation `listBackups` */
const parseBackups = (body, redact) => parsePage(body, (row) => {
    const backup = backupFrom(row, redact);
    return typeof backup === "string" ? undefined : backup;
});
/** @see WP Engine's API description, operation `listInstalls` */
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
    const total = typeof count === "number" && Number.isInteger(count) ? count : undefined;
    return { rows, size: results.length, total, hasNext: textOf(next) !== "" };
}

;// CONCATENATED MODULE: ./src/wpengine/replies.ts


/** What an answer to `showBackup` returns of the backup that was asked for. */
function backupReply(answer, backupId, redact) {
    if (answer.kind !== "answered" || answer.status !== 200)
        return failureOf(answer, redact);
    const backup = backupIn(answer, redact);
    if (typeof backup === "string")
        return unusable(answer, backup, redact);
    if (backup.id !== backupId)
        return unusable(answer, `for another backup (${backup.id})`, redact);
    return { kind: "backup", backup, serverMs: answer.epochMs };
}
/** What an answer to `listBackups` or `listInstalls` returns. */
function listingPage(answer, parse, redact) {
    if (answer.kind !== "answered" || answer.status !== 200)
        return failureOf(answer, redact);
    const { body, epochMs: serverMs, isOurClock } = answer;
    if (body.kind === "unreadable")
        return unusable(answer, body.fault, redact);
    const page = parse(body.text, redact);
    if (page === undefined)
        return unusable(answer, "the body is no page of a listing", redact);
    return { kind: "page", ...page, serverMs, isOurClock };
}
/**
 * What an answer to `createBackup` returns. WP Engine may have created a backup unless the request surely did not reach it,
 * or it replied with a refusal.
 */
function createReply(answer, redact) {
    const lost = (message) => ({ kind: "reply-lost", message });
    const message = describe(answer, redact);
    if (answer.kind !== "answered") {
        const isSent = answer.kind === "unanswered" && !answer.unsent;
        return isSent ? lost(message) : failureOf(answer, redact);
    }
    const { status, epochMs: serverMs } = answer;
    if (status < 300) {
        const backup = backupIn(answer, redact);
        if (typeof backup === "string")
            return lost(`${message}, but ${backup}`);
        return { kind: "accepted", backup, serverMs };
    }
    return status === 429 || !mayPass(status) ? failureOf(answer, redact) : lost(message);
}
/** An answer in words that are safe to print. */
function describe(answer, redact) {
    if (answer.kind === "not-sent")
        return "not asked, for its turn had not come in time";
    if (answer.kind === "unanswered")
        return (0,sanitize.sanitize)(redact(answer.fault));
    const { status, statusLine, location, body } = answer;
    const target = location === undefined ? "" : ` (to ${(0,sanitize.sanitize)(redact(location))}, not followed)`;
    const isExplained = status >= 300 && body.kind === "text";
    const messages = isExplained ? parseErrorMessages(body.text, redact) : "";
    return `The API answered ${statusLine}${target}${messages && `: ${messages}`}`;
}
/** The failure that an answer is, if it returns nothing of what was asked for. */
function failureOf(answer, redact) {
    const message = describe(answer, redact);
    if (answer.kind === "not-sent") {
        const { hasApiReplied, hasRetryAfter } = answer;
        return { kind: "retryable", message, reason: "not-sent", hasApiReplied, hasRetryAfter };
    }
    if (answer.kind === "unanswered") {
        if (!answer.hopeless)
            return { kind: "retryable", message, reason: "no-answer" };
        return { kind: "fatal", result: "unavailable", message, stepWide: message };
    }
    const { status } = answer;
    const hint = answer.hasRetryAfter ? { hasRetryAfter: true } : {};
    if (status < 300)
        return retryable(answer, `${message}, where 200 was expected`);
    if (mayPass(status))
        return retryable(answer, message);
    if (status === 404)
        return { kind: "not-found", message, ...hint };
    const result = status === 401 || status === 403 ? "unauthorized" : "rejected";
    const stepWide = status === 401 ? message : undefined;
    return { kind: "fatal", result, message, stepWide, ...hint };
}
/** Whether a later request may get another status. */
function mayPass(status) {
    return status === 408 || status === 425 || status === 429 || status >= 500;
}
function unusable(answer, fault, redact) {
    return retryable(answer, `${describe(answer, redact)}, but ${fault}`);
}
function retryable({ status, hasRetryAfter }, message) {
    const reason = status === 429 ? "rate-limited" : "no-answer";
    return { kind: "retryable", message, reason, hasRetryAfter };
}
function backupIn({ body }, redact) {
    return body.kind === "unreadable" ? body.fault : parseBackup(body.text, redact);
}

;// CONCATENATED MODULE: ./src/wpengine/client.ts


/** The most rows that the API puts on a page. */
const client_PAGE_ROWS = 100;
/** Each operation of the API as one request. */
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
    showBackup({ installId, backupId }, options) {
        const backups = backupsPath(installId);
        return this.#options.diagnose500.showBackup(backupId, options, {
            show: (options) => this.#get(`${backups}/${backupId}`, options),
            list: (options) => this.#get(`${backups}?limit=1`, options),
        });
    }
    listBackups(installId, offset, options) {
        return this.#getPage(backupsPath(installId), offset, parseBackups, options);
    }
    listInstalls(offset, options) {
        return this.#getPage("/installs", offset, parseInstalls, options);
    }
    async createBackup(installId, { description, emails }, options) {
        const { apiUrl, transport, redact } = this.#options;
        const url = apiUrl + backupsPath(installId);
        const json = JSON.stringify({ description, notification_emails: emails });
        return createReply(await transport({ ...options, method: "POST", url, json }), redact);
    }
    /** Gets a page by its offset: a page's `next` is a foreign address, which is never followed. */
    async #getPage(path, offset, parse, options) {
        const from = offset === 0 ? "" : `&offset=${offset}`;
        const answer = await this.#get(`${path}?limit=${client_PAGE_ROWS}${from}`, options);
        return listingPage(answer, parse, this.#options.redact);
    }
    #get(path, options) {
        const { apiUrl, transport } = this.#options;
        return transport({ ...options, method: "GET", url: apiUrl + path });
    }
}
function backupsPath(installId) {
    return `/installs/${installId}/backups`;
}

;// CONCATENATED MODULE: ./src/wpengine/diagnose-500.ts

/** The length of a row at which another status may hide behind its 500s. */
const SUSPICIOUS_500S = 3;
/** Longest that the listing may take. */
const LISTING_MS = 2_000;
/**
 * Diagnoses rows of 500s. WP Engine's gateway turns statuses that the description of `showBackup` does not list (403, say)
 * into 500. The listing may return the true one: it is asked once in each row, and its reply becomes part of the message.
 */
class Diagnose500 {
    #clock;
    #redact;
    /** The current row of each backup that has one. */
    #rows = new Map();
    constructor(clock, redact) {
        this.#clock = clock;
        this.#redact = redact;
    }
    /**
     * Wraps `showBackup`.
     * @param list asks for one row of the listing.
     */
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
        row.diagnosis = describe(listing, this.#redact);
        const hasRetryAfter = listing.kind === "answered" && listing.hasRetryAfter;
        return { ...withDiagnosis(reply, row.diagnosis), hasRetryAfter };
    }
}
function withDiagnosis(failure, diagnosis) {
    if (diagnosis === undefined)
        return failure;
    const message = `${failure.message}; the listing of this install's backups: ${diagnosis}`;
    return { ...failure, message };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate-limited.ts
/** Sends each request once the limiter permits it, and keeps the limiter informed of the answers. */
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
        permit.release({ isAnswered, isRefused: isAnswered && answer.status === 429 });
        return answer;
    };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate.ts
/** The highest rate, in requests per second: a client by one of WP Engine's own engineers keeps to it. */
const MAX_PER_SECOND = 5;
/** The lowest rate: an API that refuses everything still gets requests, which show when it recovers. */
const MIN_PER_SECOND = 0.2;
const DECREASE_FACTOR = 0.5;
const MINUTE_MS = 60_000;
/** What a minute restores, in requests per second. */
const INCREASE_PER_MINUTE = 1;
const FULL_RATE = { perSecond: MAX_PER_SECOND, asOf: 0 };
/** Requests per second at a monotonic moment. */
function rateAt({ perSecond, asOf }, now) {
    return Math.min(MAX_PER_SECOND, perSecond + ((now - asOf) / MINUTE_MS) * INCREASE_PER_MINUTE);
}
/** The rate after a congestion that is detected now. */
function halved(rate, now) {
    return { perSecond: Math.max(MIN_PER_SECOND, rateAt(rate, now) * DECREASE_FACTOR), asOf: now };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate-limiter.ts


const MAX_IN_FLIGHT = 8;
/** Longest that a request counts as in flight: one that hangs then blocks no other. */
const IN_FLIGHT_MS = 5_000;
/**
 * Gives each request of a step its permit: one after another, at a rate that each congestion may halve, the most urgent
 * request first. While a `Retry-After` holds nothing passes, and no burst credit accrues.
 *
 * `#nextAt` is the theoretical arrival time: the earliest moment of the next permit by the rate alone.
 * @see ITU-T I.371, the generic cell rate algorithm
 */
class RateLimiter {
    #clock;
    #isAdaptive;
    #waiting = new Set();
    /** When each request was sent whose exchange has not ended, the oldest first. */
    #inFlight = new Map();
    #rate = FULL_RATE;
    #nextAt = 0;
    #retryAt = 0;
    #hasReplied = false;
    #isServing = false;
    #alarm = new AbortController();
    /** @param isAdaptive whether a 429 halves the rate; a gate that is alone backs off by itself. */
    constructor(clock, isAdaptive = true) {
        this.#clock = clock;
        this.#isAdaptive = isAdaptive;
    }
    /** Milliseconds between two requests at the current rate. */
    get spacingMs() {
        return 1_000 / rateAt(this.#rate, this.#clock.now());
    }
    /** The monotonic moment from which on the rate permits the next request. */
    get permitAt() {
        return this.#nextAt;
    }
    /** The monotonic moment before which the API wants no request; 0 if it named none. */
    get retryAt() {
        return this.#retryAt;
    }
    /** Whether the API has replied to any request. */
    get hasReplied() {
        return this.#hasReplied;
    }
    /**
     * Waits for a permit. Never rejects.
     * @returns undefined as soon as none can come by `sendBy`, or the signal aborts.
     */
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
    /**
     * Gives no permit before the monotonic moment that a reply named. A request that cannot wait so long learns it once that
     * exchange is released: its caller deals with the reply first.
     */
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
    /** When the next permit can be given, unless an exchange ends or a `Retry-After` comes before. */
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
    #adapt({ isAnswered, isRefused }, sentAt) {
        this.#hasReplied ||= isAnswered;
        // A request sent before the rate was halved met the same congestion.
        if (!this.#isAdaptive || !isRefused || sentAt < this.#rate.asOf)
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
;// CONCATENATED MODULE: ./src/util/read-body.ts

const MAX_BYTES = 1024 * 1024;
/** Reads a body. The HTTP client's own `readBody` never settles if it is cut off. */
async function readBody(message) {
    const encoding = message.headers["content-encoding"]?.toLowerCase() || "identity";
    if (encoding !== "identity") {
        return unreadable("the body is encoded, though identity was asked for");
    }
    const chunks = [];
    let bytes = 0;
    try {
        for await (const chunk of message) {
            bytes += chunk.length;
            if (bytes > MAX_BYTES)
                return unreadable("the body is over 1 MiB");
            chunks.push(chunk);
        }
        if (!message.complete)
            return unreadable("the body was cut off");
        const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
        return { kind: "text", text };
    }
    catch (error) {
        return unreadable(message.complete ? "the body is not UTF-8" : `the body was cut off (${messageOf(error)})`);
    }
}
function unreadable(fault) {
    return { kind: "unreadable", fault };
}

;// CONCATENATED MODULE: ./src/wpengine/http/connection-error.ts

/**
 * Codes of a certificate that fails its check.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED = /^(CERT_|CRL_|ERR_TLS_CERT_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)/;
/** Codes of a server that does not listen, or whose name does not resolve. */
const UNREACHABLE = /^(ECONNREFUSED$|ENOTFOUND$|EAI_)/;
/** The error of the tunnel package when the proxy refuses the tunnel; its code says nothing. */
const NO_TUNNEL = /^tunneling socket could not be established/;
/** @param isUnproven whether the connection is a TLS one whose handshake had not ended. */
function faultOf(error, isUnproven) {
    const code = codeOf(error);
    const words = messageOf(error);
    if (UNTRUSTED.test(code)) {
        const fault = `the server's certificate is not trusted (${code}: ${words})`;
        return { fault, hopeless: true, unsent: true };
    }
    const unsent = isUnproven || UNREACHABLE.test(code) || NO_TUNNEL.test(words);
    return { fault: `no answer (${words})`, hopeless: false, unsent };
}

;// CONCATENATED MODULE: ./src/wpengine/http/date.ts
/**
 * Milliseconds that a reply's `Retry-After` headers ask for: the longest, if there are several.
 * @returns undefined if none is a valid hint.
 */
function longestRetryAfterMs(headers, date, epochMs) {
    const hints = headers
        .map((header) => retryAfterMs(header, date, epochMs))
        .filter((hint) => hint !== undefined);
    return hints.length === 0 ? undefined : Math.max(...hints);
}
/**
 * Milliseconds that a `Retry-After` header asks for.
 * @param date the reply's own `Date`: an HTTP-date is measured against it, since the two clocks may differ.
 * @param epochMs our wall clock, for a reply without a `Date`.
 * @returns undefined if the header is absent or not a valid hint.
 * @see RFC 9110 §10.2.3
 */
function retryAfterMs(header, date, epochMs) {
    if (header === undefined)
        return undefined;
    if (/^\d+$/.test(header))
        return Number(header) * 1_000;
    const untilMs = httpDateMs(header);
    return untilMs === undefined ? undefined : Math.max(0, untilMs - serverClockMs(date, epochMs));
}
/** The server's wall clock in epoch milliseconds: its `Date`, else our own clock. */
function serverClockMs(date, ourEpochMs) {
    return httpDateMs(date) ?? ourEpochMs;
}
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const date_TIME = "\\d{2}:\\d{2}:\\d{2}";
/** IMF-fixdate, RFC 850 and asctime. */
const HTTP_DATE = new RegExp(`^${DAY}(?:, \\d{2} ${MONTH} \\d{4} ${date_TIME} GMT|[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${date_TIME} GMT|` +
    ` ${MONTH} [ \\d]\\d ${date_TIME} \\d{4})$`);
/**
 * Epoch milliseconds of an HTTP-date in any of its three forms. `Date.parse` alone would accept "3.7.1" as a date.
 * @returns undefined if the text is absent or not an HTTP-date.
 * @see RFC 9110 §5.6.7
 */
function httpDateMs(text) {
    if (text === undefined || !HTTP_DATE.test(text))
        return undefined;
    const ms = Date.parse(text.endsWith(" GMT") ? text : `${text} GMT`);
    return Number.isNaN(ms) ? undefined : ms;
}

;// CONCATENATED MODULE: ./src/wpengine/http/transport.ts









const USER_AGENT = "backup-gate-for-wp-engine";
/** Longest to wait for the body of an error: it only explains what the status has decided. */
const ERROR_BODY_MS = 1_000;
/** The only speaker of HTTP. */
function createTransport(authorization, clock, observer) {
    const headers = { authorization, accept: "application/json", "accept-encoding": "identity" };
    return async (request) => {
        const { method, url, timeoutMs, signal, abortGraceMs = 0 } = request;
        const sentAt = clock.now();
        observer.onSend();
        request.onSend?.();
        const exchange = childSignal(signal, { ms: abortGraceMs, clock });
        const timeIsUp = clock.sleep(timeoutMs, exchange.signal);
        const connection = { isUnproven: false };
        const client = createHttpClient(exchange.signal, timeoutMs, connection);
        const perform = async () => {
            const sent = request.method === "GET"
                ? client.get(url, headers)
                : client.post(url, request.json, { ...headers, "content-type": "application/json" });
            const response = await Promise.race([sent, timeIsUp]);
            if (response !== undefined) {
                return readAnswer(response, request, { clock, timeIsUp, signal: exchange.signal });
            }
            const fault = `no complete answer within ${formatDuration(timeoutMs)}`;
            return unanswered({ fault, hopeless: false, unsent: connection.isUnproven });
        };
        const answer = await perform().catch((error) => unanswered(faultOf(error, connection.isUnproven)));
        exchange.end();
        client.dispose();
        const outcome = answer.kind === "answered" ? answer.statusLine : answer.fault;
        const tookMs = Math.round(clock.now() - sentAt);
        observer.onReply(`${method} ${new URL(url).pathname}: ${outcome} (${tookMs} ms)`);
        return answer;
    };
}
async function readAnswer({ message }, { onRetryAfter }, { clock, timeIsUp, signal }) {
    const status = message.statusCode ?? 0;
    const { date, location } = message.headers;
    const serverAheadMs = serverClockMs(date, clock.epoch()) - clock.now();
    const retryAfters = message.headersDistinct["retry-after"] ?? [];
    const retryAfterMs = longestRetryAfterMs(retryAfters, date, clock.epoch());
    if (retryAfterMs !== undefined)
        onRetryAfter?.(clock.now() + retryAfterMs);
    // From here on the status and the Retry-After count, even if the body never ends.
    const bodyIsLate = status < 300 ? timeIsUp : clock.sleep(ERROR_BODY_MS, signal);
    const body = await Promise.race([readBody(message), bodyIsLate, timeIsUp]);
    message.destroy();
    return {
        kind: "answered",
        status,
        statusLine: `${status} ${external_node_http_namespaceObject.STATUS_CODES[status] ?? ""}`.trim(),
        hasRetryAfter: retryAfterMs !== undefined,
        epochMs: serverAheadMs + clock.now(),
        isOurClock: httpDateMs(date) === undefined,
        location,
        body: body ?? unreadable("the body did not end in time"),
    };
}
/**
 * A client for one exchange, without keep-alive: a kept socket may have died meanwhile. Redirects and retries are off,
 * because the client would send the credentials again without asking us.
 */
function createHttpClient(signal, timeoutMs, connection) {
    const intoOptions = {
        prepareRequest(options) {
            // The client keeps the brackets of an IPv6 URL, with which no address can be found.
            options.host = options.host?.replace(/^\[(.*)\]$/, "$1") ?? null;
            options.signal = signal;
            if (!(options.agent instanceof external_node_https_namespaceObject.Agent))
                return; // plain HTTP, or through a proxy
            connection.isUnproven = true;
            options.checkServerIdentity = (host, certificate) => {
                connection.isUnproven = false;
                return (0,external_node_tls_namespaceObject.checkServerIdentity)(host, certificate);
            };
        },
        canHandleAuthentication: () => false,
        handleAuthentication: () => Promise.reject(new Error("never asked to")),
    };
    return new lib_HttpClient(USER_AGENT, [intoOptions], {
        allowRedirects: false,
        allowRetries: false,
        socketTimeout: Math.ceil(timeoutMs) + 1_000, // above ours: the default of three minutes would cut a longer timeout
    });
}
function unanswered(fault) {
    return { kind: "unanswered", ...fault };
}

;// CONCATENATED MODULE: ./src/wpengine/create-api.ts





/** WP Engine's API over the network: transport, rate limiter, client. */
function createApi({ authorization, observer, ...options }) {
    return createApiOver(createTransport(authorization, options.clock, observer), options);
}
/** The same over any transport. */
function createApiOver(transport, options) {
    const { apiUrl, clock, redact, gates } = options;
    const limiter = new RateLimiter(clock, gates > 1);
    return new Client({
        apiUrl,
        transport: rateLimited(transport, limiter, clock),
        limiter,
        diagnose500: new Diagnose500(clock, redact),
        redact,
    });
}

;// CONCATENATED MODULE: ./src/main.ts












const KEY_BYTES = 3;
/**
 * Runs the step.
 * @param cancel aborts with the name of the signal that cancels the run.
 * @returns the exit code: 0 for an open gate, 1 for everything else.
 */
async function main(cancel) {
    const crash = nextCrash();
    const secrets = (0,inputs_credentials.secretsIn)(process.env);
    const redact = (0,sanitize.redactorOf)(secrets);
    const statusSettings = statusSettingsOf(process.env);
    const records = [];
    const reporter = new Reporter({ clock: clock/* systemClock */.m, records, secrets, redact, statusSettings });
    const over = new AbortController();
    let settings;
    let requests = 0;
    const run = async () => {
        settings = readSettings(process.env);
        records.push(...settings.targets.map((target) => new BackupRecord(target)));
        requireOutputsFile();
        reporter.open(settings, over.signal);
        const step = stepOf(settings, statusSettings?.token ? last_seconds/* STATUS_CALL_MS */.RG : 0, cancel);
        const observer = {
            onSend: () => (requests += 1),
            onReply: (line) => reporter.onReply(line),
        };
        const { apiUrl, authorization } = settings;
        const api = createApi({
            apiUrl,
            authorization,
            clock: clock/* systemClock */.m,
            redact,
            observer,
            gates: records.length,
        });
        const fleet = runFleet({
            records,
            failFast: settings.failFast,
            maxAgeMs: settings.maxAgeMs,
            bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
            newKey: () => (0,external_node_crypto_namespaceObject.randomBytes)(KEY_BYTES).toString("hex"),
            emit: (record, event) => reporter.on(record, event),
        }, step, api);
        return Promise.race([fleet, watchdog(records, step), crash]);
    };
    const verdict = await run().catch((error) => {
        const failure = reporter.verdictOf(error);
        const [only] = endOpen(records, () => failure, clock/* systemClock */.m.now());
        return only !== undefined && records.length === 1 ? only : failure;
    });
    over.abort();
    const waitedMs = clock/* systemClock */.m.now();
    const leftMs = (settings?.timeoutMs ?? Infinity) + last_seconds/* REPORTED_MS */.lJ - waitedMs;
    return reporter.close({ verdict, settings, records, requests, waitedMs }, leftMs);
}
/** @param statusMs what the last poll leaves to the commit status. */
function stepOf(settings, statusMs, signal) {
    const { timeoutMs, requestTimeoutMs } = settings;
    const lastPollMs = last_seconds/* LAST_SECONDS */.bM.pollMs - statusMs;
    const deadline = timeoutMs; // the clock counts from the start of the process
    const budget = { timeoutMs, deadline, requestTimeoutMs, lastPollMs };
    return { clock: clock/* systemClock */.m, random: Math.random, budget, signal };
}


/***/ }),

/***/ 206:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F7: () => (/* binding */ verdictOfClosed),
/* harmony export */   WN: () => (/* binding */ GateClosed),
/* harmony export */   an: () => (/* binding */ StepFailed)
/* harmony export */ });
/** The step ends with this verdict. Anything else that is thrown is a bug of ours. */
class StepFailed extends Error {
    verdict;
    constructor(verdict, options) {
        super(verdict.message, options);
        this.verdict = verdict;
    }
}
/** One gate closes with this verdict. */
class GateClosed extends StepFailed {
}
/** The verdict of a `GateClosed`. Rethrows anything else. */
function verdictOfClosed(error) {
    if (error instanceof GateClosed)
        return error.verdict;
    throw error;
}


/***/ }),

/***/ 335:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ PORTAL),
/* harmony export */   X: () => (/* binding */ ACCESS_PAGE)
/* harmony export */ });
/** Where API users get their credentials. */
const ACCESS_PAGE = "https://my.wpengine.com/api_access";
const PORTAL = "https://my.wpengine.com";


/***/ }),

/***/ 952:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ OUTPUT_NAMES)
/* harmony export */ });
/** The outputs of action.yml, in the order in which they are written. A test holds the two equal. */
const OUTPUT_NAMES = [
    "status",
    "backup-id",
    "install-id",
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
/* harmony export */   Mh: () => (/* binding */ WAKE_UP_MS),
/* harmony export */   RG: () => (/* binding */ STATUS_CALL_MS),
/* harmony export */   Ym: () => (/* binding */ WIND_UP_MS),
/* harmony export */   bM: () => (/* binding */ LAST_SECONDS),
/* harmony export */   fk: () => (/* binding */ CREATE_GRACE_MS),
/* harmony export */   lJ: () => (/* binding */ REPORTED_MS)
/* harmony export */ });
/**
 * What may happen from the deadline to the end of the process, in this order, and how long each may take in milliseconds.
 * A step ends at most 2 s after its timeout: a test adds them up.
 */
const LAST_SECONDS = {
    /** A poll that is sent at the deadline. */
    pollMs: 1_500,
    /** The watchdog ends every gate that is still open this much later. */
    watchdogMs: 150,
    /** Outputs and the summary are written. */
    reportMs: 50,
    /** Standard output is flushed. */
    flushMs: 250,
};
/** How long one call for the commit status may take at the end of a step. The last poll leaves it this much time. */
const STATUS_CALL_MS = 700;
/** How long after the deadline the step may still send or publish something: all of the above but the flush. */
const REPORTED_MS = LAST_SECONDS.pollMs + LAST_SECONDS.watchdogMs + LAST_SECONDS.reportMs;
/** How late a timer may wake the process for the last poll. */
const WAKE_UP_MS = 100;
/** How long a create request that was sent may go on once the step is cancelled. */
const CREATE_GRACE_MS = 1_000;
/** How long a cancelled step may take to end its gates, after that. */
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
/* harmony import */ var _report_output_names_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(952);


/** The oldest Node that the action runs on. */
const OLDEST_NODE = 20;
const TITLE = "Backup gate closed: error";
const REPORT_IT = "This is a bug in Backup Gate. Please report it, with this log, to the action's issues.";
/** @param version as in `process.versions.node`. */
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
/** @param message what happened, as one line without credentials. */
function bug(message) {
    return { message, remedy: REPORT_IT };
}
/**
 * What the log, the runner's file of outputs and the job summary get.
 * @param written what the file of outputs has already. Outputs that it has stay, but for `result`.
 */
function textsOf({ message, remedy }, written) {
    const outputs = _report_output_names_js__WEBPACK_IMPORTED_MODULE_1__/* .OUTPUT_NAMES */ .P.filter((name) => name === "result" || !`\n${written}`.includes(`\n${name}<<`));
    return {
        log: `::error title=${TITLE.replace(":", "%3A")}::${escapeData(`${message}\n${remedy}`)}\n`,
        outputs: outputs.map((name) => `${name}<<EOF\n${valueOf(name)}\nEOF\n`).join(""),
        summary: `## ⛔ ${TITLE}\n\n    ${message}\n\n**What to do next:** ${remedy}\n`,
    };
}
/**
 * Reports that the action could not run. Everything is synchronous, because the process may be about to exit, and written
 * without the toolkit, because it may be what did not load.
 */
function reportFailure(failure, env) {
    const { log, outputs, summary } = textsOf(failure, read(env["GITHUB_OUTPUT"]));
    append(env["GITHUB_OUTPUT"], outputs);
    append(env["GITHUB_STEP_SUMMARY"], summary);
    print(log);
}
function valueOf(name) {
    return { result: "error", backups: "[]", requests: "0" }[name] ?? "";
}
/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
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
/** Prints to a pipe that is full: Node waits for its reader, except on Windows. Without a reader there is nothing to do. */
function printByStream(line) {
    process.stdout.on("error", () => undefined);
    try {
        process.stdout.write(line);
    }
    catch {
        // a full disk: the outputs and the summary have been written
    }
}
/** The text of one of the runner's files; empty if there is none. */
function read(file) {
    try {
        return file ? (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, "utf8") : "";
    }
    catch {
        return "";
    }
}
/** Appends to one of the runner's files, if there is such a file. */
function append(file, text) {
    try {
        if (file)
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.appendFileSync)(file, text);
    }
    catch {
        // the annotation says what happened
    }
}


/***/ }),

/***/ 110:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock),
/* harmony export */   t: () => (/* binding */ nextTurn)
/* harmony export */ });
/** The process's own clock. `now()` counts from the start of the process, so `timeout` covers the start-up too. */
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
/** Resolves once everything that the system has ready now (a connection, a reply) was handled. */
function nextTurn() {
    return new Promise((resolve) => setImmediate(resolve));
}


/***/ }),

/***/ 701:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   redactorOf: () => (/* binding */ redactorOf),
/* harmony export */   sanitize: () => (/* binding */ sanitize)
/* harmony export */ });
function redactorOf(secrets) {
    const longestFirst = secrets
        .filter((secret) => secret !== "")
        .sort((a, b) => b.length - a.length);
    return (text) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
/**
 * Untrusted text as one line that the runner cannot read as a command. The runner reads `::command::` at the start of a
 * line and `##[command]` anywhere in it, and ends lines at a lone carriage return too.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function sanitize(text, atMostChars = 300) {
    const oneLine = text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
        .replace(/:(?=:)/g, ": ")
        .replace(/#(?=#\[)/g, "# ");
    const chars = Array.from(oneLine);
    return chars.length > atMostChars ? `${chars.slice(0, atMostChars - 1).join("")}…` : oneLine;
}


/***/ }),

/***/ 613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 23:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

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
