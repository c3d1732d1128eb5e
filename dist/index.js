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
/* harmony import */ var _util_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(110);

/** What is left of the 2 s that a step may outlive its timeout by, after the last look and the watchdog. */
const FLUSH_MS = 250;
/**
 * Ends the process now, whatever sockets, timers or lookups are still open.
 * @param code 0 opens the gate.
 */
async function leave(code) {
    const flushed = new AbortController();
    process.stdout.write("", () => flushed.abort());
    await _util_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .systemClock */ .m.sleep(FLUSH_MS, flushed.signal);
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

/***/ 373:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ verdictOfFleet),
/* harmony export */   f: () => (/* binding */ firstFailure)
/* harmony export */ });
/* harmony import */ var _model_verdict_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(88);

/** A gate that has come to no verdict is a bug of ours, and closed. */
const UNENDED = {
    verdict: { result: "error", message: "A gate has come to its end without a verdict." },
    endedAt: 0,
};
/**
 * The position of the backup whose end is the fleet's, where the gate stays closed: the earliest failure in time, and the
 * first one of those in the order of the inputs. One that was only cut short by another's failure is never it.
 */
function firstFailure(ended) {
    let first;
    for (const [index, { verdict, endedAt } = UNENDED] of ended.entries()) {
        if (!(0,_model_verdict_js__WEBPACK_IMPORTED_MODULE_0__/* .hasFailed */ .WN)(verdict))
            continue;
        const { endedAt: earliest } = ended[first ?? -1] ?? UNENDED;
        if (first === undefined || endedAt < earliest)
            first = index;
    }
    return first;
}
/** The verdict on all backups of a step. The gate opens when each of them is completed, and for nothing less. */
function verdictOfFleet(ended) {
    const verdicts = ended.map(({ verdict } = UNENDED) => verdict);
    const [only] = verdicts;
    if (verdicts.length === 1 && only !== undefined)
        return only;
    const blamed = verdicts[firstFailure(ended) ?? -1];
    const total = verdicts.length;
    const completed = verdicts.filter(({ result }) => result === "completed").length;
    if (blamed !== undefined) {
        if (blamed.result === "cancelled") {
            const message = `${blamed.message} By then ${completed} of ${total} backups were completed.`;
            return { ...blamed, message };
        }
        const cutShort = verdicts.filter(({ cause }) => cause === "fail-fast").length;
        const failed = verdicts.filter(_model_verdict_js__WEBPACK_IMPORTED_MODULE_0__/* .hasFailed */ .WN).length;
        const were = cutShort === 1 ? "was" : "were";
        const rest = cutShort === 0 ? "" : `, and ${cutShort} ${were} cut short by that (fail-fast)`;
        return { ...blamed, message: `${failed} of ${total} backups failed${rest}.` };
    }
    if (total > 0 && completed === total) {
        return { result: "completed", message: `All ${total} backups are completed.` };
    }
    if (total > 0 && verdicts.every(_model_verdict_js__WEBPACK_IMPORTED_MODULE_0__/* .isGood */ .Kg)) {
        const which = `Requested and not yet completed: ${total - completed} of ${total} backups`;
        const message = `${which}. Nothing has waited for them (wait: false): no deploy may go by this step.`;
        return { result: "requested", message };
    }
    return UNENDED.verdict;
}


/***/ }),

/***/ 320:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ judge),
/* harmony export */   g: () => (/* binding */ GRACE_MS)
/* harmony export */ });
/* harmony import */ var _model_freshness_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(30);
/* harmony import */ var _model_reply_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(205);
/* harmony import */ var _util_sentence_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(707);



/** For how long a 404 may mean that a backup was requested just now. */
const GRACE_MS = 20_000;
/**
 * What one look means.
 * @param seen whether the backup has been seen before.
 * @param absentForMs how long the API has answered that it knows no such backup.
 * @param freshness what is asked of a completed backup's age, if anything is.
 */
function judge(look, seen, absentForMs, freshness) {
    switch (look.kind) {
        case "backup":
            return judgeBackup(look.backup, freshness);
        case "failed":
            return { kind: "retry" };
        case "absent":
            if (seen)
                return verdict("not-found", vanished(look.message), "vanished");
            if (absentForMs >= GRACE_MS)
                return { kind: "verdict", verdict: (0,_model_reply_js__WEBPACK_IMPORTED_MODULE_1__/* .verdictOf */ .V)(look) };
            return { kind: "not-yet-known", graceLeftMs: GRACE_MS - absentForMs };
        case "permanent":
            return { kind: "verdict", verdict: (0,_model_reply_js__WEBPACK_IMPORTED_MODULE_1__/* .verdictOf */ .V)(look) };
        default:
            return look;
    }
}
function judgeBackup(backup, freshness) {
    const { status } = backup;
    // An unlisted word may be waited on, but can never open the gate.
    if (typeof status === "object")
        return { kind: "pending" };
    switch (status) {
        case "completed":
            if (freshness !== undefined && !(0,_model_freshness_js__WEBPACK_IMPORTED_MODULE_0__/* .isFresh */ .pL)(backup, freshness)) {
                return verdict("stale", `The backup is completed, but ${(0,_model_freshness_js__WEBPACK_IMPORTED_MODULE_0__/* .staleness */ .TZ)(backup, freshness)}.`);
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
    return `The backup was there, and now is not: ${(0,_util_sentence_js__WEBPACK_IMPORTED_MODULE_2__/* .ended */ .v6)(message)}`;
}
function verdict(result, message, cause) {
    return { kind: "verdict", verdict: { result, message, cause } };
}


/***/ }),

/***/ 407:
/***/ ((module, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _startup_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(605);

process.exitCode = 1; // closed until proven open: a drained event loop must never turn the step green
// A dependency's deprecations are no news to a person who waits for a deploy. Set already, it cannot be set again.
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
    const { main } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 784));
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
    const { harmless, scrubOf } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 701));
    const { secretsIn } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 431));
    return harmless(scrubOf(secretsIn(process.env))(String(error)));
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


/** The credentials as they came, sound or not. */
function credentialsOf(env) {
    const read = (name) => env[`INPUT_${name}`]?.trim() ?? "";
    return { username: read("API-USERNAME"), password: read("API-PASSWORD") };
}
const CONTROL = /\p{Cc}/u;
/**
 * Refuses a user id that cannot be sent. Like the next one it quotes nothing: a whole `user:password` may stand there.
 * @throws InputError
 * @see RFC 7617 §2: no colon in the user id, no control character in either
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
 * Each form in which the credentials could show, to be masked before anything else is printed: as they are, as they are
 * sent (also without padding, for whoever splits a header at its equals signs), and as others would quote them.
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
/** The token for GitHub's API, as it came. */
function tokenOf(env) {
    return env["INPUT_GITHUB-TOKEN"]?.trim() ?? "";
}
/** Every text among the inputs that must not be shown. */
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
/* harmony export */   G: () => (/* binding */ InputErrors),
/* harmony export */   d: () => (/* binding */ InputError)
/* harmony export */ });
/* harmony import */ var _model_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(206);

/** A breach of the input rules. */
class InputError extends _model_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .GateError */ .ue {
    verdict;
    /** @param fault what was got and what is wanted, safe to print. */
    constructor(input, fault) {
        super(`${input}: ${fault}.`);
        this.verdict = { result: "invalid-input", message: this.message };
    }
}
/** Every breach at once, so that one run shows all there is to mend. */
class InputErrors extends _model_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .GateError */ .ue {
    verdict;
    constructor(errors) {
        super(errors.map((error) => error.message).join("\n"));
        this.verdict = { result: "invalid-input", message: this.message };
    }
}


/***/ }),

/***/ 784:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  main: () => (/* binding */ main)
});

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
// EXTERNAL MODULE: ./src/model/errors.ts
var errors = __nccwpck_require__(206);
// EXTERNAL MODULE: ./src/model/reply.ts
var model_reply = __nccwpck_require__(205);
;// CONCATENATED MODULE: ./src/util/closest.ts
/** The words most like a given one, the most like it first. */
function nearest(word, words, atMost) {
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
 * How many letters must be put in, taken out or replaced to make one word of the other.
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

// EXTERNAL MODULE: ./src/util/sentence.ts
var sentence = __nccwpck_require__(707);
// EXTERNAL MODULE: ./src/util/duration.ts
var duration = __nccwpck_require__(518);
// EXTERNAL MODULE: ./src/model/backup.ts
var model_backup = __nccwpck_require__(463);
;// CONCATENATED MODULE: ./src/model/timed-out.ts





/**
 * The verdict where the time is up, whatever the API was asked last.
 * @param standing how things stand, as the rest of a sentence.
 */
function timeIsUpWhile(standing, result, { timeoutMs }) {
    return {
        result,
        message: `The time is up (timeout: ${(0,duration/* formatDuration */.a)(timeoutMs)}), and ${standing}`,
    };
}
/** The gate closed where the latest thing the API was asked has failed. */
function timeIsUpAfter(failure, { timeoutMs }) {
    return new errors/* GateClosed */.WN({
        result: failure.answered ? "timed-out" : "unavailable",
        message: `The time is up (timeout: ${(0,duration/* formatDuration */.a)(timeoutMs)}). ${(0,sentence/* capitalised */.Iu)((0,sentence/* ended */.v6)(failure.message))}`,
        cause: (0,model_reply/* causeOf */.r)(failure),
    });
}
/**
 * The verdict once the time is up.
 * @param latest the latest look, if there was any.
 * @param budget the step's timeout, for people.
 */
function timeIsUp(latest, budget) {
    const upFront = `The time is up (timeout: ${budget})`;
    switch (latest?.kind) {
        case undefined:
            return tooLate(budget, false);
        case "backup":
            return {
                result: "timed-out",
                message: `${upFront}, and the backup is still ${(0,model_backup/* spokenStatus */.Xn)(latest.backup.status)}.`,
            };
        case "absent":
            return {
                result: "not-found",
                message: `${upFront}, and the last look said: ${(0,sentence/* ended */.v6)(latest.message)}`,
            };
        case "failed":
            return {
                result: latest.answered ? "timed-out" : "unavailable",
                message: `${upFront}, and the last look failed: ${(0,sentence/* ended */.v6)(latest.message)}`,
                cause: (0,model_reply/* causeOf */.r)(latest),
            };
        case "permanent":
            return (0,model_reply/* verdictOf */.V)(latest);
        default:
            return latest;
    }
}
/**
 * The verdict where even the first look could not be begun in time.
 * @param hasAnswered whether the API has answered anything at all.
 */
function tooLate(budget, hasAnswered = true) {
    if (!hasAnswered) {
        const message = `The time is up (timeout: ${budget}), and the API has not answered yet.`;
        return { result: "unavailable", message };
    }
    return {
        result: "timed-out",
        message: `The time (timeout: ${budget}) was up before a first look could be taken.`,
    };
}

// EXTERNAL MODULE: ./src/schedule/last-seconds.ts
var last_seconds = __nccwpck_require__(261);
;// CONCATENATED MODULE: ./src/schedule/deadline.ts


/** What is left for an exchange that begins now. */
function patienceOf(budget) {
    const { clock, deadline, requestTimeoutMs, signal, urgency = () => 0, begun } = budget;
    const { lastLookMs = last_seconds/* LAST_LOOK_MS */.WP } = budget;
    const endBy = deadline + lastLookMs;
    const withinMs = Math.max(0, Math.min(requestTimeoutMs, endBy - clock.now()));
    return { withinMs, endBy, beginBy: deadline + last_seconds/* WAKING_MS */.z4, urgency, signal, begun };
}
/** Whether a request begun now would be later than the deadline by more than waking up takes. */
function isTooLate({ clock, deadline }) {
    return clock.now() > deadline + last_seconds/* WAKING_MS */.z4;
}
/**
 * How long to wait for what is due in `dueMs`: no longer than the step has left, and never less than the server asks for.
 * @param quietUntil the monotonic moment before which the server wants no request.
 * @param cause why the server wants quiet, for the verdict.
 * @returns the verdict instead, where the server wants quiet for longer than the step has left.
 */
function waitWithin({ clock, deadline, timeoutMs }, dueMs, quietUntil, cause) {
    const now = clock.now();
    const leftMs = Math.max(0, deadline - now); // what was asked at the deadline ends a little after it
    const quietMs = Math.max(0, (quietUntil ?? 0) - now);
    if (quietMs <= leftMs)
        return Math.min(leftMs, Math.max(quietMs, dueMs));
    const [wanted, left, budget] = [quietMs, leftMs, timeoutMs].map(duration/* formatDuration */.a);
    const message = `The API asked for no request within ${wanted} (Retry-After), and only ${left} of the timeout (${budget}) ` +
        "are left.";
    return { result: "timed-out", message, cause, forAll: message };
}

// EXTERNAL MODULE: ./src/model/verdict.ts
var model_verdict = __nccwpck_require__(88);
;// CONCATENATED MODULE: ./src/schedule/backoff.ts
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/**
 * Milliseconds to stay away after failed looks: doubling from 1 s to 60 s, of which the upper half is jitter, so
 * that gates refused together do not return together.
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
 * @throws GateClosed where the time is up, does not last for what the server asks for, or the run is cancelled.
 */
async function backOff(failure, failuresInARow, options) {
    if (options.clock.now() >= options.deadline)
        throw timeIsUpAfter(failure, options);
    const dueMs = backoffMs(failuresInARow, options.random);
    const waitMs = affordableMs(dueMs, failure, options, (0,model_reply/* causeOf */.r)(failure));
    options.watcher.askingAgain(failure, waitMs);
    await pause(waitMs, options);
}
/**
 * How long to wait for what is due in `dueMs` after an answer.
 * @throws GateClosed where the server wants quiet for longer than the step has left.
 */
function affordableMs(dueMs, { quietUntil }, options, cause) {
    const waitMs = waitWithin(options, dueMs, quietUntil, cause);
    if (typeof waitMs === "object")
        throw new errors/* GateClosed */.WN(waitMs);
    return waitMs;
}
/** @throws GateClosed where the run is cancelled. */
async function pause(waitMs, { clock, signal }) {
    await clock.sleep(waitMs, signal);
    closeIfCancelled(signal);
}
/** @throws GateClosed where the run is cancelled. */
function closeIfCancelled(signal) {
    if (signal.aborted)
        throw new errors/* GateClosed */.WN((0,model_verdict/* cancelled */.KW)(signal));
}

;// CONCATENATED MODULE: ./src/backup/list.ts




/** A page that shows no more than the API's own limit may be the last one. */
const FULL_PAGE = 100;
/**
 * Reads a listing page after page, and over again where it contradicts itself: its order is not documented, and an
 * answer may depend on what it does not show.
 * @throws GateClosed where the time is up or the run is cancelled before that is done.
 */
async function readListing(options) {
    const listing = await tryListing(options, Infinity);
    if (listing.kind === "failed")
        throw new Error("endless tries have come to an end");
    return listing;
}
/**
 * Reads a listing that can be done without.
 * @param tries how often that may fail before the failure is the answer.
 * @throws GateClosed as above.
 */
async function tryListing(options, tries) {
    const { readPage, purpose, isEnough = () => false, clock, deadline, signal } = options;
    let pages;
    let failures = 0;
    let failuresInARow = 0;
    let restarts = 0;
    for (;;) {
        if (isTooLate(options)) {
            throw new errors/* GateClosed */.WN(timeIsUpWhile(`${purpose} is not done.`, "timed-out", options));
        }
        const page = await readPage(pages?.size ?? 0, patienceOf(options));
        closeIfCancelled(signal);
        const step = page.kind === "page" ? joined(pages, page) : page;
        if (page.kind === "page") {
            const rows = [...(pages?.rows.values() ?? []), ...page.rows];
            const { serverMs, isOurClock = false } = pages ?? page;
            const { quietUntil } = page;
            if (isEnough(rows)) {
                return { kind: "listing", rows, isWhole: false, serverMs, isOurClock, quietUntil };
            }
        }
        if (step.kind === "pages") {
            if (step.isAtEnd)
                return { ...step, kind: "listing", rows: [...step.rows.values()] };
            pages = step;
            failuresInARow = 0;
            await pause(affordableMs(0, step, options), options);
            continue;
        }
        const refusal = { ...step, message: `${purpose}: ${step.message}` };
        if (refusal.kind !== "failed")
            return refusal;
        failures += 1;
        failuresInARow += 1;
        if (failures >= tries && clock.now() < deadline)
            return refusal;
        if (page.kind === "page") {
            pages = undefined;
            restarts += 1;
        }
        await backOff(refusal, Math.max(failuresInARow, restarts), options);
    }
}
function joined(before, page) {
    const rows = new Map([
        ...(before?.rows ?? []),
        ...page.rows.map((row) => [row.id, row]),
    ]);
    const size = (before?.size ?? 0) + page.size;
    const { total, quietUntil } = page;
    const isLonger = total === undefined ? page.size >= FULL_PAGE : size < total;
    const isAtEnd = !(page.hasNext || isLonger);
    const isRepeated = rows.size < (before?.rows.size ?? 0) + page.rows.length;
    const isCutShort = page.size === 0 && !isAtEnd;
    if (isRepeated || isCutShort || (before !== undefined && total !== before.total)) {
        const message = "the listing changed while it was read";
        return { kind: "failed", message, answered: false, quietUntil };
    }
    const isWhole = (before?.isWhole ?? true) && page.rows.length === page.size;
    const { serverMs, isOurClock = false } = before ?? page;
    return { kind: "pages", rows, size, total, isWhole, isAtEnd, serverMs, isOurClock, quietUntil };
}

;// CONCATENATED MODULE: ./src/backup/installs.ts





const SUGGESTIONS = 3;
/** Unknown names that suggestions are looked for: comparing hundreds with thousands would hold up everything else. */
const SUGGESTED_FOR = 3;
/**
 * Finds installs, all that are given by their exact names in one reading of the listing.
 * @returns in their order; why there is none, in the place of one that cannot be found.
 */
async function findInstalls(installs, options) {
    const names = installs.flatMap((install) => ("name" in install ? [install.name] : []));
    if (names.length === 0)
        return installs;
    const directory = await readDirectory(names, options).catch(errors/* verdictOfClosed */.F7);
    return installs.map((install) => {
        if ("id" in install)
            return install;
        return typeof directory === "function" ? directory(install.name) : directory;
    });
}
/** @throws GateClosed where the listing cannot be read. */
async function readDirectory(names, options) {
    const wanted = new Set(names);
    const what = names.length === 1 ? `the install ${names.join("")}` : (0,sentence/* count */.U9)(names.length, "install");
    const listing = await readListing({
        ...options,
        purpose: `looking for ${what}`,
        isEnough: (rows) => {
            const found = rows.filter(({ name }) => wanted.has(name));
            return new Set(found.map(({ name }) => name)).size === wanted.size;
        },
    });
    if (listing.kind !== "listing")
        throw new errors/* GateClosed */.WN((0,model_reply/* verdictOf */.V)(listing));
    const byName = new Map(listing.rows.map((install) => [install.name, install]));
    const nameOfId = new Map();
    let suggested = 0;
    return (name) => {
        const install = byName.get(name);
        if (install === undefined) {
            suggested += 1;
            return unknown(name, listing, suggested <= SUGGESTED_FOR);
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
    const suggestions = nearest(name, names, SUGGESTIONS).map((suggestion) => `"${suggestion}"`);
    if (suggestions.length === 0)
        return "they can see no install";
    return `the nearest are ${suggestions.join(", ")}`;
}

// EXTERNAL MODULE: ./src/model/freshness.ts
var model_freshness = __nccwpck_require__(30);
;// CONCATENATED MODULE: ./src/backup/recover.ts









/**
 * For how long after its loss a request may still become a backup: the gateway sends a caller away after 29 s at most,
 * and what stands behind it works on. See docs/adr/0005-when-a-lost-request-is-sent-again.md.
 */
const MAY_STILL_COME_MS = 35_000;
/** A `Date` is in whole seconds, and may come from another clock than a creation. */
const CLOCK_GRAIN_MS = 5_000;
const GOOD_LISTINGS = 2;
/**
 * Whether a backup that does not show our key may be ours all the same: its description is absent, as the API allows, or
 * cut short, and it is not known to be older than our request. By our own clock, which may be set and may differ from the
 * server's by any amount, that is not known of any.
 * @param sentForMs how long ago our request was first sent.
 */
function couldBe({ description, createdAt }, ours, sentForMs, { serverMs, isOurClock }) {
    const tellsNothing = description === undefined || (description !== "" && ours.startsWith(description));
    const age = (0,model_freshness/* ageMs */.WO)(createdAt?.epochMs, serverMs) ?? 0;
    return tellsNothing && (isOurClock || age <= sentForMs + CLOCK_GRAIN_MS);
}
/**
 * Looks for the backup of a request whose answer was lost.
 * @returns undefined when none can come of it any more.
 */
async function findAgain({ key, firstSentAt, lostAt, reply }, options) {
    const { clock, deadline, random, watcher } = options;
    const mark = new RegExp(`key ${key}(?![0-9a-f])`);
    const isOurs = ({ description = "" }) => mark.test(description);
    const settledAt = lostAt + MAY_STILL_COME_MS;
    const nextMs = (round) => {
        const untilSettledMs = settledAt - clock.now();
        const dueMs = backoffMs(round, random);
        return untilSettledMs > 0 ? Math.min(dueMs, untilSettledMs) : dueMs;
    };
    const fault = `the answer to the request for a backup was lost: ${(0,sentence/* ended */.v6)(reply.message)}`;
    if (isTooLate(options))
        throw new errors/* GateClosed */.WN(timeIsUpWhile(fault, "unavailable", options));
    const firstMs = waitWithin(options, nextMs(1), reply.quietUntil, undefined);
    if (typeof firstMs === "object") {
        throw new errors/* GateClosed */.WN({ ...firstMs, message: `${(0,sentence/* capitalised */.Iu)(fault)} ${firstMs.message}` });
    }
    watcher.progressed({ kind: "lost", key, message: reply.message, waitMs: firstMs });
    await pause(firstMs, options);
    let goodListings = 0;
    for (let round = 2;; round += 1) {
        const begunAt = clock.now();
        const listing = await readListing({
            ...options,
            purpose: "looking for the backup that was requested",
            isEnough: (rows) => rows.some(isOurs),
        });
        if (listing.kind !== "listing")
            throw new errors/* GateClosed */.WN((0,model_reply/* verdictOf */.V)(listing));
        const backup = listing.rows.find(isOurs);
        if (backup !== undefined) {
            return { backup, serverMs: listing.serverMs, quietUntil: listing.quietUntil };
        }
        const sentForMs = clock.now() - firstSentAt;
        const ours = options.describe(key);
        const mayBeOurs = listing.rows.some((row) => couldBe(row, ours, sentForMs, listing));
        const isProof = listing.isWhole && !mayBeOurs;
        if (isProof)
            goodListings += 1;
        if (isProof && goodListings >= GOOD_LISTINGS && begunAt >= settledAt)
            return undefined;
        if (clock.now() >= deadline) {
            const standing = "a backup that was requested has not shown yet.";
            throw new errors/* GateClosed */.WN(timeIsUpWhile(standing, "unavailable", options));
        }
        const waitMs = affordableMs(nextMs(round), listing, options);
        watcher.progressed({ kind: "unlisted", isProof, waitMs });
        await pause(waitMs, options);
    }
}

;// CONCATENATED MODULE: ./src/backup/send.ts






/** What must be left of the step for a request to be begun: no more than that it has not ended. */
const LEAST_LEFT_MS = 1;
/** Sends the request until it has an effect, or may have had one: what had none can be sent again freely. */
async function sendOnce(key, options) {
    const { clock, deadline, signal, watcher } = options;
    let latest;
    for (let failures = 1;; failures += 1) {
        if (clock.now() >= deadline) {
            if (latest !== undefined)
                throw timeIsUpAfter(latest, options);
            throw new errors/* GateClosed */.WN(timeIsUpWhile("there is no backup.", "timed-out", options));
        }
        closeIfCancelled(signal);
        const reply = await options.request(options.describe(key), {
            ...patienceOf(options),
            beginBy: deadline - LEAST_LEFT_MS,
            lingerMs: last_seconds/* ANSWER_AFTER_CANCEL_MS */.Sl,
            begun() {
                options.begun?.();
                watcher.progressed({ kind: "requesting", key });
            },
        });
        if (reply.kind === "accepted")
            return reply;
        if (reply.kind === "lost") {
            closeIfCancelled(signal);
            return reply;
        }
        watcher.progressed({ kind: "refused" });
        const refusal = { ...reply, message: `requesting a backup: ${reply.message}` };
        closeIfCancelled(signal);
        if (refusal.kind !== "failed")
            throw new errors/* GateClosed */.WN((0,model_reply/* verdictOf */.V)(refusal));
        latest = refusal;
        await backOff(refusal, failures, options);
    }
}

;// CONCATENATED MODULE: ./src/backup/create.ts




const MAX_SENDS = 3;
/**
 * Requests one backup. Where the answer is lost it is looked for by its key, and sent again only when no backup can come
 * of it any more.
 * @throws GateClosed where there is none to wait for.
 */
async function requestBackup(options) {
    const { clock, watcher } = options;
    const key = options.newKey();
    const firstSentAt = clock.now();
    for (let send = 1;; send += 1) {
        const reply = await sendOnce(key, options);
        if (reply.kind === "accepted") {
            watcher.progressed({ kind: "taken", backup: reply.backup, source: "requested" });
            closeIfCancelled(options.signal);
            const { backup, serverMs, quietUntil } = reply;
            return { backup, serverMs, source: "requested", quietUntil };
        }
        const found = await findAgain({ key, firstSentAt, lostAt: clock.now(), reply }, options);
        if (found !== undefined) {
            watcher.progressed({ kind: "taken", backup: found.backup, source: "found" });
            return { ...found, source: "found" };
        }
        watcher.progressed({ kind: "came-to-nothing" });
        if (send === MAX_SENDS) {
            throw new errors/* GateClosed */.WN({
                result: "unavailable",
                message: `A backup was requested ${MAX_SENDS} times, and each time the answer was lost and no backup came of it.`,
            });
        }
        if (clock.now() < options.deadline) {
            watcher.progressed({ kind: "resending", send: send + 1, sends: MAX_SENDS });
        }
    }
}

;// CONCATENATED MODULE: ./src/backup/reuse.ts





/** A recent backup is a convenience: one can always be requested. */
const LISTING_TRIES = 3;
/**
 * Looks for the newest completed backup that is no older than it may be, else the newest one under way.
 * @throws GateClosed where the API refuses for good, the time is up, or the run is cancelled.
 */
async function findFresh(maxAgeMs, options) {
    const purpose = "looking for a recent backup";
    const listing = await tryListing({ ...options, purpose }, LISTING_TRIES);
    if (listing.kind === "failed") {
        options.watcher.progressed({ kind: "not-listed", message: listing.message });
        return {};
    }
    if (listing.kind !== "listing")
        throw new errors/* GateClosed */.WN((0,model_reply/* verdictOf */.V)(listing));
    const { quietUntil, serverMs } = listing;
    const asOfMs = options.asOf(serverMs);
    const pastMs = (0,model_backup/* pastDurationsMs */.Gn)(listing.rows);
    const newestFirst = listing.rows
        .filter((backup) => (0,model_freshness/* isFresh */.pL)(backup, { maxAgeMs, asOfMs, shownMs: serverMs }))
        .sort((a, b) => (b.createdAt?.epochMs ?? 0) - (a.createdAt?.epochMs ?? 0));
    const completed = newestFirst.find(({ status }) => status === "completed");
    const backup = completed ?? newestFirst.find(isUnderWay);
    if (backup === undefined) {
        options.watcher.progressed({ kind: "none-fresh" });
        return { pastMs };
    }
    const source = backup === completed ? "reused" : "adopted";
    options.watcher.progressed({ kind: "taken", backup, source });
    const freshness = { maxAgeMs, asOf: () => asOfMs };
    return { pastMs, fresh: { backup, serverMs, source, freshness, quietUntil } };
}
function isUnderWay({ status }) {
    return status === "requested" || status === "in_progress" || status === "initiated";
}

;// CONCATENATED MODULE: ./src/gate/history.ts


/** A historian that reads one page of an install's backups, and needs no more. */
function historianOf(readPage, backupId) {
    return async (patience) => {
        const page = await readPage(0, patience);
        const { quietUntil } = page;
        if (page.kind !== "page") {
            const { answered, unbegun } = page.kind === "failed" ? page : { answered: false };
            const message = `Past backups: ${page.message}`;
            return { kind: "failed", message, answered, unbegun, quietUntil };
        }
        const { rows, serverMs } = page;
        const backup = rows.find(({ id }) => id === backupId);
        const listed = backup && { backup, serverMs };
        return { kind: "history", pastMs: (0,model_backup/* pastDurationsMs */.Gn)(rows), listed, quietUntil };
    };
}
/** A history that has less time than this would be given up before it is answered. */
const LEAST_PATIENCE_MS = 100;
/**
 * Reads the history of a pending backup, and takes the backup's own row for a sight of it. It has until the next look that
 * is expected without it; where it must wait for its turn, it is given up once a completion is as likely as not: a look
 * then tells more.
 * @returns the answer, where it is a failure or binds; undefined where there was no time for it, too.
 */
async function recall(expected, options) {
    const { readHistory, clock, deadline, bounds, requestTimeoutMs } = options;
    const { historyWithinMs = Infinity } = options;
    const now = clock.now();
    const dueAt = expected.dueAt(bounds) || now + bounds.maxMs;
    const untilNextMs = Math.min(deadline, dueAt) - now;
    if (untilNextMs < LEAST_PATIENCE_MS)
        return undefined;
    const answer = await readHistory({
        ...patienceOf(options),
        withinMs: Math.min(requestTimeoutMs, historyWithinMs, untilNextMs),
        beginBy: Math.min(deadline, expected.halfTimeAt(now)),
        urgency: expected.urgency,
    });
    if (answer.kind === "history") {
        if (answer.listed !== undefined)
            expected.seen(answer.listed, clock.now());
        expected.learn(answer.pastMs);
    }
    return answer;
}
/** Whatever else has gone wrong with a history is ignored. */
function isBinding(answer) {
    if (answer.quietUntil !== undefined)
        return true;
    return answer.kind === "failed" && answer.answered && answer.unbegun !== true;
}

// EXTERNAL MODULE: ./src/schedule/distribution.ts
var distribution = __nccwpck_require__(227);
;// CONCATENATED MODULE: ./src/schedule/cadence.ts

/** The delay of a deploy that is worth one look: each is taken from the rate limit that the whole account shares. */
const LOOK_COST_MS = 500;
/** The host's published figure (2 to 10 minutes, large sites over 15), as a spread of sites. */
const MEDIAN_MS = 270_000;
const SPREAD = 0.7;
const USUAL = (0,distribution/* logNormal */.iZ)(MEDIAN_MS, SPREAD);
/** The figure says nothing of small sites. */
const QUICK = (0,distribution/* logUniform */.$C)(5_000, 120_000);
const QUICK_SHARE = 0.1;
/** What is known of a backup before anything is known of its install. */
const PRIOR = (0,distribution/* mixture */.zi)(USUAL, QUICK, QUICK_SHARE);
/**
 * How much an install's own backups are taken to differ (σ of the logarithm) before enough of them are known, and how
 * many backups that belief weighs.
 */
const OWN_SPREAD = 0.17;
const OWN_SPREAD_WEIGHT = 3;
/** What stays of the prior in every mixture: a site that has grown must not bring a storm of looks. */
const PRIOR_SHARE = 0.05;
/**
 * The lifetime to expect of an install's next backup: the log-normal that its past ones predict, drawn toward the
 * host's figure while they are few, with a share of the prior. A past backup far from the others (a busy host, a site
 * imported once) counts for little.
 * @param pastMs how long each took, above 0.
 */
function expectedLifetime(pastMs) {
    if (pastMs.length === 0)
        return PRIOR;
    const logs = pastMs.map((ms) => Math.log(ms));
    const middle = median(logs);
    const weights = logs.map((log) => 1 / (1 + ((log - middle) / (2 * OWN_SPREAD)) ** 2));
    const weighted = (values) => values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
    const weight = weighted(logs.map(() => 1));
    const mean = weighted(logs) / weight;
    const squares = weighted(logs.map((log) => (log - mean) ** 2));
    const variance = (OWN_SPREAD_WEIGHT * OWN_SPREAD ** 2 + squares) / (OWN_SPREAD_WEIGHT + weight - 1);
    const precision = 1 / SPREAD ** 2 + weight / variance;
    const center = (Math.log(MEDIAN_MS) / SPREAD ** 2 + (mean * weight) / variance) / precision;
    const own = (0,distribution/* logNormal */.iZ)(Math.exp(center), Math.sqrt(variance + 1 / precision));
    return (0,distribution/* mixture */.zi)(own, PRIOR, PRIOR_SHARE);
}
/**
 * Milliseconds from a look at a pending backup to the next. Where a look costs κ and the hazard is h, the best density
 * of looks is √(h/2κ): the next one is due where its integral from this age on comes to 1.
 * @see Barlow and Proschan, "Optimum checking procedures", J. SIAM 11 (1963)
 * @see Keller, "Optimum checking schedules for systems subject to random failure", Management Science 21 (1974)
 */
function nextLookMs(lifetime, ageMs, { minMs, maxMs }) {
    let waitMs = 0;
    let looks = 0;
    let density = looksPerMs(lifetime, ageMs);
    while (waitMs < maxMs) {
        const stepMs = Math.min(1_000, Math.max(100, (ageMs + waitMs) / 200));
        const next = looksPerMs(lifetime, ageMs + waitMs + stepMs);
        const gained = ((density + next) / 2) * stepMs;
        if (looks + gained >= 1) {
            waitMs += (stepMs * (1 - looks)) / gained;
            break;
        }
        looks += gained;
        waitMs += stepMs;
        density = next;
    }
    return Math.min(maxMs, Math.max(minMs, waitMs));
}
/**
 * How many looks have come due since one at this age: 1 when the next one is, by the rule above, and more the longer that
 * has to wait. Where a budget is short, the look that is due most often is worth most, which is the same rule with a
 * higher κ. What it returns is called with ages that never fall.
 */
function looksDue(lifetime, sinceAgeMs) {
    const grid = { atMs: sinceAgeMs, looks: 0, density: looksPerMs(lifetime, sinceAgeMs) };
    return (ageMs) => {
        for (;;) {
            const stepMs = Math.max(100, grid.atMs / 200);
            if (grid.atMs + stepMs > ageMs)
                break;
            const next = looksPerMs(lifetime, grid.atMs + stepMs);
            grid.looks += ((grid.density + next) / 2) * stepMs;
            grid.atMs += stepMs;
            grid.density = next;
        }
        // Asked many times a second of many backups: between two points of the grid nothing is worked out anew.
        return grid.looks + grid.density * Math.max(0, ageMs - grid.atMs);
    };
}
function looksPerMs(lifetime, ageMs) {
    return Math.sqrt((0,distribution/* hazard */.vl)(lifetime, ageMs) / LOOK_COST_MS / 2);
}
function median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (index) => sorted[index] ?? NaN;
    return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
}

;// CONCATENATED MODULE: ./src/schedule/forecast.ts




/** What is expected of one backup by what has been seen of it, and when that makes a look due. Moments are monotonic. */
class Expectation {
    #outlook;
    #urgency;
    #seenPendingAt;
    #isSaidToBeOver = false;
    /** @param urgency how much a look is wanted before anything has been seen. */
    constructor(startedAt, urgency) {
        this.#outlook = { bornAt: startedAt, isAgeKnown: false, lifetime: PRIOR, pastBackups: 0 };
        this.#urgency = urgency;
    }
    get outlook() {
        return this.#outlook;
    }
    get isSeen() {
        return this.#seenPendingAt !== undefined;
    }
    get isAgeKnown() {
        return this.#outlook.isAgeKnown;
    }
    /** How much the next look is wanted, by the looks that have come due since the backup was last seen. */
    get urgency() {
        return (now) => this.#urgency(now);
    }
    /** The backup is seen, and is pending unless it has come from elsewhere than a look: that can only call for one. */
    seen({ backup, serverMs }, at) {
        if (!this.isSeen)
            this.#measure((0,model_freshness/* ageMs */.WO)(backup.createdAt?.epochMs, serverMs), at);
        this.#isSaidToBeOver = (0,model_backup/* isTerminal */.Hd)(backup.status);
        this.#seenPendingAt = at;
        this.#weigh();
    }
    /**
     * How past backups went is of no use for one whose age is not known.
     * @param pastMs how long past backups of the install took, in milliseconds.
     */
    learn(pastMs) {
        if (this.isSeen && !this.isAgeKnown)
            return;
        const lifetime = expectedLifetime(pastMs);
        this.#outlook = { ...this.#outlook, lifetime, pastBackups: pastMs.length };
        this.#weigh();
    }
    /** The moment at which the next look is due: at once where nothing has been seen yet, or what was seen calls for it. */
    dueAt(bounds) {
        const { lifetime, bornAt } = this.#outlook;
        if (this.#seenPendingAt === undefined || this.#isSaidToBeOver)
            return 0;
        return this.#seenPendingAt + nextLookMs(lifetime, this.#seenPendingAt - bornAt, bounds);
    }
    /** The moment by which it will be completed as likely as not. */
    halfTimeAt(now) {
        const { lifetime, bornAt } = this.#outlook;
        return this.isAgeKnown ? now + (0,distribution/* medianLeftMs */.Sv)(lifetime, now - bornAt) : Infinity;
    }
    /** The age is taken once, at the first sight, and runs on by the monotonic clock. */
    #measure(age, at) {
        this.#outlook =
            age === undefined
                ? { ...this.#outlook, isAgeKnown: false, lifetime: PRIOR, pastBackups: 0 }
                : { ...this.#outlook, isAgeKnown: true, bornAt: at - age };
    }
    #weigh() {
        const { lifetime, bornAt } = this.#outlook;
        if (this.#seenPendingAt === undefined)
            return;
        if (this.#isSaidToBeOver) {
            this.#urgency = () => Infinity;
            return;
        }
        const due = looksDue(lifetime, this.#seenPendingAt - bornAt);
        this.#urgency = (now) => due(now - bornAt);
    }
}

// EXTERNAL MODULE: ./src/gate/judge.ts
var judge = __nccwpck_require__(320);
// EXTERNAL MODULE: ./src/util/abort.ts
var abort = __nccwpck_require__(334);
;// CONCATENATED MODULE: ./src/gate/last-poll.ts



/** What a look has learnt that makes every other one needless. */
const EVERYTHING = 5;
/**
 * How much a look has learnt: a terminal status, a fault that stays, anything else of the backup, that the API answers, or
 * does not.
 */
function learnt(look) {
    switch (look.kind) {
        case "backup":
            return (0,model_backup/* isTerminal */.Hd)(look.backup.status) ? EVERYTHING : 3;
        case "permanent":
            return 4;
        case "absent":
            return 3;
        case "failed":
            if (look.unbegun === true)
                return 0;
            return look.answered ? 2 : 1;
        default:
            return look;
    }
}
/**
 * One look. Where it is still under way at the deadline, the last look is begun beside it: a dead socket must not cost
 * a deploy the look it was promised. Both have until `lastLookMs` after the deadline. A terminal status that either has
 * seen counts at once, else the one that has learnt more. See docs/adr/0002-a-last-look-beside-a-hung-one.md.
 */
async function lookOnce(options) {
    const { look, clock, deadline, signal } = options;
    const leftMs = deadline - clock.now();
    if (leftMs <= 0)
        return look(patienceOf(options));
    const untilDeadline = (0,abort/* scope */.z)(signal);
    const turn = { hasCome: false };
    const begun = () => {
        turn.hasCome = true;
        options.begun?.();
    };
    const earlier = look({ ...patienceOf(options), begun }).finally(() => untilDeadline.end());
    await clock.sleep(leftMs, untilDeadline.signal);
    const isAnswered = untilDeadline.signal.aborted;
    if (isAnswered || isTooLate(options) || !turn.hasCome)
        return earlier;
    const last = look(patienceOf(options));
    const quicker = await Promise.race([earlier, last]);
    if (learnt(quicker) === EVERYTHING)
        return quicker;
    const [slow, latest] = await Promise.all([earlier, last]);
    return learnt(slow) > learnt(latest) ? slow : latest;
}

;// CONCATENATED MODULE: ./src/gate/wait.ts










/**
 * Looks at one backup until there is a verdict: by a terminal status, a permanent fault, or the end of the time.
 * @throws nothing: faults are verdicts, and the signal's abort is one too.
 */
async function holdUntilVerdict(options) {
    const { clock, deadline, signal, watcher, requested } = options;
    const isCancelled = () => signal.aborted;
    const budget = (0,duration/* formatDuration */.a)(options.timeoutMs);
    const quietMs = waitWithin(options, 0, options.quietUntil, undefined);
    if (typeof quietMs === "object")
        return quietMs;
    await clock.sleep(quietMs, signal);
    const startedAt = clock.now();
    let standing;
    const timeIsUpNow = () => (standing ? timeIsUp(standing.look, budget) : tooLate(budget));
    if (startedAt >= deadline)
        return timeIsUpNow();
    const expected = new Expectation(startedAt, options.urgency ?? (() => 0));
    if (requested !== undefined)
        expected.seen(requested, startedAt);
    let isHistoryWanted = requested ? expected.isAgeKnown : options.isHistoryFirst === true;
    let foreseen;
    let isSeen = false;
    let absentSince;
    let looksInVain = 0;
    let looksUnanswered = 0;
    for (;;) {
        let latest = standing?.look;
        if (isHistoryWanted) {
            const history = await recall(expected, options);
            if (isCancelled())
                return (0,model_verdict/* cancelled */.KW)(signal);
            isHistoryWanted = history?.kind === "failed" && history.unbegun === true;
            if (history !== undefined && isBinding(history))
                latest = history;
        }
        if (expected.isSeen && expected.outlook !== foreseen) {
            foreseen = expected.outlook;
            watcher.foresaw(foreseen);
        }
        const waitMs = waitFor(standing, latest, expected, looksInVain, options);
        if (typeof waitMs === "object")
            return waitMs;
        if (isRefusal(latest))
            watcher.backingOff(latest, waitMs);
        await clock.sleep(waitMs, signal);
        if (isCancelled())
            return (0,model_verdict/* cancelled */.KW)(signal);
        if (isTooLate(options))
            return timeIsUpNow();
        // One that is never answered has the same turns as others, but goes behind them.
        const urgency = (now) => expected.urgency(now) / 2 ** looksUnanswered;
        const look = await lookOnce({ ...options, urgency });
        if (isCancelled())
            return (0,model_verdict/* cancelled */.KW)(signal);
        if (look.kind === "failed" && look.unbegun === true) {
            const quietMs = waitWithin(options, 0, look.quietUntil, (0,model_reply/* causeOf */.r)(look));
            if (typeof quietMs === "object")
                return quietMs;
            return standing ? timeIsUp(standing.look, budget) : tooLate(budget, look.answered);
        }
        watcher.looked(look);
        const lookedAt = clock.now();
        if (look.kind === "absent")
            absentSince ??= lookedAt;
        looksInVain = look.kind === "backup" ? 0 : looksInVain + 1;
        if (look.kind !== "failed")
            looksUnanswered = 0;
        else if (!look.answered)
            looksUnanswered += 1;
        const isKnown = isSeen || options.isListed === true;
        const absentForMs = lookedAt - (absentSince ?? lookedAt);
        const judgement = (0,judge/* judge */.S)(look, isKnown, absentForMs, freshnessAsOf(look, options));
        if (judgement.kind === "verdict")
            return judgement.verdict;
        if (options.otherwise !== undefined)
            return options.otherwise;
        if (look.kind === "absent")
            watcher.missing(look.message);
        if (lookedAt >= deadline)
            return timeIsUp(look, budget);
        standing = { look, lookedAt, judgement };
        if (look.kind !== "backup")
            continue;
        expected.seen(look, lookedAt);
        const isFirst = !isSeen && requested === undefined && options.isHistoryFirst !== true;
        if (isFirst)
            isHistoryWanted = expected.isAgeKnown && (look.quietUntil ?? 0) <= lookedAt;
        isSeen = true;
    }
}
function isRefusal(latest) {
    return latest?.kind === "failed" && latest.unbegun !== true;
}
function freshnessAsOf(look, { freshness }) {
    if (freshness === undefined || look.kind !== "backup")
        return undefined;
    const { maxAgeMs, asOf } = freshness;
    return { maxAgeMs, asOfMs: asOf(look.serverMs), shownMs: look.serverMs };
}
/**
 * How long to wait for the next look.
 * @param latest what has been asked last, which may have been refused.
 * @returns the verdict instead, where the server wants quiet for longer than the step has left.
 */
function waitFor(standing, latest, expected, looksInVain, options) {
    const { clock, random } = options;
    const ownMs = dueAt(standing, expected, looksInVain, options) - clock.now();
    const isHistoryRefused = latest !== standing?.look && isRefusal(latest);
    const refusedMs = isHistoryRefused ? backoffMs(1, random) : 0;
    const cause = latest === undefined || latest.kind === "history" ? undefined : (0,model_reply/* causeOf */.r)(latest);
    return waitWithin(options, Math.max(ownMs, refusedMs), latest?.quietUntil, cause);
}
/** The monotonic moment at which the next look is due by what the latest one has brought. */
function dueAt(standing, expected, looksInVain, { bounds, random, clock, deadline, lastLooksFrom = () => deadline }) {
    const lastFrom = lastLooksFrom();
    const lastDue = clock.now() < lastFrom ? lastFrom : deadline;
    const byCadence = Math.min(expected.dueAt(bounds), lastDue);
    if (standing === undefined)
        return byCadence;
    const { judgement, lookedAt } = standing;
    switch (judgement.kind) {
        case "pending":
            return Math.min(Math.max(lookedAt + bounds.minMs, byCadence), lookedAt + bounds.maxMs);
        case "retry":
            return lookedAt + backoffMs(looksInVain, random);
        case "not-yet-known": {
            // Spread over the grace alone, and never past its end.
            const backedOffMs = Math.max(bounds.minMs, backoffMs(looksInVain, random));
            return lookedAt + Math.min(backedOffMs, judgement.graceLeftMs);
        }
        default:
            return judgement;
    }
}

;// CONCATENATED MODULE: ./src/gate/gate.ts




/** Ends of somebody else's backup after which one of our own can still be requested. */
const REPLACED = ["aborted", "not-found", "stale"];
/**
 * Holds the deploy to one install: finds a backup, or the means to have one, and looks at it until there is a verdict.
 * @throws GateClosed where there is no backup to look at.
 */
async function holdInstall(options) {
    const { wanted, maxAgeMs, asOf } = options;
    if (wanted.kind === "new")
        return holdForNew(wanted, options);
    const freshness = maxAgeMs === undefined ? undefined : { maxAgeMs, asOf };
    return holdBackup(wanted.backupId, { ...options, freshness });
}
async function holdForNew(wanted, options) {
    const { installId, maxAgeMs, api, clock, deadline, watcher, isOneOfMany } = options;
    const requestOptions = {
        ...options,
        request: api.requesterOf(installId, wanted.emails),
        readPage: api.backupsOf(installId),
        describe: wanted.describe,
    };
    let retriesLeft = wanted.abortRetries;
    const stock = maxAgeMs === undefined ? {} : await findFresh(maxAgeMs, requestOptions);
    const { pastMs } = stock;
    let { fresh } = stock;
    for (;;) {
        const snapshot = fresh ?? (await requestBackup(requestOptions));
        const isListed = snapshot.source === "reused";
        const otherwise = wanted.wait ? undefined : notWaitedFor(snapshot);
        if (otherwise !== undefined && !isListed)
            return otherwise;
        const requested = isOneOfMany && fresh === undefined ? snapshot : undefined;
        const gateOptions = { ...options, ...snapshot, pastMs, isListed, otherwise, requested };
        const verdict = await holdBackup(snapshot.backup.id, gateOptions);
        if (clock.now() >= deadline)
            return verdict;
        if (fresh !== undefined) {
            if (!REPLACED.includes(verdict.result))
                return verdict;
            watcher.progressed({ kind: "replacing", why: verdict.message });
            fresh = undefined;
        }
        else {
            if (verdict.result !== "aborted" || retriesLeft === 0)
                return verdict;
            retriesLeft -= 1;
            watcher.progressed({ kind: "retrying", why: verdict.message, left: retriesLeft });
        }
    }
}
function holdBackup(backupId, options) {
    const { api, installId, pastMs } = options;
    const readHistory = pastMs === undefined
        ? historianOf(api.backupsOf(installId), backupId)
        : () => Promise.resolve({ kind: "history", pastMs });
    return holdUntilVerdict({ ...options, readHistory, look: api.watch(installId, backupId) });
}
function notWaitedFor({ source }) {
    const isOurs = source === "requested" || source === "found";
    const what = isOurs ? "The backup is requested" : "A recent backup is under way";
    return {
        result: "requested",
        message: `${what}, and nothing has waited for it (wait: false): no deploy may go by this step.`,
    };
}

// EXTERNAL MODULE: ./src/model/target.ts
var model_target = __nccwpck_require__(936);
;// CONCATENATED MODULE: ./src/fleet/fail-fast.ts



/** How one gate's end closes the others. */
class Closing {
    #options;
    #scope;
    #open;
    /** The verdict on all that are still open when the gate closes. */
    #verdictOnRest;
    constructor(options) {
        this.#options = options;
        this.#scope = (0,abort/* scope */.z)(options.signal);
        this.#open = options.targets.length;
    }
    /** Aborts when the gate closes, whatever becomes of those that are still open. */
    get signal() {
        return this.#scope.signal;
    }
    /** Gates that have not ended yet. */
    get open() {
        return this.#open;
    }
    /** A gate has ended; where it was still open when the gate closed, that tells how. */
    end(index, verdict) {
        const own = verdict.result === "cancelled" ? (this.#verdictOnRest ?? verdict) : verdict;
        const standing = this.#options.ended(index, own);
        this.#open -= 1;
        const onRest = verdict.forAll === undefined ? this.#cutShortBy(index, standing) : verdict;
        if (onRest !== undefined)
            this.close(onRest);
    }
    /** Closes the gate, unless that has been done. */
    close(onRest) {
        if (this.signal.aborted)
            return;
        this.#verdictOnRest = { ...onRest, message: onRest.forAll ?? onRest.message };
        this.#scope.end();
    }
    /** A gate that has not been begun with when the gate closed. */
    endUnbegun(index) {
        this.end(index, (0,model_verdict/* cancelled */.KW)(this.signal));
    }
    /** Lets go of the step's own signal. */
    release() {
        this.#scope.end();
    }
    #cutShortBy(index, verdict) {
        const { targets, failFast, clock, deadline } = this.#options;
        // When the time is up, it is for all of them: each tells for itself how it stood then.
        if (!failFast || (0,model_verdict/* isGood */.Kg)(verdict) || clock.now() >= deadline)
            return undefined;
        const target = targets[index];
        const of = target === undefined ? "another one" : `that of install ${(0,model_target/* nameOf */.V)(target.install)}`;
        return {
            result: "cancelled",
            message: `The gate closed before this backup came to its end: ${of} is ${verdict.result}.`,
            cause: "fail-fast",
        };
    }
}

;// CONCATENATED MODULE: ./src/fleet/first-polls.ts
/** First looks that must have been taken for them to tell anything. */
const TELLING_LOOKS = 8;
/** What the first looks at a fleet tell of its backups that have not been seen yet. */
class FirstLooks {
    #taken = 0;
    #completed = 0;
    get areMostlyPending() {
        return this.#taken >= TELLING_LOOKS && this.#completed < this.#taken / 2;
    }
    /** The watcher of one backup, whose first look is counted. */
    watching(watcher) {
        let isFirst = true;
        return {
            ...watcher,
            looked: (look) => {
                if (isFirst)
                    this.#count(look);
                isFirst = false;
                watcher.looked(look);
            },
        };
    }
    #count(look) {
        this.#taken += 1;
        if (look.kind === "backup" && look.backup.status === "completed")
            this.#completed += 1;
    }
}

;// CONCATENATED MODULE: ./src/fleet/fleet.ts










/**
 * How much it is wanted that another backup is requested, in looks that are due: more than a look that has just come due,
 * and less than one that is long overdue, for each backup more is one more to look at. See
 * docs/adr/0006-one-budget-for-a-fleet.md.
 */
const BEGINNING = 2.5;
/** The time in which that doubles, so that backups under way never keep the rest from being requested. */
const DOUBLES_MS = 600_000;
const beginning = (now) => BEGINNING * (1 + now / DOUBLES_MS);
/** How long one history may keep its place from others: it is a convenience, and the API may not answer at all. */
const HISTORY_MS = 2_000;
/**
 * Holds the deploy to many backups, each by a gate of its own, or to one. They are begun with one after the other, each as
 * soon as the first request for the one before it could be sent.
 * @throws whatever is a bug of ours.
 */
async function holdFleet(options) {
    const { targets, watchers, api, clock, deadline, timeoutMs, turnstile } = options;
    const ended = (index, verdict) => watchers[index]?.ended(verdict) ?? verdict;
    const closing = new Closing({ ...options, ended });
    const common = {
        ...options,
        asOf: (0,model_freshness/* asOfFirst */.Iu)(),
        isOneOfMany: targets.length > 1,
        signal: closing.signal,
        historyWithinMs: targets.length > 1 ? HISTORY_MS : Infinity,
        lastLooksFrom: () => deadline - (closing.open - 1) * (turnstile?.spacingMs ?? 0),
    };
    const unseen = looksDue(PRIOR, 0); // a given backup has been under way at least since the step began
    const firstLooks = new FirstLooks();
    const installs = await findInstalls(targets.map(({ install }) => install), { ...common, watcher: watchers[0], readPage: api.installs });
    // Names that lead nowhere come first: where they close the gate, nothing is requested.
    for (const [index, install] of installs.entries()) {
        if ("result" in install)
            closing.end(index, install);
    }
    const holds = [];
    for (const [index, install] of installs.entries()) {
        const { wanted } = targets[index];
        const watcher = watchers[index];
        if ("result" in install)
            continue;
        if ("name" in install)
            watcher.progressed({ kind: "install-found", install });
        if (closing.signal.aborted) {
            closing.endUnbegun(index);
            continue;
        }
        if (turnstile !== undefined && clock.now() >= deadline) {
            closing.end(index, tooLate((0,duration/* formatDuration */.a)(timeoutMs), turnstile.hasAnswered));
            continue;
        }
        await new Promise((begun) => {
            const hold = holdInstall({
                ...common,
                installId: install.id,
                wanted,
                begun,
                urgency: wanted.kind === "new" ? beginning : unseen,
                isHistoryFirst: firstLooks.areMostlyPending,
                watcher: firstLooks.watching(watcher),
            });
            holds.push(hold
                .catch(errors/* verdictOfClosed */.F7)
                .then((verdict) => {
                closing.end(index, verdict);
                // One that is well may have brought a wish for more quiet than is left: it is the end of all others.
                const quietMs = waitWithin(options, 0, turnstile?.quietUntil, undefined);
                if (typeof quietMs === "object")
                    closing.close(quietMs);
            })
                .finally(begun));
        });
    }
    await Promise.all(holds);
    closing.release();
}

;// CONCATENATED MODULE: ./src/fleet/record.ts

const NO_BACKUP = {
    id: undefined,
    backup: undefined,
    seenMs: undefined,
    reused: false,
};
/** What one gate knows so far. It outlives whatever goes wrong, so that every way out can report it. */
class Journal {
    looks = 0;
    /** Looks that have shown a backup. */
    sights = 0;
    /** Requests that the API only asked to come later with, looks and others. */
    refused = 0;
    /** Other requests that brought nothing. */
    failed = 0;
    /** The latest look, or whatever else the API was asked in vain. */
    latestLook;
    outlook;
    installId;
    installName;
    /** Key of a request for a backup of which nobody knows what has come. */
    unresolvedKey;
    ended;
    #subject = NO_BACKUP;
    /** @param target what the inputs say already. */
    constructor({ install, wanted }) {
        if ("id" in install)
            this.installId = install.id;
        else
            this.installName = install.name;
        if (wanted.kind === "given")
            this.#subject = { ...NO_BACKUP, id: wanted.backupId };
    }
    /** The backup that this is about: none, while nobody knows whether there is another one. */
    get subject() {
        return this.unresolvedKey === undefined ? this.#subject : NO_BACKUP;
    }
    /** What the install is called in the inputs. */
    get install() {
        return this.installName ?? this.installId ?? "";
    }
    looked(look) {
        this.looks += 1;
        this.latestLook = look;
        if (look.kind === "failed")
            this.#asked(look);
        if (look.kind === "backup") {
            this.sights += 1;
            this.#subject = { ...this.#subject, backup: look.backup, seenMs: look.serverMs };
        }
    }
    foresaw(outlook) {
        this.outlook = outlook;
    }
    /** @param failure the latest look, or a history that was refused. */
    backingOff(failure) {
        if (failure !== this.latestLook)
            this.#asked(failure);
    }
    askingAgain(failure) {
        this.latestLook = failure;
        this.#asked(failure);
    }
    progressed(progress) {
        switch (progress.kind) {
            case "install-found":
                this.installId = progress.install.id;
                return;
            case "requesting":
                this.unresolvedKey = progress.key;
                this.latestLook = undefined;
                this.outlook = undefined;
                return;
            case "refused":
            case "came-to-nothing":
                this.unresolvedKey = undefined;
                return;
            case "taken": {
                const { backup, source } = progress;
                const reused = source === "adopted" || source === "reused";
                this.unresolvedKey = undefined;
                this.#subject = { id: backup.id, backup, seenMs: undefined, reused };
                return;
            }
            case "lost":
                this.failed += 1;
                return;
            case "unlisted":
            case "resending":
            case "not-listed":
            case "none-fresh":
            case "replacing":
            case "retrying":
                return;
            default:
                progress;
        }
    }
    /**
     * The gate has come to its verdict.
     * @returns it, with what is not known about a request for a backup.
     */
    end(plain, endedAt) {
        if (this.ended !== undefined)
            return this.ended.verdict;
        const key = this.unresolvedKey;
        const verdict = key === undefined ? plain : (0,model_verdict/* unresolved */.II)(plain, key);
        this.ended = { verdict, endedAt };
        return verdict;
    }
    /** What was not begun has not failed either. */
    #asked({ unbegun, answered }) {
        if (unbegun === true)
            return;
        if (answered)
            this.refused += 1;
        else
            this.failed += 1;
    }
}

// EXTERNAL MODULE: ./src/fleet/verdict.ts
var fleet_verdict = __nccwpck_require__(373);
// EXTERNAL MODULE: ./src/inputs/credentials.ts
var inputs_credentials = __nccwpck_require__(431);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./src/inputs/api-url.ts

/**
 * The API's address, without a slash at its end: https, or http within this machine alone, since Basic credentials can
 * be read on the wire.
 * @returns undefined where the text is no such address, or holds a user, a query or a fragment.
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
/** A text that was meant as an address, without what may be a password or a token in it. */
function withoutSecretParts(text) {
    return text.replace(/^.*@/s, "***@").replace(/[?#].*$/s, "?***");
}
/** The hosts that the HTTP client, too, never sends through a proxy. */
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
/** @returns undefined where none is asked for, or the inputs that ask for it breach a rule, which is noted. */
function readStatusWish(reader, env) {
    const token = reader.attempt(() => readToken(env));
    const context = reader.attempt(() => readContext(reader));
    return token === undefined || !context ? undefined : { token, context };
}
function readToken(env) {
    const token = (0,inputs_credentials/* tokenOf */.B9)(env);
    if (!/[^\x21-\x7e]/.test(token))
        return token;
    const fault = "got a character in it that no token has; write ${{ github.token }}";
    throw new inputs_errors/* InputError */.d("github-token", fault); // nothing of it is quoted
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
/** Every input of action.yml with the default it declares; a test holds the two equal. */
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




/** The words that are booleans. @see YAML 1.2.2 §10.3.2, the core schema */
const TRUE = ["true", "True", "TRUE"];
const FALSE = ["false", "False", "FALSE"];
/** Reads the runner's `INPUT_…` variables. A blank input means that it was not given: its default holds. */
class InputReader {
    #env;
    #defaults;
    /** What is wrong, in the order in which it was found. */
    breaches = [];
    constructor(env, defaults) {
        this.#env = env;
        this.#defaults = defaults;
    }
    /** What the reading comes to; undefined where that is a breach, which is noted. */
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
     * Elements of a list, one a line or comma separated. One final line break is dropped; any other empty element is an
     * unset variable, and a list never shrinks in silence.
     * @param parse undefined where the text is no element.
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
     * Elements of a list that has one at least, at most so many, and none twice.
     * @param parse undefined where the text is no element; equal for texts that mean the same.
     * @param wants what to write instead of something else.
     * @param wantsFirst what to write where there is none.
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
        const ms = (0,duration/* parseDurationMs */.y)(text, unit);
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
    /** Variables that are a declared input once `_` is read as `-`: the runner only warns of them. */
    noteMisspelt() {
        for (const variable of Object.keys(this.#env)) {
            const spelt = /^INPUT_(.+)$/i.exec(variable)?.[1]?.toLowerCase() ?? "";
            const meant = spelt.replaceAll("_", "-");
            if (!Object.hasOwn(this.#defaults, meant) || meant === spelt)
                continue;
            this.breaches.push(new inputs_errors/* InputError */.d(spelt, `got an input of that name; write it as ${meant}`));
        }
    }
    /** What was given, safe to print. */
    quote(text) {
        return `"${(0,sanitize.harmless)((0,sanitize.scrubOf)((0,inputs_credentials.secretsIn)(this.#env))(text), 80)}"`;
    }
    /** The runner keeps the hyphens of an input's name. */
    #raw(name) {
        return this.#env[`INPUT_${name.toUpperCase()}`] ?? "";
    }
}

;// CONCATENATED MODULE: ./src/model/ids.ts
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** @returns undefined where the text is no UUID. */
function parseInstallId(text) {
    return lowerCasedUuid(text);
}
/** @returns undefined where the text is no UUID. */
function parseBackupId(text) {
    return lowerCasedUuid(text);
}
function lowerCasedUuid(text) {
    const lowerCased = text.toLowerCase();
    return UUID.test(lowerCased) ? lowerCased : undefined;
}

;// CONCATENATED MODULE: ./src/inputs/description.ts
/**
 * The description of a requested backup, as a function of its key: whoever looks at the host's list of backups sees where
 * it comes from, and the key tells it from all others.
 * @param text what it begins with; where that is empty, the commit that is about to be deployed.
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




/** The backups to hold the deploy for, in the order of the inputs. What breaches their rules is noted. */
function readTargets(reader, env) {
    const installs = reader.attempt(() => readInstalls(reader));
    const wanted = readWanted(reader, env);
    if (installs === undefined || wanted === undefined)
        return [];
    if ("kind" in wanted)
        return installs.map((install) => ({ install, wanted }));
    reader.attempt(() => {
        if (wanted.length === installs.length)
            return;
        const fault = `got ${(0,sentence/* count */.U9)(wanted.length, "id")} for ${(0,sentence/* count */.U9)(installs.length, "install")}`;
        throw new inputs_errors/* InputError */.d("backup-id", `${fault}; write one for each install, in the same order`);
    });
    return wanted.map((given, index) => ({ install: installs[index], wanted: given }));
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
/** What one step holds at the most: more would be too much for the outputs that a job may have. */
const MOST_BACKUPS = 800;
const DESCRIPTION_CHARS = 200;
const SAMPLE_ID = "294deacc-d8b8-4005-82c4-0727ba8ddde0";
/**
 * The backups that are waited for, one for each install, or a new one of each; and the inputs that mean something only
 * where they are new.
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
        return backupIds?.map((backupId) => ({ kind: "given", backupId }));
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
 * @throws InputErrors that name each breach: the input, what it got and what it wants.
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
    readStatusWish(reader, env);
    attempt(() => refuseCrossedBounds(settings.minPollIntervalMs, settings.maxPollIntervalMs));
    if (reader.breaches.length > 0)
        throw new inputs_errors/* InputErrors */.G(reader.breaches);
    return settings;
}
/**
 * The commit status that is wanted, whatever else is wrong with the inputs; undefined where none is, or the inputs that ask
 * for it are not sound, or the token would go to whoever answers.
 */
function statusWishOf(env) {
    if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0")
        return undefined;
    return readStatusWish(new InputReader(env, INPUT_DEFAULTS), env);
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
    const fault = `got ${(0,duration/* formatDuration */.a)(minMs)}, above max-poll-interval (${(0,duration/* formatDuration */.a)(maxMs)})`;
    throw new inputs_errors/* InputError */.d("min-poll-interval", `${fault}; lower it, or raise max-poll-interval`);
}
function refuseUncheckedTls(env) {
    if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0")
        return;
    const wants = "remove it, for it would show the credentials to whoever answers; to trust a certificate authority of your " +
        "own, name its file in NODE_EXTRA_CA_CERTS";
    throw new inputs_errors/* InputError */.d("NODE_TLS_REJECT_UNAUTHORIZED", `got "0"; ${wants}`);
}

// EXTERNAL MODULE: ./src/report/outputs-file.ts
var outputs_file = __nccwpck_require__(671);
// EXTERNAL MODULE: ./src/util/clock.ts
var clock = __nccwpck_require__(110);
;// CONCATENATED MODULE: ./src/watchdog.ts






/** How long after the last look's end the watchdog bites: well within the 2 s that a step may outlive its timeout. */
const WATCHDOG_MARGIN_MS = 150;
/** How long a cancelled step may take to wind up, beside waiting for the answer to a request for a backup. */
const WIND_UP_MS = 500;
/** Ends the gates that have not come to their verdicts in time: nothing of ours may outstay the promise. */
async function watchdog(timeoutMs, lastLookMs, journals, cancel) {
    await clock/* systemClock */.m.sleep(timeoutMs + lastLookMs + WATCHDOG_MARGIN_MS - clock/* systemClock */.m.now(), cancel);
    if (cancel.aborted) {
        await clock/* systemClock */.m.sleep(last_seconds/* ANSWER_AFTER_CANCEL_MS */.Sl + WIND_UP_MS, new AbortController().signal);
        endOpen(journals, () => (0,model_verdict/* cancelled */.KW)(cancel));
    }
    else {
        endOpen(journals, ({ latestLook }) => timeIsUp(latestLook, (0,duration/* formatDuration */.a)(timeoutMs)));
    }
}
/** @returns the verdicts on those that had none yet. */
function endOpen(journals, verdictOn) {
    return journals
        .filter(({ ended }) => ended === undefined)
        .map((journal) => journal.end(verdictOn(journal), clock/* systemClock */.m.now()));
}
/** Rejects with a bug of ours that surfaces outside the gates: thrown, rejected, or a wait that nothing will ever end. */
function nextCrash() {
    const crash = new Promise((_, reject) => {
        process.on("uncaughtException", reject);
        process.on("unhandledRejection", reject);
        process.on("beforeExit", () => reject(new Error("nothing was left to wait for")));
    });
    crash.catch(() => undefined); // it may come when the verdict has fallen already
    return crash;
}

;// CONCATENATED MODULE: ./src/wpengine/parse-backup.ts



/**
 * A backup from the body of an answer. `id` and `status` must stand; the rest only informs, so that what is absent,
 * null or odd in it is merely unknown.
 * @returns what is wrong with the body, as text, where it holds no backup.
 * @see the host's API description, definition `Backup`
 */
function parseBackup(body, scrub) {
    const fields = parseObject(body);
    return fields === undefined ? "the body is not a JSON object" : backupFrom(fields, scrub);
}
/** @returns what is wrong with the fields, as text, where they are no backup. */
function backupFrom(fields, scrub) {
    const id = typeof fields["id"] === "string" ? parseBackupId(fields["id"]) : undefined;
    if (id === undefined)
        return "the body has no backup id";
    const word = fields["status"];
    if (typeof word !== "string" || word === "")
        return "the body has no status";
    const version = fields["wordpress_version"];
    return {
        id,
        status: model_backup/* KNOWN_STATUSES */.Do.find((known) => known === word) ?? {
            unknown: (0,sanitize.harmless)(scrub(word), 60),
        },
        description: typeof fields["description"] === "string" ? fields["description"] : undefined,
        createdAt: parseInstant(fields["create_time"]),
        completedAt: parseInstant(fields["complete_time"]),
        wordpressVersion: typeof version === "string" ? (0,sanitize.harmless)(scrub(version), 40) : undefined,
    };
}
/**
 * All messages of an error body, in one line.
 * @returns an empty text where the body holds none.
 * @see the host's API description, definitions `BadRequestErrorResponse` and `ResourceError`
 */
function parseErrorMessages(body, scrub) {
    const fields = parseObject(body) ?? {};
    const details = Array.isArray(fields["errors"]) ? fields["errors"].map(describeDetail) : [];
    const seeAlso = textOf(fields["documentation_url"]);
    return [textOf(fields["message"]), ...details, seeAlso && `see ${seeAlso}`]
        .filter((part) => part !== "")
        .map((part) => (0,sanitize.harmless)(scrub(part)))
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



/**
 * One page of a listing of backups.
 * @returns undefined where the body is no page.
 * @see the host's API description, operation `listBackups`
 */
function parseBackups(body, scrub) {
    return parsePage(body, (row) => {
        const backup = backupFrom(row, scrub);
        return typeof backup === "string" ? undefined : backup;
    });
}
/**
 * One page of the listing of installs.
 * @returns undefined where the body is no page.
 * @see the host's API description, operation `listInstalls`
 */
function parseInstalls(body, scrub) {
    return parsePage(body, ({ id, name }) => {
        const installId = typeof id === "string" ? parseInstallId(id) : undefined;
        if (installId === undefined || typeof name !== "string")
            return undefined;
        return { id: installId, name: (0,sanitize.harmless)(scrub(name), 80) };
    });
}
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

;// CONCATENATED MODULE: ./src/wpengine/client.ts



/** Where a row of 500s begins to look like another code in disguise, and how long the answer to that may take. */
const PUZZLING_500S = 3;
const SECOND_OPINION_MS = 2_000;
/** The most that the API lists on a page. */
const PAGE_ROWS = 100;
/** @param apiUrl without a slash at its end. */
function createClient(apiUrl, transport, clock, scrub) {
    return {
        watch(installId, backupId) {
            const backups = `/installs/${installId}/backups`;
            let internalErrorsInARow = 0;
            let opinion;
            return async (patience) => {
                let begunAt = clock.now();
                const begun = () => {
                    begunAt = clock.now();
                    patience.begun?.();
                };
                const answer = await get(`${backups}/${backupId}`, { ...patience, begun });
                const isInternalError = answer.kind === "answered" && answer.status === 500;
                internalErrorsInARow = isInternalError ? internalErrorsInARow + 1 : 0;
                const look = lookFrom(answer, backupId);
                if (internalErrorsInARow < PUZZLING_500S)
                    return look;
                // The gateway in front turns codes that its description of show does not list (403, say) into 500. The
                // listing may tell which; it is asked once in a row of them.
                if (internalErrorsInARow === PUZZLING_500S)
                    opinion = undefined;
                const leftMs = patience.withinMs - (clock.now() - begunAt);
                if (opinion !== undefined || look.quietUntil !== undefined || leftMs <= 0) {
                    return withOpinion(look, opinion);
                }
                const withinMs = Math.min(leftMs, SECOND_OPINION_MS);
                const listing = await get(`${backups}?limit=1`, { ...patience, withinMs });
                opinion = describe(listing);
                return { ...withOpinion(look, opinion), quietUntil: listing.quietUntil };
            };
        },
        backupsOf: (installId) => pages(`/installs/${installId}/backups`, parseBackups),
        installs: pages("/installs", parseInstalls),
        requesterOf(installId, emails) {
            return async (description, patience) => {
                const url = `${apiUrl}/installs/${installId}/backups`;
                const json = JSON.stringify({ description, notification_emails: emails });
                return requestReplyFrom(await transport({ ...patience, method: "POST", url, json }));
            };
        },
    };
    function get(path, patience) {
        return transport({ ...patience, method: "GET", url: `${apiUrl}${path}` });
    }
    /** Pages by their offsets: a listing's `next` is an address that somebody else has made, and is never followed. */
    function pages(path, parse) {
        return async (offset, patience) => {
            const from = offset === 0 ? "" : `&offset=${offset}`;
            const answer = await get(`${path}?limit=${PAGE_ROWS}${from}`, patience);
            if (answer.kind === "unanswered" || answer.status !== 200)
                return refusalFrom(answer);
            const { body, quietUntil, epochMs: serverMs, isOurClock } = answer;
            const page = body.kind === "text" ? parse(body.text, scrub) : undefined;
            if (page !== undefined)
                return { kind: "page", ...page, serverMs, isOurClock, quietUntil };
            const fault = body.kind === "unreadable" ? body.fault : "the body is no page of a listing";
            return failed(answer, `${describe(answer)}, but ${fault}`);
        };
    }
    function lookFrom(answer, backupId) {
        if (answer.kind === "unanswered" || answer.status !== 200)
            return refusalFrom(answer);
        const backup = backupFrom(answer);
        if (typeof backup === "string")
            return failed(answer, `${describe(answer)}, but ${backup}`);
        if (backup.id !== backupId) {
            return failed(answer, `${describe(answer)}, but for another backup (${backup.id})`);
        }
        const { epochMs: serverMs, quietUntil } = answer;
        return { kind: "backup", backup, serverMs, quietUntil };
    }
    /** What an answer means that brings nothing of what was asked for. */
    function refusalFrom(answer) {
        const message = describe(answer);
        if (answer.kind === "unanswered") {
            return answer.hopeless
                ? { kind: "permanent", result: "unavailable", message, forAll: message }
                : failed(answer, message);
        }
        const { status, quietUntil } = answer;
        if (status < 300)
            return failed(answer, `${message}, where 200 was expected`);
        if (mayPass(status))
            return failed(answer, message);
        if (status === 404)
            return { kind: "absent", message, quietUntil };
        const result = status === 401 || status === 403 ? "unauthorized" : "rejected";
        const forAll = status === 401 ? message : undefined;
        return { kind: "permanent", result, message, forAll };
    }
    /**
     * What has come of a request for a backup. It may have been carried out unless it is known not to have reached the
     * server, or the server has refused it in so many words.
     */
    function requestReplyFrom(answer) {
        const { quietUntil } = answer;
        if (answer.kind === "unanswered") {
            const message = describe(answer);
            return answer.unsent ? refusalFrom(answer) : { kind: "lost", message, quietUntil };
        }
        const { status } = answer;
        if (status < 300) {
            const backup = backupFrom(answer);
            if (typeof backup === "object") {
                return { kind: "accepted", backup, serverMs: answer.epochMs, quietUntil };
            }
            return { kind: "lost", message: `${describe(answer)}, but ${backup}`, quietUntil };
        }
        if (status === 429 || !mayPass(status))
            return refusalFrom(answer);
        return { kind: "lost", message: describe(answer), quietUntil };
    }
    function backupFrom({ body }) {
        return body.kind === "unreadable" ? body.fault : parseBackup(body.text, scrub);
    }
    /** What came back, in words that are safe to print. */
    function describe(answer) {
        if (answer.kind === "unanswered")
            return (0,sanitize.harmless)(scrub(answer.fault));
        const { status, statusLine, location, body } = answer;
        const target = location === undefined ? "" : ` (to ${(0,sanitize.harmless)(scrub(location))}, not followed)`;
        const explained = status >= 300 && body.kind === "text";
        const messages = explained ? parseErrorMessages(body.text, scrub) : "";
        return `The API answered ${statusLine}${target}${messages && `: ${messages}`}`;
    }
}
/** Whether a status is one that may be another when asked again. */
function mayPass(status) {
    return status === 408 || status === 425 || status === 429 || status >= 500;
}
function failed(answer, message) {
    const { quietUntil } = answer;
    if (answer.kind === "answered") {
        return { kind: "failed", message, answered: answer.status === 429, quietUntil };
    }
    const { unbegun, hasAnswered } = answer;
    const answered = unbegun === true ? hasAnswered === true : quietUntil !== undefined;
    return { kind: "failed", message, answered, unbegun, quietUntil };
}
function withOpinion(look, opinion) {
    if (look.kind !== "failed" || opinion === undefined)
        return look;
    return { ...look, message: `${look.message}; the listing of this install's backups: ${opinion}` };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate-limited.ts
/** A transport on which each request waits for its turn. */
function paced(transport, turnstile, clock) {
    return async (request) => {
        for (;;) {
            const turn = await turnstile.enter(request);
            if (turn.kind === "unadmitted")
                return unadmitted(turn.quietUntil, turnstile.hasAnswered);
            const withinMs = Math.max(0, Math.min(request.withinMs, request.endBy - clock.now()));
            const answer = await transport({ ...request, withinMs });
            turn.leave({
                isAnswered: answer.kind === "answered",
                isRefused: answer.kind === "answered" && answer.status === 429,
                quietUntil: answer.quietUntil,
            });
            const isEarly = answer.kind === "unanswered" && answer.isEarly === true;
            if (!isEarly)
                return answer;
        }
    };
}
function unadmitted(quietUntil, hasAnswered) {
    const fault = "not asked, for its turn had not come in time";
    return {
        kind: "unanswered",
        fault,
        hopeless: false,
        unsent: true,
        unbegun: true,
        hasAnswered,
        quietUntil,
    };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate.ts
/** Requests a second that the API is never asked beyond: what a client by one of the host's own engineers keeps itself to. */
const FULL_PER_SECOND = 5;
/** An API that refuses everything is still asked, so that its coming back is noticed. */
const LEAST_PER_SECOND = 0.2;
const GIVES_WAY_TO = 0.5;
const MINUTE_MS = 60_000;
/** Requests a second that a minute gives back. */
const REGAINED_PER_MINUTE = 1;
const FULL_PACE = { perSecond: FULL_PER_SECOND, asOf: 0 };
/** The pace at a moment, as it comes back. */
function paceAt({ perSecond, asOf }, now) {
    return Math.min(FULL_PER_SECOND, perSecond + ((now - asOf) / MINUTE_MS) * REGAINED_PER_MINUTE);
}
/** The pace after a congestion that is noticed now. */
function slowed(pace, now) {
    return { perSecond: Math.max(LEAST_PER_SECOND, paceAt(pace, now) * GIVES_WAY_TO), asOf: now };
}

;// CONCATENATED MODULE: ./src/wpengine/http/rate-limiter.ts


/** Exchanges under way at a time. */
const PLACES = 8;
/** After this an exchange that hangs no longer keeps its place from others. */
const PLACE_MS = 5_000;
/**
 * The one way to the API for all that a step asks: requests pass one after another, at a pace that gives way to refusals,
 * the most urgent first. It stands still while the API wants quiet, and nothing has been saved up when it goes on.
 *
 * The pace is kept by one theoretical arrival time: the moment from which on the next request may pass.
 * @see ITU-T I.371, the generic cell rate algorithm
 */
class Turnstile {
    #clock;
    #waiting = new Set();
    #pace = FULL_PACE;
    #opensAt = 0;
    #quietUntil = 0;
    #hasAnswered = false;
    #underWay = 0;
    /** Refusals of requests begun before this moment tell of a congestion that has been answered already. */
    #slowedAt = 0;
    #isServing = false;
    #change = new AbortController();
    constructor(clock) {
        this.#clock = clock;
    }
    /** Milliseconds between two requests, as things stand. */
    get spacingMs() {
        return 1_000 / paceAt(this.#pace, this.#clock.now());
    }
    /** The monotonic moment before which the API wants no request. */
    get quietUntil() {
        return this.#quietUntil;
    }
    /** Whether the API has answered anything at all. */
    get hasAnswered() {
        return this.#hasAnswered;
    }
    /** Waits for a turn. Never rejects. */
    enter({ beginBy, urgency, signal }) {
        return new Promise((resolve) => {
            const giveUp = () => {
                waiting.settle(rate_limiter_unadmitted());
                this.#notice();
            };
            const waiting = {
                beginBy,
                urgency,
                signal,
                settle: (admission) => {
                    this.#waiting.delete(waiting);
                    signal.removeEventListener("abort", giveUp);
                    resolve(admission);
                },
            };
            this.#waiting.add(waiting);
            signal.addEventListener("abort", giveUp);
            if (signal.aborted)
                giveUp();
            else
                this.#notice();
        });
    }
    /** Something has changed: whoever may pass now does. */
    #notice() {
        this.#change.abort();
        if (!this.#isServing)
            void this.#serve();
    }
    async #serve() {
        this.#isServing = true;
        for (;;) {
            const now = this.#clock.now();
            this.#turnAway(now);
            if (this.#waiting.size === 0)
                break;
            const isFull = this.#underWay >= PLACES;
            if (!isFull && now >= this.#opensAt) {
                this.#admit(now);
                continue;
            }
            let wakeAt = isFull ? Infinity : this.#opensAt;
            for (const { beginBy } of this.#waiting)
                wakeAt = Math.min(wakeAt, beginBy + 1);
            this.#change = new AbortController();
            await this.#clock.sleep(wakeAt - now, this.#change.signal);
        }
        this.#isServing = false;
    }
    /** Those for whom it is too late already, or will be when the API is to be asked again. */
    #turnAway(now) {
        for (const waiting of this.#waiting) {
            const isQuietTooLong = this.#quietUntil > Math.max(now, waiting.beginBy);
            if (isQuietTooLong)
                waiting.settle(rate_limiter_unadmitted(this.#quietUntil));
            else if (now > waiting.beginBy)
                waiting.settle(rate_limiter_unadmitted());
        }
    }
    #admit(now) {
        let [first] = this.#waiting;
        let most = -Infinity;
        for (const waiting of this.#waiting) {
            const urgency = waiting.urgency(now);
            if (urgency <= most)
                continue;
            [first, most] = [waiting, urgency];
        }
        const over = new AbortController();
        const free = () => {
            if (over.signal.aborted)
                return;
            over.abort();
            this.#underWay -= 1;
        };
        this.#underWay += 1;
        this.#opensAt = now + this.spacingMs;
        void this.#clock.sleep(PLACE_MS, over.signal).then(() => {
            free();
            this.#notice();
        });
        first?.settle({
            kind: "turn",
            leave: (outcome) => {
                this.#heed(outcome, now);
                // What an answer means comes first: it may close the gate, after which nothing more is asked.
                void (0,clock/* nextTurn */.t)().then(() => {
                    free();
                    this.#notice();
                });
            },
        });
    }
    #heed({ isAnswered, isRefused, quietUntil = 0 }, begunAt) {
        const now = this.#clock.now();
        this.#hasAnswered ||= isAnswered;
        if (isRefused && begunAt >= this.#slowedAt) {
            this.#pace = slowed(this.#pace, now);
            this.#slowedAt = now;
            this.#opensAt = Math.max(this.#opensAt, now + this.spacingMs);
        }
        this.#quietUntil = Math.max(this.#quietUntil, quietUntil);
        this.#opensAt = Math.max(this.#opensAt, this.#quietUntil);
    }
}
function rate_limiter_unadmitted(quietUntil) {
    return { kind: "unadmitted", quietUntil };
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 3 modules
var lib = __nccwpck_require__(101);
;// CONCATENATED MODULE: ./src/wpengine/http/date.ts
/**
 * Milliseconds that a `Retry-After` header asks for.
 * @param date the answer's own `Date`: against it an HTTP-date holds even where the two clocks differ.
 * @param epochMs our wall clock, for an answer without a `Date`.
 * @returns undefined where the header is absent or no valid hint.
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
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "\\d{2}:\\d{2}:\\d{2}";
const IMF_FIXDATE = new RegExp(`^${DAY}, \\d{2} ${MONTH} \\d{4} ${TIME} GMT$`);
const RFC_850 = new RegExp(`^${DAY}[a-z]{3,6}, \\d{2}-${MONTH}-\\d{2} ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);
/**
 * The server's wall clock, in epoch milliseconds: by its `Date`, else by ours. Against it times of the server's hold even
 * where the two clocks differ.
 */
function serverClockMs(date, ourEpochMs) {
    return httpDateMs(date) ?? ourEpochMs;
}
/**
 * Epoch milliseconds of an HTTP-date in any of its three forms; `Date.parse` alone would read "3.7.1" as one.
 * @returns undefined where the text is absent or none of them.
 * @see RFC 9110 §5.6.7
 */
function httpDateMs(text) {
    if (text === undefined)
        return undefined;
    const zoned = ASCTIME.test(text) ? `${text} GMT` : text;
    if (zoned === text && !IMF_FIXDATE.test(text) && !RFC_850.test(text))
        return undefined;
    const ms = Date.parse(zoned);
    return Number.isNaN(ms) ? undefined : ms;
}

// EXTERNAL MODULE: ./src/util/error-text.ts
var error_text = __nccwpck_require__(992);
;// CONCATENATED MODULE: ./src/util/read-body.ts

const MAX_BYTES = 1024 * 1024;
/** Reads to the end by itself: the client's own `readBody` never settles on a body that is cut off. */
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
        return unreadable(message.complete ? "the body is not UTF-8" : `the body was cut off (${(0,error_text/* messageOf */.b)(error)})`);
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
/** Codes of a server that is not there: not listening, or of a name that leads nowhere. */
const NOBODY_THERE = /^(ECONNREFUSED$|ENOTFOUND$|EAI_)/;
/** What the tunnel says, with a code of its own, where the proxy has not let it through. */
const NO_TUNNEL = /^tunneling socket could not be established/;
/** @param isUnproven whether the connection is one of TLS whose handshake had not come to its end. */
function faultOf(error, isUnproven) {
    const code = (0,error_text/* codeOf */.$)(error);
    const words = (0,error_text/* messageOf */.b)(error);
    if (UNTRUSTED.test(code)) {
        const fault = `the server's certificate is not trusted (${code}: ${words})`;
        return { fault, hopeless: true, unsent: true };
    }
    const unsent = isUnproven || NOBODY_THERE.test(code) || NO_TUNNEL.test(words);
    return { fault: `no answer (${words})`, hopeless: false, unsent };
}

;// CONCATENATED MODULE: ./src/wpengine/http/transport.ts









const USER_AGENT = "backup-gate-for-wp-engine";
/** The body of a refusal only explains what its status has decided already; it is not waited for longer. */
const EXPLANATION_MS = 1_000;
const NOT_ASKED = {
    fault: "not asked, for the API wants no request yet (Retry-After)",
    hopeless: false,
    unsent: true,
};
/**
 * The only speaker of HTTP. What the API asks for in `Retry-After` is kept here for every request: none is begun before
 * that has passed, whoever asks.
 */
function createTransport(authorization, clock, watcher) {
    const headers = { authorization, accept: "application/json", "accept-encoding": "identity" };
    let quietUntil = 0;
    return async (request) => {
        const { method, url, withinMs, signal, lingerMs = 0 } = request;
        const begunAt = clock.now();
        if (begunAt < quietUntil)
            return { ...unanswered(NOT_ASKED), isEarly: true, quietUntil };
        watcher.exchangeBegan();
        request.begun?.();
        const exchange = (0,abort/* scope */.z)(signal, { ms: lingerMs, clock });
        const timeIsUp = clock.sleep(withinMs, exchange.signal);
        const connection = { isUnproven: false };
        const client = createHttpClient(exchange.signal, withinMs, connection);
        const settle = async () => {
            const sent = request.method === "GET"
                ? client.get(url, headers)
                : client.post(url, request.json, { ...headers, "content-type": "application/json" });
            const response = await Promise.race([sent, timeIsUp]);
            if (response === undefined) {
                const fault = `no complete answer within ${(0,duration/* formatDuration */.a)(withinMs)}`;
                return unanswered({ fault, hopeless: false, unsent: connection.isUnproven });
            }
            const { message } = response;
            const status = message.statusCode ?? 0;
            const serverAheadMs = serverClockMs(message.headers.date, clock.epoch()) - clock.now();
            const hintMs = longestHintMs(message, clock.epoch());
            const hintUntil = hintMs === undefined ? undefined : clock.now() + hintMs;
            quietUntil = Math.max(quietUntil, hintUntil ?? 0);
            // The status and the hint stand from here on, whatever becomes of the body.
            const patience = status < 300 ? timeIsUp : clock.sleep(EXPLANATION_MS, exchange.signal);
            const body = await Promise.race([readBody(message), patience, timeIsUp]);
            message.destroy();
            return {
                kind: "answered",
                status,
                statusLine: `${status} ${external_node_http_namespaceObject.STATUS_CODES[status] ?? ""}`.trim(),
                quietUntil: hintUntil,
                epochMs: serverAheadMs + clock.now(),
                isOurClock: httpDateMs(message.headers.date) === undefined,
                location: message.headers.location,
                body: body ?? unreadable("the body did not end in time"),
            };
        };
        const answer = await settle().catch((error) => unanswered(faultOf(error, connection.isUnproven)));
        exchange.end();
        client.dispose();
        const outcome = answer.kind === "answered" ? answer.statusLine : answer.fault;
        const tookMs = Math.round(clock.now() - begunAt);
        await watcher.exchangeEnded(`${method} ${new URL(url).pathname}: ${outcome} (${tookMs} ms)`);
        return answer;
    };
}
/**
 * A client for one exchange, without keep-alive: no look is taken over a socket that died meanwhile. Redirects and
 * retries are off, for both would send the credentials on their own account.
 */
function createHttpClient(signal, withinMs, connection) {
    const intoOptions = {
        prepareRequest(options) {
            // The client passes an IPv6 host on in its URL brackets, in which no lookup finds it.
            options.host = options.host?.replace(/^\[(.*)\]$/, "$1") ?? null;
            options.signal = signal;
            if (!(options.agent instanceof external_node_https_namespaceObject.Agent))
                return; // of http, or through a proxy
            connection.isUnproven = true;
            options.checkServerIdentity = (host, certificate) => {
                connection.isUnproven = false;
                return (0,external_node_tls_namespaceObject.checkServerIdentity)(host, certificate);
            };
        },
        canHandleAuthentication: () => false,
        handleAuthentication: () => Promise.reject(new Error("never asked to")),
    };
    return new lib/* HttpClient */.Qq(USER_AGENT, [intoOptions], {
        allowRedirects: false,
        allowRetries: false,
        socketTimeout: Math.ceil(withinMs) + 1_000, // else its own three minutes would cut a longer request-timeout
    });
}
/** Milliseconds of quiet that an answer asks for; the longest, where it asks twice. */
function longestHintMs(message, epochMs) {
    const hints = (message.headersDistinct["retry-after"] ?? [])
        .map((header) => retryAfterMs(header, message.headers.date, epochMs))
        .filter((hint) => hint !== undefined);
    return hints.length === 0 ? undefined : Math.max(...hints);
}
function unanswered(fault) {
    return { kind: "unanswered", ...fault };
}

;// CONCATENATED MODULE: ./src/main.ts















/** How long a step may outlive its timeout, but for what its very end needs: to write, to flush, to exit. */
const ENDED_MS = 1_700;
const KEY_BYTES = 3;
/**
 * Runs the step: the real world in, the report out.
 * @param cancel aborts with the name of the signal that cancels the run.
 * @returns the exit code: 0 for an open gate, 1 for everything else.
 */
async function main(cancel) {
    const crash = nextCrash();
    const secrets = (0,inputs_credentials.secretsIn)(process.env);
    const statusWish = statusWishOf(process.env);
    const lastLookMs = last_seconds/* LAST_LOOK_MS */.WP - (statusWish?.token ? last_seconds/* STATUS_CALL_MS */.RG : 0);
    const scrub = (0,sanitize.scrubOf)(secrets);
    const books = { settings: undefined, journals: [], requests: 0 };
    const { journals } = books;
    const over = new AbortController();
    let resolveOpened = () => undefined;
    const opened = new Promise((resolve) => (resolveOpened = resolve));
    const hold = async () => {
        const settings = readSettings(process.env);
        books.settings = settings;
        journals.push(...settings.targets.map((target) => new Journal(target)));
        (0,outputs_file/* requireOutputsFile */._)();
        const gates = holdGates({ ...settings, lastLookMs }, books, opened, scrub, cancel);
        const dog = watchdog(settings.timeoutMs, lastLookMs, journals, cancel);
        await Promise.race([gates, dog, crash]);
    };
    const createReporter = async () => {
        const { Reporter } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 537));
        return new Reporter(clock/* systemClock */.m, journals, secrets, scrub, statusWish);
    };
    // Where Node is to print what it does, headers are among it: it must not, before they are masked.
    const early = process.env["NODE_DEBUG"] ? await createReporter() : undefined;
    const held = hold();
    held.catch(() => undefined); // not before there is somebody to report it
    // The toolkit takes as long to load as a request takes: it does so while the API answers the first one.
    await (0,clock/* nextTurn */.t)();
    const reporter = early ?? (await createReporter());
    const { settings } = books;
    const open = async () => {
        if (settings !== undefined)
            reporter.open(settings, over.signal);
        resolveOpened(reporter);
        await held;
        return (0,fleet_verdict/* verdictOfFleet */.V)(journals.map(({ ended }) => ended));
    };
    const verdict = await open().catch((error) => {
        const failure = reporter.verdictOf(error);
        const [only] = endOpen(journals, () => failure);
        return only !== undefined && journals.length === 1 ? only : failure;
    });
    over.abort();
    const waitedMs = clock/* systemClock */.m.now();
    const leftMs = (settings?.timeoutMs ?? Infinity) + ENDED_MS - waitedMs;
    return reporter.close({ verdict, settings, journals, requests: books.requests, waitedMs }, leftMs);
}
/** @param opened what the first request brings is not passed on before. */
function holdGates(settings, books, opened, scrub, signal) {
    let reporter;
    const transport = createTransport(settings.authorization, clock/* systemClock */.m, {
        exchangeBegan: () => (books.requests += 1),
        async exchangeEnded(line) {
            reporter = await opened;
            reporter.exchangeEnded(line);
        },
    });
    const watchers = books.journals.map((journal) => ({
        looked(look) {
            journal.looked(look);
            reporter?.looked(journal, look);
        },
        foresaw(outlook) {
            journal.foresaw(outlook);
            reporter?.foresaw(journal, outlook);
        },
        missing: (message) => reporter?.missing(journal, message),
        backingOff(failure, waitMs) {
            journal.backingOff(failure);
            reporter?.backingOff(journal, failure, waitMs);
        },
        askingAgain(failure, waitMs) {
            journal.askingAgain(failure);
            reporter?.askingAgain(journal, failure, waitMs);
        },
        progressed(progress) {
            journal.progressed(progress);
            reporter?.progressed(journal, progress);
        },
        ended(verdict) {
            const standing = journal.end(verdict, clock/* systemClock */.m.now());
            reporter?.ended(journal);
            return standing;
        },
    }));
    // One gate alone asks one thing at a time, by a cadence of its own.
    const turnstile = settings.targets.length > 1 ? new Turnstile(clock/* systemClock */.m) : undefined;
    const way = turnstile === undefined ? transport : paced(transport, turnstile, clock/* systemClock */.m);
    return holdFleet({
        ...settings,
        api: createClient(settings.apiUrl, way, clock/* systemClock */.m, scrub),
        turnstile,
        watchers,
        clock: clock/* systemClock */.m,
        random: Math.random,
        newKey: () => (0,external_node_crypto_namespaceObject.randomBytes)(KEY_BYTES).toString("hex"),
        bounds: { minMs: settings.minPollIntervalMs, maxMs: settings.maxPollIntervalMs },
        deadline: settings.timeoutMs, // the clock counts from the start of the process
        signal,
    });
}


/***/ }),

/***/ 463:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Do: () => (/* binding */ KNOWN_STATUSES),
/* harmony export */   Gn: () => (/* binding */ pastDurationsMs),
/* harmony export */   Hd: () => (/* binding */ isTerminal),
/* harmony export */   Xn: () => (/* binding */ spokenStatus),
/* harmony export */   pc: () => (/* binding */ durationMs),
/* harmony export */   qS: () => (/* binding */ statusText)
/* harmony export */ });
/** Older backups than this many tell of the site as it was. */
const AT_MOST = 20;
/** How long the newest completed backups of a listing, in whatever order it is, took: milliseconds above 0. */
function pastDurationsMs(backups) {
    const completed = backups.flatMap((backup) => {
        const tookMs = backup.status === "completed" ? (durationMs(backup) ?? 0) : 0;
        return tookMs > 0 ? [{ createdMs: backup.createdAt?.epochMs ?? 0, tookMs }] : [];
    });
    return completed
        .sort((a, b) => b.createdMs - a.createdMs)
        .slice(0, AT_MOST)
        .map(({ tookMs }) => tookMs);
}
/** `initiated` is the deprecated name of `in_progress`, and still served. */
const KNOWN_STATUSES = [
    "requested",
    "in_progress",
    "initiated",
    "completed",
    "aborted",
];
function statusText(status) {
    return typeof status === "string" ? status : status.unknown;
}
/** Milliseconds from creation to completion; undefined where either is unknown, or they contradict each other. */
function durationMs({ createdAt, completedAt }) {
    if (createdAt === undefined || completedAt === undefined)
        return undefined;
    const ms = completedAt.epochMs - createdAt.epochMs;
    return ms < 0 ? undefined : ms;
}
/** Whether no later look can see another status. */
function isTerminal(status) {
    return status === "completed" || status === "aborted";
}
/** A status within a sentence: one that is not known is quoted, whatever blanks it may have. */
function spokenStatus(status) {
    return typeof status === "string" ? status : `"${status.unknown}"`;
}


/***/ }),

/***/ 206:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F7: () => (/* binding */ verdictOfClosed),
/* harmony export */   WN: () => (/* binding */ GateClosed),
/* harmony export */   ue: () => (/* binding */ GateError)
/* harmony export */ });
/** A failure that we know the meaning of. Whatever else is thrown is a bug of ours. */
class GateError extends Error {
}
/** The gate is closed before there is a backup to look at. */
class GateClosed extends GateError {
    verdict;
    constructor(verdict) {
        super(verdict.message);
        this.verdict = verdict;
    }
}
/** The verdict with which the gate has been closed; whatever else was thrown is thrown on. */
function verdictOfClosed(error) {
    if (error instanceof GateClosed)
        return error.verdict;
    throw error;
}


/***/ }),

/***/ 30:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Iu: () => (/* binding */ asOfFirst),
/* harmony export */   TZ: () => (/* binding */ staleness),
/* harmony export */   WO: () => (/* binding */ ageMs),
/* harmony export */   pL: () => (/* binding */ isFresh)
/* harmony export */ });
/* harmony import */ var _util_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(518);

/** How far two clocks may differ for a creation in the future to be one just now. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
/**
 * Milliseconds since a backup was created.
 * @param createdMs wall-clock moment of its creation, in epoch milliseconds.
 * @param serverMs the server's wall clock as it gave that moment.
 * @returns undefined where the creation is unknown, or too far in the future to be believed.
 */
function ageMs(createdMs, serverMs) {
    if (createdMs === undefined || createdMs > serverMs + CLOCKS_DIFFER_MS)
        return undefined;
    return Math.max(0, serverMs - createdMs);
}
/** Ages as of the first moment that is asked for. */
function asOfFirst() {
    let asOfMs;
    return (serverMs) => (asOfMs ??= serverMs);
}
/** Whether a backup is known to have been no older than it may be. */
function isFresh(backup, freshness) {
    return (ageAsOf(backup, freshness) ?? Infinity) <= freshness.maxAgeMs;
}
function ageAsOf({ createdAt }, { asOfMs, shownMs = asOfMs }) {
    const age = ageMs(createdAt?.epochMs, shownMs);
    return age === undefined ? undefined : Math.max(0, age - (shownMs - asOfMs));
}
/** Why a backup is not known to be fresh, in words. */
function staleness(backup, freshness) {
    const age = ageAsOf(backup, freshness);
    const fault = age === undefined
        ? "when it was created is not known"
        : `it was ${(0,_util_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(age)} old when this step first saw it`;
    return `${fault}, and max-age is ${(0,_util_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(freshness.maxAgeMs)}`;
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

/***/ 205:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ verdictOf),
/* harmony export */   r: () => (/* binding */ causeOf)
/* harmony export */ });
/* harmony import */ var _util_sentence_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(707);

/** The verdict on a refusal that asking again would not change. */
function verdictOf(refusal) {
    const message = sentence(refusal.message);
    if (refusal.kind === "absent")
        return { result: "not-found", message };
    const { result, forAll } = refusal;
    return { result, message, cause: causeOf(refusal), forAll: forAll && sentence(forAll) };
}
/** What is to be put right, where the result alone does not tell. */
function causeOf(look) {
    if (look.kind === "failed" && look.answered)
        return look.unbegun ? "crowded" : "rate-limit";
    return look.kind === "permanent" && look.result === "unavailable" ? "certificate" : undefined;
}
function sentence(text) {
    return (0,_util_sentence_js__WEBPACK_IMPORTED_MODULE_0__/* .ended */ .v6)((0,_util_sentence_js__WEBPACK_IMPORTED_MODULE_0__/* .capitalised */ .Iu)(text));
}


/***/ }),

/***/ 936:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ nameOf)
/* harmony export */ });
/** What an install is called by whoever gave it. */
function nameOf(install) {
    return "id" in install ? install.id : install.name;
}


/***/ }),

/***/ 88:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   II: () => (/* binding */ unresolved),
/* harmony export */   KW: () => (/* binding */ cancelled),
/* harmony export */   Kg: () => (/* binding */ isGood),
/* harmony export */   WN: () => (/* binding */ hasFailed)
/* harmony export */ });
/** Whether the step has come to what it was to come to: an open gate, or a request where nothing was to be held. */
function isGood({ result }) {
    return result === "completed" || result === "requested";
}
/** Whether a gate stays closed on its own account, and is not merely cut short by another's failure. */
function hasFailed(verdict) {
    return !isGood(verdict) && verdict.cause !== "fail-fast";
}
/** The verdict of a step whose signal has aborted, with the name of the signal that did it as its reason. */
function cancelled(signal) {
    return { result: "cancelled", message: `The step was cancelled (${String(signal.reason)}).` };
}
/**
 * The verdict where nobody knows whether a request for a backup has been carried out.
 * @param key stands in the backup's description, if there is one.
 */
function unresolved({ result, message, cause, forAll }, key) {
    return {
        forAll,
        result: result === "timed-out" ? "unavailable" : result,
        message: `A backup may have been requested, with the key ${key} in its description. ${message}`,
        cause: cause === "fail-fast" ? cause : "unresolved",
    };
}


/***/ }),

/***/ 952:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ OUTPUT_NAMES)
/* harmony export */ });
/** Every output of action.yml; a test holds the two equal. `result` is the last one to be written. */
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

/***/ 671:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ requireOutputsFile),
/* harmony export */   n: () => (/* binding */ OutputsError)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(24);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _model_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(206);
/* harmony import */ var _util_error_text_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(992);
/* harmony import */ var _util_sanitize_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(701);




/** The runner's file of outputs cannot be written, so that nobody could know how the step ended. */
class OutputsError extends _model_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .GateError */ .ue {
    verdict;
    constructor(cause) {
        super(`The outputs could not be written (${(0,_util_sanitize_js__WEBPACK_IMPORTED_MODULE_2__.harmless)((0,_util_error_text_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .b)(cause))}).`, { cause });
        this.verdict = { result: "error", message: this.message, cause: "runner" };
    }
}
/**
 * Proves that the runner's file of outputs can be written, for what is found out would be lost without it. Where the
 * runner names none, the toolkit prints commands that runners have stopped to read.
 * @throws OutputsError
 */
function requireOutputsFile() {
    const file = process.env["GITHUB_OUTPUT"];
    if (!file)
        throw new OutputsError("GITHUB_OUTPUT is not set");
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.appendFileSync)(file, "");
    }
    catch (cause) {
        throw new OutputsError(cause);
    }
}


/***/ }),

/***/ 537:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Reporter: () => (/* binding */ Reporter)
});

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
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 3 modules
var lib = __nccwpck_require__(101);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
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
        return __awaiter(this, void 0, void 0, function* () {
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
        return __awaiter(this, void 0, void 0, function* () {
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
        return __awaiter(this, void 0, void 0, function* () {
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
// EXTERNAL MODULE: ./src/model/errors.ts
var errors = __nccwpck_require__(206);
// EXTERNAL MODULE: ./src/util/sanitize.ts
var sanitize = __nccwpck_require__(701);
// EXTERNAL MODULE: ./src/model/verdict.ts
var model_verdict = __nccwpck_require__(88);
// EXTERNAL MODULE: ./src/schedule/last-seconds.ts
var last_seconds = __nccwpck_require__(261);
// EXTERNAL MODULE: ./src/util/abort.ts
var abort = __nccwpck_require__(334);
// EXTERNAL MODULE: ./src/util/duration.ts
var duration = __nccwpck_require__(518);
// EXTERNAL MODULE: ./src/util/error-text.ts
var error_text = __nccwpck_require__(992);
// EXTERNAL MODULE: ./src/util/sentence.ts
var sentence = __nccwpck_require__(707);
;// CONCATENATED MODULE: ./src/report/commit-status.ts








/** What a verdict is beside a commit: the backup's failure, or an error on the way to it. */
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
/** GitHub's limit. */
const DESCRIPTION_CHARS = 140;
/** Nobody waits for it. */
const PENDING_MS = 10_000;
/**
 * The commit status of a step. Whatever goes wrong with it is told once, and goes no further.
 * See docs/adr/0011-a-commit-status-on-the-side.md.
 */
class StatusPublisher {
    #wish;
    #clock;
    #scrub;
    #pendingCut = new AbortController();
    #pending;
    #hasWarned = false;
    constructor(wish, clock, scrub) {
        this.#wish = { ...wish, context: scrub(wish.context) };
        this.#clock = clock;
        this.#scrub = scrub;
    }
    /** Publishes, beside all else, that the step is under way. */
    begin(description) {
        this.#pending = this.#publish("pending", description, PENDING_MS, this.#pendingCut.signal);
    }
    /**
     * Publishes the verdict.
     * @param leftMs what the step has left, for the verdict and for what is left of `begin`.
     */
    async end(verdict, leftMs) {
        const endBy = this.#clock.now() + leftMs;
        const forever = new AbortController().signal;
        // GitHub shows the status that came last, so the first one is let through before.
        const settled = this.#pending?.then(() => true) ?? true;
        const patience = this.#clock.sleep(Math.min(last_seconds/* STATUS_CALL_MS */.RG, leftMs / 2), forever);
        const isSettled = await Promise.race([settled, patience.then(() => false)]);
        this.#pendingCut.abort();
        const { result, message } = verdict;
        const state = STATES[result];
        const description = (0,model_verdict/* isGood */.Kg)(verdict) ? message : `${result}: ${message}`;
        const withinMs = Math.min(last_seconds/* STATUS_CALL_MS */.RG, endBy - this.#clock.now());
        await this.#publish(state, description, withinMs, forever);
        if (!isSettled)
            this.#warn(state, "GitHub was slow to take the pending one, which may stand in its place");
    }
    /** Never rejects, and settles in time, whatever becomes of the call. */
    async #publish(state, text, withinMs, signal) {
        const { token, context } = this.#wish;
        if (token === "") {
            this.#warn(state, "github-token is empty");
            return;
        }
        const begunAt = this.#clock.now();
        const call = (0,abort/* scope */.z)(signal);
        // GitHub refuses characters beyond the basic plane: "description doesn't accept 4-byte Unicode".
        const description = (0,sanitize.harmless)(text, DESCRIPTION_CHARS).replace(/[\u{10000}-\u{10ffff}]/gu, "?");
        const inTime = this.#clock.sleep(withinMs, call.signal).then(() => undefined);
        const calling = load().then(({ publish }) => publish(token, { state, context, description }, call.signal));
        const received = await Promise.race([calling, inTime]).catch((error) => ({
            line: "no commit status",
            fault: (0,error_text/* messageOf */.b)(error),
            refusedWith: undefined,
        }));
        const isCut = signal.aborted;
        call.end();
        if (isCut)
            return;
        const took = (0,duration/* formatDuration */.a)(this.#clock.now() - begunAt);
        if (received === undefined) {
            this.#warn(state, `GitHub has not answered within ${took}`);
            return;
        }
        const { line, fault, refusedWith } = received;
        core_debug((0,sanitize.harmless)(this.#scrub(`${line} (${took})`)));
        if (fault === undefined)
            return;
        this.#warn(state, (0,sanitize.harmless)(this.#scrub(fault)), remedyFor(refusedWith, fault));
    }
    #warn(state, fault, remedy = "") {
        if (this.#hasWarned)
            return;
        this.#hasWarned = true;
        const which = `The commit status "${(0,sanitize.harmless)(this.#wish.context)}" could not be set to ${state}`;
        const told = `${which}, which changes nothing for the gate: ${(0,sentence/* ended */.v6)(fault)} ${remedy}`;
        warning(told.trim(), { title: "Backup gate: no commit status" });
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
/** A bundle of its own: dist/github/index.js. */
function load() {
    return import(/* webpackIgnore: true */ "./github/index.js");
}

// EXTERNAL MODULE: ./src/model/backup.ts
var model_backup = __nccwpck_require__(463);
// EXTERNAL MODULE: ./src/schedule/distribution.ts
var distribution = __nccwpck_require__(227);
// EXTERNAL MODULE: ./src/fleet/verdict.ts
var verdict = __nccwpck_require__(373);
;// CONCATENATED MODULE: ./src/report/report.ts




/** What the end of a step is called, where people see it and in the README's troubleshooting. */
function titleOf(result) {
    if (result === "completed")
        return "Backup gate open";
    return result === "requested" ? "Backup requested, no gate" : `Backup gate closed: ${result}`;
}
/** Which backup of which install a gate is about, as far as that is known. */
function subjectOf({ install, subject: { id } }) {
    return id === undefined ? `Install ${install}` : `Backup ${id} of install ${install}`;
}
/** How often the API was asked in vain, in brackets; empty where it never was. */
function troubleOf(journals) {
    const refused = sumOf(journals, ({ refused }) => refused);
    const failed = sumOf(journals, ({ failed }) => failed);
    const parts = [refused > 0 ? `${refused} refused` : "", failed > 0 ? `${failed} failed` : ""];
    const trouble = parts.filter(Boolean).join(", ");
    return trouble === "" ? "" : ` (${trouble})`;
}
function looksOn(journals) {
    return (0,sentence/* count */.U9)(sumOf(journals, ({ looks }) => looks), "look");
}
/** What a step has asked the API, in words. */
function effortOf({ journals, requests }) {
    return `${looksOn(journals)}, ${(0,sentence/* count */.U9)(requests, "request")} in all${troubleOf(journals)}`;
}
function sumOf(journals, of) {
    return journals.reduce((total, journal) => total + of(journal), 0);
}
/** The gate whose end is that of the step, where it stays closed. */
function blamed({ journals }) {
    return journals[(0,verdict/* firstFailure */.f)(journals.map(({ ended }) => ended)) ?? 0];
}
/** Whether there is nothing to say of a backup but that another's failure has closed the gate. */
function isMerelyCutShort({ ended, unresolvedKey }) {
    return ended?.verdict.cause === "fail-fast" && unresolvedKey === undefined;
}
/** What has failed, in the order of time: a line for each reason, with the first of the backups that it befell. */
function failuresOf({ journals }, atMost) {
    const reasons = new Map();
    const inTime = journals.toSorted((a, b) => (a.ended?.endedAt ?? 0) - (b.ended?.endedAt ?? 0));
    for (const journal of inTime) {
        const { verdict } = journal.ended ?? {};
        if (verdict === undefined || (0,model_verdict/* isGood */.Kg)(verdict) || isMerelyCutShort(journal))
            continue;
        const reason = `${verdict.result}: ${verdict.message}`;
        const alike = reasons.get(reason);
        if (alike === undefined)
            reasons.set(reason, [journal]);
        else
            alike.push(journal);
    }
    const lines = [...reasons].map(([reason, [first, ...others]]) => {
        const more = others.length === 0 ? "" : ` and ${(0,sentence/* count */.U9)(others.length, "other")}`;
        return (0,sanitize.harmless)(`${first === undefined ? "" : subjectOf(first)}${more}: ${reason}`);
    });
    const left = lines.length - atMost;
    return left > 0
        ? [...lines.slice(0, atMost), `${(0,sentence/* count */.U9)(left, "more reason")}: see outputs.backups.`]
        : lines;
}
/** A moment as people read it: `2026-01-15 10:04:10 UTC`. */
function clockTime({ epochMs }) {
    return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

;// CONCATENATED MODULE: ./src/report/log/estimate.ts


/** Why a wait is as long as it is, as the end of a sentence. */
function reasonFor({ quietUntil }) {
    return quietUntil === undefined ? "" : ", as it asked (Retry-After)";
}
const BAR_CHARS = 10;
/** A share as a picture, which is full only when all is done. */
function bar(share) {
    const full = Math.floor(Math.max(0, share) * BAR_CHARS);
    return "█".repeat(full) + "░".repeat(BAR_CHARS - full);
}
/** How many times as long as usual is long. */
const LONG = 1.5;
/** How long a backup may still take, in words. */
function prospectOf({ lifetime, bornAt, pastBackups }, now) {
    const ageMs = now - bornAt;
    const left = rough((0,distribution/* medianLeftMs */.Sv)(lifetime, ageMs));
    if (pastBackups === 0)
        return `about ${left} to go`;
    const usualMs = (0,distribution/* medianLeftMs */.Sv)(lifetime, 0);
    return ageMs > LONG * usualMs
        ? `longer than usual (${rough(usualMs)}), perhaps ${left} to go`
        : `about ${left} to go (usually ${rough(usualMs)})`;
}
/** A duration that is an estimate: the seconds of a minute would claim too much. */
function rough(ms) {
    const graspMs = ms < 60_000 ? 1_000 : 10_000;
    return (0,duration/* formatDuration */.a)(Math.round(ms / graspMs) * graspMs);
}

// EXTERNAL MODULE: ./src/model/target.ts
var target = __nccwpck_require__(936);
;// CONCATENATED MODULE: ./src/report/log/messages.ts




/** What a step sets out to do, as a sentence. */
function intention({ targets, maxAgeMs }) {
    const [first] = targets;
    if (targets.length > 1)
        return intentionForMany(targets.length, first.wanted, maxAgeMs);
    const { install, wanted } = first;
    const of = `of install ${(0,target/* nameOf */.V)(install)}`;
    const age = maxAgeMs === undefined ? "" : `, at most ${(0,duration/* formatDuration */.a)(maxAgeMs)} old,`;
    if (wanted.kind === "given") {
        return `Holding the deploy until backup ${wanted.backupId} ${of}${age} is completed.`;
    }
    const which = maxAgeMs === undefined ? `a new backup ${of}` : `a recent backup ${of}${age}`;
    return wanted.wait
        ? `Holding the deploy until ${which} is completed.`
        : `Requesting ${which} and not waiting for it (wait: false): this step holds no deploy.`;
}
/** Whether a step waits for anything. */
function isWaiting({ targets }) {
    return targets.every(({ wanted }) => wanted.kind === "given" || wanted.wait);
}
function intentionForMany(installs, wanted, maxAgeMs) {
    const age = maxAgeMs === undefined ? "" : `, at most ${(0,duration/* formatDuration */.a)(maxAgeMs)} old,`;
    if (wanted.kind === "given") {
        return `Holding the deploy until ${installs} backups${age} are completed, one of each of ${installs} installs.`;
    }
    const which = maxAgeMs === undefined ? "a new backup" : "a recent backup";
    return wanted.wait
        ? `Holding the deploy until ${which} of each of ${installs} installs${age} is completed.`
        : `Requesting ${which} of each of ${installs} installs${age} and not waiting for them (wait: false): this step holds no deploy.`;
}
/** What happens on the way to a backup, in words; an empty text where that goes without saying. */
function told(progress) {
    switch (progress.kind) {
        case "requesting":
        case "refused":
        case "install-found":
            return "";
        case "lost":
            return (`A backup was requested, and the answer was lost: ${progress.message}. Looking for it by its key ` +
                `${progress.key} in ${(0,duration/* formatDuration */.a)(progress.waitMs)}; another is requested only when none can come of this ` +
                "request any more.");
        case "unlisted": {
            const why = progress.isProof
                ? "The listing does not show it yet"
                : "The listing has rows that cannot be read or are not described, so that it may be among them";
            return `${why}. Looking for it again in ${(0,duration/* formatDuration */.a)(progress.waitMs)}.`;
        }
        case "came-to-nothing":
            return "No backup has come of it, and none can any more.";
        case "resending":
            return `Requesting one again (${progress.send} of ${progress.sends}).`;
        case "not-listed":
            return `${progress.message}. Requesting a new one instead.`;
        case "none-fresh":
            return "There is no backup recent enough. Requesting one.";
        case "taken": {
            const { id, status, createdAt } = progress.backup;
            const created = createdAt ? `, created ${clockTime(createdAt)}` : "";
            return `${FROM[progress.source]}: backup ${id} is ${(0,model_backup/* spokenStatus */.Xn)(status)}${created}.`;
        }
        case "replacing":
            return `${progress.why} That was not a backup of this run: requesting one.`;
        case "retrying": {
            const left = progress.left === 0 ? "none is left after this" : `${progress.left} left after this`;
            return `${progress.why} Requesting another one (abort-retries: ${left}).`;
        }
        default:
            return progress;
    }
}
const FROM = {
    requested: "The API has accepted the request",
    found: "The request had come through",
    adopted: "A recent backup is under way, so none is requested",
    reused: "A recent backup is listed, so none is requested",
};

;// CONCATENATED MODULE: ./src/report/log/fleet.ts








/** The same trouble of many backups is told once in so long. */
const ONCE_IN_MS = 60_000;
/** The steps that mean more than that all goes its way. */
const NOTEWORTHY = ["lost", "resending", "not-listed", "replacing"];
/** The story of many gates: a line for each that ends, and for each trouble that is new. */
class FleetStory {
    #clock;
    #saidAt = new Map();
    constructor(clock) {
        this.#clock = clock;
    }
    looked() {
        return "";
    }
    missing(journal, message) {
        return this.#seldom(journal, message, "looking on, for it may only just have been requested");
    }
    backingOff(journal, failure, waitMs) {
        const remedy = `looking again in ${(0,duration/* formatDuration */.a)(waitMs)}${reasonFor(failure)}`;
        return this.#seldom(journal, failure.message, remedy);
    }
    askingAgain(journal, failure, waitMs) {
        const remedy = `trying again in ${(0,duration/* formatDuration */.a)(waitMs)}${reasonFor(failure)}`;
        return this.#seldom(journal, failure.message, remedy);
    }
    progressed(journal, progress) {
        const isFound = progress.kind === "taken" && progress.source === "found";
        if (!isFound && !NOTEWORTHY.includes(progress.kind))
            return "";
        return `${journal.install}: ${(0,sentence/* capitalised */.Iu)(told(progress))}`;
    }
    foresaw() {
        return "";
    }
    ended(journal, journals) {
        const { verdict } = journal.ended ?? {};
        if (verdict === undefined || isMerelyCutShort(journal))
            return "";
        const over = overAmong(journals);
        const so = `(${over} of ${journals.length})`;
        if (!(0,model_verdict/* isGood */.Kg)(verdict))
            return `${journal.install}: ${verdict.result} ${so}. ${verdict.message}`;
        const { backup, reused } = journal.subject;
        const tookMs = backup && (0,model_backup/* durationMs */.pc)(backup);
        const took = tookMs === undefined ? "" : `, took ${(0,duration/* formatDuration */.a)(tookMs)}`;
        return `${journal.install}: ${verdict.result}${reused ? ", reused" : ""}${took} ${so}.`;
    }
    standing(journals) {
        const open = journals.filter(({ ended }) => ended === undefined);
        const unbegun = open.filter(({ subject, unresolvedKey }) => subject.id === undefined && unresolvedKey === undefined).length;
        const failed = journals.filter(({ ended }) => ended && (0,model_verdict/* hasFailed */.WN)(ended.verdict)).length;
        return [
            `${open.length} of ${(0,sentence/* count */.U9)(journals.length, "backup")} to go`,
            failed === 0 ? "" : `${failed} failed already (the step will fail)`,
            unbegun === 0 ? "" : `${unbegun} of them not requested yet`,
            this.#last(open),
            `${looksOn(journals)} so far${troubleOf(journals)}`,
        ];
    }
    share(journals) {
        return overAmong(journals) / journals.length;
    }
    /** How long it may take until all are done; empty while something of that is not known. */
    #last(open) {
        const now = this.#clock.now();
        const outlooks = open.map(({ outlook }) => outlook).filter((outlook) => outlook !== undefined);
        if (outlooks.length === 0 || outlooks.length < open.length)
            return "";
        const leftMs = (0,distribution/* medianLeftOfAllMs */.Um)(outlooks.map(({ lifetime, bornAt }) => ({ lifetime, ageMs: now - bornAt })));
        return `the last in about ${rough(leftMs)}`;
    }
    #seldom({ install }, trouble, remedy) {
        const now = this.#clock.now();
        // What the API says beside its status may be other words each time.
        const [kind] = /^.*?answered [^:]*/.exec(trouble) ?? [trouble];
        if (now - (this.#saidAt.get(kind) ?? -Infinity) < ONCE_IN_MS)
            return "";
        this.#saidAt.set(kind, now);
        return `${install}: ${trouble}, ${remedy}.`;
    }
}
function overAmong(journals) {
    return journals.filter(({ ended }) => ended !== undefined).length;
}

// EXTERNAL MODULE: ./src/gate/judge.ts
var judge = __nccwpck_require__(320);
;// CONCATENATED MODULE: ./src/report/log/single.ts








/** The story of one gate that is alone. */
class GateStory {
    #clock;
    #backup;
    #seenAt = 0;
    #isSeen = false;
    #most = 0;
    #hasSaidAbsent = false;
    #isRequesting = false;
    constructor(clock) {
        this.#clock = clock;
    }
    looked(_, look) {
        if (look.kind !== "backup")
            return "";
        const before = this.#backup && (0,model_backup/* spokenStatus */.Xn)(this.#backup.status);
        const { status, createdAt } = look.backup;
        const word = (0,model_backup/* spokenStatus */.Xn)(status);
        this.#backup = look.backup;
        this.#isSeen = true;
        this.#seenAt = this.#clock.now();
        if (before === undefined) {
            return `The backup is ${word}${createdAt ? `, created ${clockTime(createdAt)}` : ""}.`;
        }
        return word === before ? "" : `The backup is ${word} (was ${before}).`;
    }
    missing(_, message) {
        if (this.#hasSaidAbsent || this.#isSeen)
            return "";
        this.#hasSaidAbsent = true;
        return `${(0,sentence/* capitalised */.Iu)(message)}. Looking on for ${(0,duration/* formatDuration */.a)(judge/* GRACE_MS */.g)}, since a backup requested just now may take that long to appear.`;
    }
    backingOff(_, look, waitMs) {
        return `${(0,sentence/* capitalised */.Iu)(look.message)}. Looking again in ${(0,duration/* formatDuration */.a)(waitMs)}${reasonFor(look)}.`;
    }
    askingAgain(_, failure, waitMs) {
        return `${(0,sentence/* capitalised */.Iu)(failure.message)}. Trying again in ${(0,duration/* formatDuration */.a)(waitMs)}${reasonFor(failure)}.`;
    }
    progressed(_, progress) {
        if (progress.kind === "requesting") {
            this.#isRequesting = true;
            this.#backup = undefined;
            this.#isSeen = false;
            this.#most = 0;
            this.#hasSaidAbsent = false;
        }
        if (progress.kind === "taken") {
            this.#isRequesting = false;
            this.#backup = progress.backup;
            this.#seenAt = this.#clock.now();
        }
        return (0,sentence/* capitalised */.Iu)(told(progress));
    }
    foresaw(_, { lifetime, bornAt, pastBackups }) {
        if (pastBackups === 0)
            return "";
        const usually = rough((0,distribution/* medianLeftMs */.Sv)(lifetime, 0));
        const left = rough((0,distribution/* medianLeftMs */.Sv)(lifetime, this.#clock.now() - bornAt));
        return `Backups of this install usually take ${usually} (by its last ${pastBackups}): about ${left} to go.`;
    }
    ended() {
        return ""; // the closing line tells
    }
    standing([journal]) {
        if (journal === undefined)
            return [];
        const { outlook, looks } = journal;
        return [
            this.#stateOf(journal),
            outlook?.isAgeKnown ? `${(0,duration/* formatDuration */.a)(this.#clock.now() - outlook.bornAt)} old` : "",
            outlook ? prospectOf(outlook, this.#clock.now()) : "",
            looks === 0 ? "" : `${(0,sentence/* count */.U9)(looks, "look")} so far`,
        ];
    }
    share([journal]) {
        if (journal?.outlook === undefined)
            return this.#most;
        const { lifetime, bornAt } = journal.outlook;
        const ageMs = this.#clock.now() - bornAt;
        // What takes longer than usual has ever more to go: the words say so, the picture only stands still.
        this.#most = Math.max(this.#most, ageMs / (ageMs + (0,distribution/* medianLeftMs */.Sv)(lifetime, ageMs)));
        return this.#most;
    }
    /** How the backup stands, and how well that is known. */
    #stateOf({ latestLook, subject, unresolvedKey }) {
        if (unresolvedKey !== undefined)
            return "whether a backup was requested is not known yet";
        if (subject.id === undefined || this.#isRequesting)
            return "there is no backup yet";
        if (this.#backup === undefined)
            return "the backup has not been seen yet";
        const word = (0,model_backup/* spokenStatus */.Xn)(this.#backup.status);
        if (latestLook?.kind !== "failed")
            return `the backup is ${word}`;
        const ago = (0,duration/* formatDuration */.a)(this.#clock.now() - this.#seenAt);
        return `the backup was ${word} when last seen ${ago} ago, looks have failed since`;
    }
}

// EXTERNAL MODULE: ./src/model/portal.ts
var portal = __nccwpck_require__(335);
;// CONCATENATED MODULE: ./src/report/remedies.ts

/** What to do next, for each way the gate stays closed. */
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
/** What to do next where there is no backup that could be waited for. */
const REMEDIES_WITHOUT_BACKUP = {
    "timed-out": "There is no backup to wait for: run the job again, with a longer timeout, or when fewer jobs use these credentials.",
    unavailable: "There is no backup to wait for. Check the host's status page, api-url, and the runner's network and proxy, then run " +
        "the job again.",
    cancelled: "There is no backup to wait for: run all jobs again when you want one.",
};
/** @param journal of the gate whose verdict it is, if there is one. */
function remedies_remedyFor({ result, cause }, journal) {
    if (result === "completed")
        return "";
    const isWithout = journal?.subject.id === undefined;
    const without = isWithout ? REMEDIES_WITHOUT_BACKUP[result] : undefined;
    if (cause === undefined)
        return without ?? REMEDIES[result];
    return (cause === "rate-limit" ? without : undefined) ?? REMEDIES_BY_CAUSE[cause];
}

;// CONCATENATED MODULE: ./src/report/log/log.ts











const HEARTBEAT_MS = 60_000;
/** The runner cuts an annotation after 4,096 characters, and with them goes what is to be done. */
const ANNOTATION_CHARS = 4_000;
/** Reasons that an annotation names. */
const REASONS = 5;
/** The log as people read it while their deploy waits. */
class Log {
    #clock;
    #journals;
    #warnedOf = new Set();
    #story;
    /** @param journals one for each backup, of which some may be yet to come. */
    constructor(clock, journals) {
        this.#clock = clock;
        this.#journals = journals;
    }
    opening(settings) {
        const budget = `up to ${(0,duration/* formatDuration */.a)(settings.timeoutMs)} (timeout)`;
        const usual = isWaiting(settings) ? "; backups usually take 2 to 10 minutes" : "";
        info(`${intention(settings)} This may take ${budget}${usual}.`);
    }
    looked(journal, look) {
        this.#line(this.#told.looked(journal, look));
        if (look.kind !== "backup" || typeof look.backup.status === "string")
            return;
        const { status } = look.backup;
        const word = (0,model_backup/* spokenStatus */.Xn)(status);
        if (this.#warnedOf.has(word))
            return;
        this.#warnedOf.add(word);
        warning(`${subjectOf(journal)}: the API gives a status that this action does not know, ${word}. It is waited on, and cannot open the gate.`, { title: "Backup gate: unknown status" });
    }
    missing(journal, message) {
        this.#line(this.#told.missing(journal, message));
    }
    backingOff(journal, failure, waitMs) {
        this.#line(this.#told.backingOff(journal, failure, waitMs));
    }
    askingAgain(journal, failure, waitMs) {
        this.#line(this.#told.askingAgain(journal, failure, waitMs));
    }
    foresaw(journal, outlook) {
        this.#line(this.#told.foresaw(journal, outlook));
    }
    progressed(journal, progress) {
        const line = this.#told.progressed(journal, progress);
        if (progress.kind !== "retrying") {
            this.#line(line);
            return;
        }
        const whose = this.#journals.length > 1 ? `${subjectOf(journal)}: ` : "";
        warning(`${whose}${told(progress)}`, { title: "Backup gate: requesting again" });
    }
    ended(journal) {
        this.#line(this.#told.ended(journal, this.#journals));
    }
    /** A line a minute until the signal aborts, so that a long wait is seen to be alive. */
    async heartbeat(deadline, signal) {
        for (;;) {
            await this.#clock.sleep(HEARTBEAT_MS, signal);
            if (signal.aborted)
                return;
            const left = (0,duration/* formatDuration */.a)(Math.max(0, deadline - this.#clock.now()));
            const parts = [...this.#told.standing(this.#journals), `${left} of the timeout left`];
            const picture = bar(this.#told.share(this.#journals));
            this.#line(`${picture} Still waiting: ${parts.filter(Boolean).join(", ")}.`);
        }
    }
    closing(report) {
        const { verdict, journals, waitedMs } = report;
        const effort = `Waited ${(0,duration/* formatDuration */.a)(waitedMs)}: ${effortOf(report)}.`;
        const title = titleOf(verdict.result);
        this.#noticeReused(report);
        if ((0,model_verdict/* isGood */.Kg)(verdict)) {
            info(`${title}: ${verdict.message} ${effort}`);
            return;
        }
        const culprit = blamed(report);
        const which = journals.length > 1
            ? failuresOf(report, REASONS)
            : [culprit ? `Concerns ${(0,sentence/* uncapitalised */.h5)(subjectOf(culprit))}.` : ""];
        const remedy = remedies_remedyFor(verdict, culprit);
        const told = [verdict.message, ...which].filter(Boolean).join("\n");
        error(`${clipped(told, ANNOTATION_CHARS - remedy.length)}\n${remedy}`, { title });
        info(`${title}. ${effort}`);
    }
    #noticeReused({ verdict, journals, settings }) {
        if (!(0,model_verdict/* isGood */.Kg)(verdict))
            return;
        const reused = journals.filter(({ subject, ended }) => subject.reused && ended !== undefined && (0,model_verdict/* isGood */.Kg)(ended.verdict));
        const [first] = reused;
        if (first === undefined)
            return;
        const enough = `recent enough (max-age: ${(0,duration/* formatDuration */.a)(settings?.maxAgeMs ?? 0)})`;
        notice(journals.length === 1
            ? `${subjectOf(first)} was ${enough} and is used instead of a new one.`
            : `${reused.length} of ${journals.length} backups were ${enough} and are used instead of new ones.`, { title: "Backup gate: recent backup reused" });
    }
    /** One gate alone has another story to tell than many. */
    get #told() {
        const isAlone = this.#journals.length === 1;
        return (this.#story ??= isAlone ? new GateStory(this.#clock) : new FleetStory(this.#clock));
    }
    #line(text) {
        if (text !== "")
            info(`[${(0,duration/* formatDuration */.a)(this.#clock.now())}] ${text}`);
    }
}
function clipped(text, chars) {
    return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text;
}

// EXTERNAL MODULE: ./src/report/outputs-file.ts
var outputs_file = __nccwpck_require__(671);
// EXTERNAL MODULE: ./src/report/output-names.ts
var output_names = __nccwpck_require__(952);
;// CONCATENATED MODULE: ./src/report/outputs.ts





/** With names as the host gives them 800 entries stay below the 1 MB, in UTF-16, that a job's outputs may have. */
const MESSAGE_CHARS = 120;
/** The outputs' values: what is unknown is empty, and null in JSON. */
function outputsOf({ verdict, journals, requests, waitedMs }) {
    const all = journals.map(factsOf);
    const [facts = NO_FACTS] = all;
    // What stands alone speaks of one backup; of several the JSON tells.
    const only = all.length > 1 ? undefined : facts;
    return {
        result: verdict.result,
        status: only?.status ?? "",
        ...idsOf(journals),
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
 * Ids in the order of the inputs, one a line and an empty one where there is none, fit to be a later step's inputs. Those
 * drop one final line break: where nothing is known of the last install a second one stands, lest both lists shrink alike.
 */
function idsOf(journals) {
    const isLastUnknown = journals.length > 1 && journals.at(-1)?.installId === undefined;
    return {
        "backup-id": journals.map(({ subject }) => subject.id ?? "").join("\n"),
        "install-id": journals.map(({ installId }) => installId ?? "").join("\n") + (isLastUnknown ? "\n" : ""),
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
function factsOf(journal) {
    const { id, backup, reused } = journal.subject;
    const tookMs = backup && (0,model_backup/* durationMs */.pc)(backup);
    return {
        installId: journal.installId ?? null,
        installName: journal.installName ?? null,
        backupId: id ?? null,
        status: backup ? (0,model_backup/* statusText */.qS)(backup.status) : null,
        result: journal.ended?.verdict.result ?? "error",
        createdAt: backup?.createdAt?.iso ?? null,
        completedAt: backup?.completedAt?.iso ?? null,
        wordpressVersion: backup?.wordpressVersion ?? null,
        durationSeconds: tookMs === undefined ? null : tookMs / 1_000,
        reused,
        message: (0,sanitize.harmless)(journal.ended?.verdict.message ?? "", MESSAGE_CHARS),
    };
}
/** @throws OutputsError */
function writeOutputs(outputs) {
    for (const name of output_names/* OUTPUT_NAMES */.P)
        outputs_setOutput(name, outputs[name]);
}
/**
 * Writes the ids as soon as they are known, so that they stand even if the process is killed.
 * @throws OutputsError
 */
function writeIds(journals) {
    for (const [name, value] of Object.entries(idsOf(journals)))
        outputs_setOutput(name, value);
}
function outputs_setOutput(name, value) {
    (0,outputs_file/* requireOutputsFile */._)();
    try {
        setOutput(name, value);
    }
    catch (cause) {
        throw new outputs_file/* OutputsError */.n(cause);
    }
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: ./src/report/summary/markdown.ts
/**
 * Foreign text that stays text in Markdown and in the HTML within it: character references structure nothing.
 * Colons and dots are touched only where GitHub would make an emoji or a link of them.
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
function escapeMarkdown(text) {
    return text.replace(/[&<>`*\\|~[\]#@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\S)|(?<=www)\./gi, (char) => `&#${char.codePointAt(0)};`);
}
function code(text) {
    return `\`${text}\``;
}
/** @param rows cells of each, the heads of the columns first. */
function table([heads = [], ...rows]) {
    return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

;// CONCATENATED MODULE: ./src/report/summary/timeline.ts





/** The renderer stops at 50,000 characters; nobody reads more bars than this. */
const MOST_ROWS = 100;
/**
 * The backups on one clock, the slowest first, as a Mermaid diagram; empty where there is nothing to draw. All that stands in
 * it is a number, or was proven by the inputs: an id, or a name of letters, digits and hyphens. A row begins with its
 * duration, so that no name can be taken for one of the diagram's own words.
 * @see https://mermaid.js.org/syntax/gantt.html
 */
function timelineOf(journals) {
    const rows = journals
        .map(rowOf)
        .filter((row) => row !== undefined)
        .sort((a, b) => tookMs(b) - tookMs(a));
    if (rows.length === 0)
        return "";
    const shown = rows.slice(0, MOST_ROWS);
    return [
        "```mermaid",
        '%%{init: {"gantt": {"topAxis": true, "topPadding": 60, "leftPadding": 10}}}%%',
        "gantt",
        `title ${timeline_titleOf(rows.length, journals.length)}, in your time zone`,
        "dateFormat x",
        "axisFormat %H:%M:%S",
        ...shown.map(lineOf),
        "```",
    ].join("\n");
}
/** The same of one backup, as a sentence in Markdown; empty where it is not known when it was created. */
function courseOf({ subject, sights }) {
    const { backup, seenMs } = subject;
    if (backup?.createdAt === undefined)
        return "";
    const created = `Created ${clockTime(backup.createdAt)}`;
    const took = (0,model_backup/* durationMs */.pc)(backup);
    if (took !== undefined && backup.completedAt !== undefined) {
        const done = `${created}, completed after ${(0,duration/* formatDuration */.a)(took)}`;
        if (seenMs === undefined)
            return `${done}.`;
        if (sights === 1)
            return `${done}, which this step's first look found.`;
        const lagMs = Math.max(0, seenMs - backup.completedAt.epochMs);
        return `${done}, which this step saw ${(0,duration/* formatDuration */.a)(lagMs)} later.`;
    }
    if (seenMs === undefined)
        return `${created}.`;
    const ageMs = Math.max(0, seenMs - backup.createdAt.epochMs);
    const status = escapeMarkdown((0,model_backup/* spokenStatus */.Xn)(backup.status));
    return `${created}; ${status} when last seen, ${(0,duration/* formatDuration */.a)(ageMs)} later.`;
}
function timeline_titleOf(known, all) {
    if (known > MOST_ROWS)
        return `The ${MOST_ROWS} slowest of ${all} backups`;
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
    if ((0,model_verdict/* isGood */.Kg)(verdict))
        return "done";
    return (0,model_verdict/* hasFailed */.WN)(verdict) ? "crit" : "active";
}
/** When it was completed; else when it was last seen. */
function endOf({ backup, seenMs }) {
    return backup?.completedAt?.epochMs ?? (seenMs && Math.round(seenMs));
}
function tookMs({ fromMs, toMs }) {
    return toMs - fromMs;
}
function lineOf(row) {
    const { install, tag, fromMs, toMs } = row;
    return `${(0,duration/* formatDuration */.a)(tookMs(row))} ${install} :${tag}, ${fromMs}, ${Math.max(toMs, fromMs + 1)}`;
}

;// CONCATENATED MODULE: ./src/report/summary/summary.ts








/** Reasons that stand above the table. */
const summary_REASONS = 10;
/** The job summary, as GitHub-flavoured Markdown. */
function summaryOf(report) {
    const { verdict, settings, journals, waitedMs } = report;
    const isFleet = journals.length > 1;
    const parts = [headingOf(verdict, journals.length)];
    if (verdict.result !== "completed") {
        const reasons = isFleet ? failuresOf(report, summary_REASONS) : [];
        const lines = [...verdict.message.split("\n"), ...reasons].map(escapeMarkdown);
        const remedy = remedies_remedyFor(verdict, blamed(report));
        parts.push(lines.join("<br>\n"), `**What to do next:** ${remedy}`);
    }
    if (settings !== undefined) {
        const [first] = journals;
        parts.push(tableOf(journals, isFleet), isFleet || first === undefined ? timelineOf(journals) : courseOf(first), portalLinkTo(journals), `Waited ${(0,duration/* formatDuration */.a)(waitedMs)} of ${(0,duration/* formatDuration */.a)(settings.timeoutMs)}: ${effortOf(report)}.`, `Settings in force: ${settingsInForce(settings)}`);
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
/** A row a backup; of many, those with another result than the gate could open for come first. */
function tableOf(journals, isFleet) {
    const head = ["Install", "Backup", "Status", "Created", "Completed", "Took", "WordPress"];
    const isCompleted = ({ ended }) => ended?.verdict.result === "completed";
    const rows = journals
        .toSorted((a, b) => Number(isCompleted(a)) - Number(isCompleted(b)))
        .map((journal) => [
        isFleet ? linked(journal) : code(journal.install),
        ...cellsOf(journal),
        ...(isFleet ? [journal.ended?.verdict.result ?? "error"] : []),
    ]);
    const all = isFleet ? [...head, "Result"] : head;
    return table([all, ...rows]);
}
function cellsOf({ subject }) {
    const { id, backup, reused } = subject;
    const tookMs = backup && (0,model_backup/* durationMs */.pc)(backup);
    return [
        `${id === undefined ? "–" : code(id)}${reused ? " (reused)" : ""}`,
        backup === undefined ? "unknown" : escapeMarkdown((0,model_backup/* statusText */.qS)(backup.status)),
        backup?.createdAt ? clockTime(backup.createdAt) : "–",
        backup?.completedAt ? clockTime(backup.completedAt) : "–",
        tookMs === undefined ? "–" : (0,duration/* formatDuration */.a)(tookMs),
        escapeMarkdown(backup?.wordpressVersion ?? "–"),
    ];
}
/** An install and the page where people see its backups and restore one: the portal knows it by its name alone. */
function linked({ install, installId, installName }, text = code(install)) {
    const isKnown = installName !== undefined && installId !== undefined;
    return isKnown ? `[${text}](${portal/* PORTAL */.B}/installs/${installName}/backup_points)` : text;
}
function portalLinkTo([first, ...others]) {
    const name = others.length === 0 && first?.installId !== undefined && first.installName;
    return name
        ? linked(first, `Backups of ${name} in the host's portal`)
        : `[Sites and their backups in the host's portal](${portal/* PORTAL */.B}/sites)`;
}
function settingsInForce(settings) {
    const [{ wanted }] = settings.targets;
    const durations = {
        timeout: settings.timeoutMs,
        "request-timeout": settings.requestTimeoutMs,
        "min-poll-interval": settings.minPollIntervalMs,
        "max-poll-interval": settings.maxPollIntervalMs,
        "max-age": settings.maxAgeMs,
    };
    const inForce = {
        ...Object.fromEntries(Object.entries(durations).map(([name, ms]) => [name, ms && (0,duration/* formatDuration */.a)(ms)])),
        "create-backup": wanted.kind === "new",
        wait: wanted.kind === "new" ? wanted.wait : undefined,
        "abort-retries": wanted.kind === "new" ? wanted.abortRetries : undefined,
        "fail-fast": settings.targets.length > 1 ? settings.failFast : undefined,
        "api-url": settings.apiUrl,
    };
    return Object.entries(inForce)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}: ${code(String(value))}`)
        .join(" · ");
}
/** Synchronous, because lookups that hang may hold the threads that asynchronous writes need. */
function writeSummary(markdown) {
    const file = process.env["GITHUB_STEP_SUMMARY"];
    if (!file)
        throw new Error("GITHUB_STEP_SUMMARY is not set");
    (0,external_node_fs_.appendFileSync)(file, markdown);
}

;// CONCATENATED MODULE: ./src/report/reporter.ts









/** The steps by which an id becomes known, or is one no longer. */
const IDS_CHANGE = [
    "install-found",
    "requesting",
    "refused",
    "came-to-nothing",
    "taken",
];
/**
 * Ids of many backups are written again as a whole, so not each time that one becomes known: what this comes to for 800 is
 * a second.
 */
const IDS_WAIT_MS_EACH = 1.25;
/** Whatever a step prints and writes. */
class Reporter {
    #clock;
    #journals;
    #scrub;
    #log;
    #status;
    #over;
    #areIdsWaiting = false;
    /** Masks the secrets, before anything else is printed. */
    constructor(clock, journals, secrets, scrub, statusWish) {
        this.#clock = clock;
        this.#journals = journals;
        this.#scrub = scrub;
        this.#log = new Log(clock, journals);
        this.#status = statusWish && new StatusPublisher(statusWish, clock, scrub);
        // A reader that has gone must not keep the verdict from being written; without a listener it would be a crash.
        for (const stream of [process.stdout, process.stderr])
            stream.on("error", () => undefined);
        for (const secret of secrets)
            core_setSecret(secret);
    }
    /**
     * Says what is waited for; a heartbeat follows until the signal aborts.
     * @throws OutputsError
     */
    open(settings, over) {
        this.#over = over;
        this.#log.opening(settings);
        writeIds(this.#journals);
        void this.#log.heartbeat(settings.timeoutMs, over);
        this.#status?.begin(intention(settings));
    }
    looked(journal, look) {
        this.#log.looked(journal, look);
    }
    foresaw(journal, outlook) {
        this.#log.foresaw(journal, outlook);
    }
    missing(journal, message) {
        this.#log.missing(journal, message);
    }
    backingOff(journal, failure, waitMs) {
        this.#log.backingOff(journal, failure, waitMs);
    }
    askingAgain(journal, failure, waitMs) {
        this.#log.askingAgain(journal, failure, waitMs);
    }
    /** @throws OutputsError */
    progressed(journal, progress) {
        this.#log.progressed(journal, progress);
        if (IDS_CHANGE.includes(progress.kind))
            this.#writeIds();
    }
    ended(journal) {
        this.#log.ended(journal);
    }
    exchangeEnded(line) {
        core_debug((0,sanitize.harmless)(this.#scrub(line)));
    }
    /** The verdict that an error comes to: its own, or that of a bug of ours. */
    verdictOf(error) {
        if (error instanceof errors/* GateError */.ue)
            return error.verdict;
        if (error instanceof Error)
            core_debug((0,sanitize.harmless)(this.#scrub(error.stack ?? ""), 2_000));
        return { result: "error", message: `${(0,sanitize.harmless)(this.#scrub(String(error)))}.` };
    }
    /**
     * Writes the outputs, the summary and the last lines, and then the commit status.
     * @param leftMs what the step has left for the commit status.
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
            const fault = (0,sanitize.harmless)(this.#scrub(String(error)));
            warning(`The job summary could not be written: ${fault}`);
        }
        this.#log.closing({ ...report, verdict });
        await this.#status?.end(verdict, leftMs);
        return (0,model_verdict/* isGood */.Kg)(verdict) ? 0 : 1;
    }
    /** @throws OutputsError */
    #writeIds() {
        const over = this.#over;
        if (this.#journals.length === 1 || over === undefined) {
            writeIds(this.#journals);
            return;
        }
        if (this.#areIdsWaiting)
            return;
        this.#areIdsWaiting = true;
        void this.#clock.sleep(this.#journals.length * IDS_WAIT_MS_EACH, over).then(() => {
            this.#areIdsWaiting = false;
            if (!over.aborted)
                writeIds(this.#journals);
        });
    }
}


/***/ }),

/***/ 227:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $C: () => (/* binding */ logUniform),
/* harmony export */   Sv: () => (/* binding */ medianLeftMs),
/* harmony export */   Um: () => (/* binding */ medianLeftOfAllMs),
/* harmony export */   iZ: () => (/* binding */ logNormal),
/* harmony export */   vl: () => (/* binding */ hazard),
/* harmony export */   zi: () => (/* binding */ mixture)
/* harmony export */ });
/** The rate of completion at an age, given that the backup is not complete yet. */
function hazard(lifetime, ageMs) {
    const survival = lifetime.survival(ageMs);
    return survival > 0 ? lifetime.density(ageMs) / survival : 0;
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
/** Every ratio between the least and the most is as likely: between 5 s and 10 s as between 1 min and 2 min. */
function logUniform(leastMs, mostMs) {
    const width = Math.log(mostMs / leastMs);
    return {
        survival: (ageMs) => Math.min(1, Math.max(0, Math.log(mostMs / ageMs) / width)),
        density: (ageMs) => (ageMs < leastMs || ageMs > mostMs ? 0 : 1 / (ageMs * width)),
    };
}
/** One lifetime with a share of another. */
function mixture(usual, other, share) {
    const mix = (ofUsual, ofOther) => (1 - share) * ofUsual + share * ofOther;
    return {
        survival: (ageMs) => mix(usual.survival(ageMs), other.survival(ageMs)),
        density: (ageMs) => mix(usual.density(ageMs), other.density(ageMs)),
    };
}
/**
 * Milliseconds from this age until half of the backups that have come to it are complete.
 * @returns Infinity at an age that this lifetime takes to be out of reach.
 */
function medianLeftMs(lifetime, ageMs) {
    return medianLeftOfAllMs([{ lifetime, ageMs }]);
}
/** Milliseconds until all of these are complete, as likely as not: later than the latest median among them. */
function medianLeftOfAllMs(all) {
    if (all.some(({ lifetime, ageMs }) => lifetime.survival(ageMs) / 2 === 0))
        return Infinity;
    const areLikelyComplete = (afterMs) => all.reduce((share, { lifetime, ageMs }) => {
        return share * (1 - lifetime.survival(ageMs + afterMs) / lifetime.survival(ageMs));
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
 * The complementary error function, to a fraction of 1.2e-7 everywhere: far out in the tail too, where a hazard is the
 * quotient of two very small numbers.
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


/***/ }),

/***/ 261:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   RG: () => (/* binding */ STATUS_CALL_MS),
/* harmony export */   Sl: () => (/* binding */ ANSWER_AFTER_CANCEL_MS),
/* harmony export */   WP: () => (/* binding */ LAST_LOOK_MS),
/* harmony export */   z4: () => (/* binding */ WAKING_MS)
/* harmony export */ });
/** How long the last request, begun at the deadline, may take at most. */
const LAST_LOOK_MS = 1_500;
/** How long one call with a commit status may take at the step's end. */
const STATUS_CALL_MS = 700;
/** How late the process may wake for it. */
const WAKING_MS = 100;
/** How long a request that has been sent may still be answered once the run is cancelled. */
const ANSWER_AFTER_CANCEL_MS = 1_000;


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

/***/ 334:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ scope)
/* harmony export */ });
/**
 * A signal of shorter life than `outer`: it aborts with it, or `linger.ms` after it, or when `end` is called. `end` lets go
 * of `outer`, which `AbortSignal.any` leaves to the garbage collector.
 */
function scope(outer, linger) {
    const inner = new AbortController();
    const end = () => {
        outer.removeEventListener("abort", follow);
        inner.abort(outer.reason);
    };
    const follow = () => {
        if (linger === undefined || linger.ms === 0)
            end();
        else
            void linger.clock.sleep(linger.ms, inner.signal).then(end);
    };
    if (outer.aborted)
        follow();
    else
        outer.addEventListener("abort", follow);
    return { signal: inner.signal, end };
}


/***/ }),

/***/ 110:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock),
/* harmony export */   t: () => (/* binding */ nextTurn)
/* harmony export */ });
/** The process's own clock. `now()` counts from the start of the process, so a budget covers start-up too. */
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
/** Resolves when whatever the system has ready by now (a connection, an answer) has been dealt with. */
function nextTurn() {
    return new Promise((resolve) => setImmediate(resolve));
}


/***/ }),

/***/ 518:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ formatDuration),
/* harmony export */   y: () => (/* binding */ parseDurationMs)
/* harmony export */ });
const DAY_MS = 86_400_000;
const UNITS_MS = [DAY_MS, 3_600_000, 60_000, 1_000, 1];
const AMOUNT = String.raw `(\d+(?:\.\d+)?)`;
const TIME = `(?:${AMOUNT}h)?(?:${AMOUNT}m)?(?:${AMOUNT}s)?(?:${AMOUNT}ms)?`;
const DURATION = new RegExp(`^(?=.)()${TIME}$`);
const WITH_DAYS = new RegExp(`^(?=.)(?:${AMOUNT}d)?${TIME}$`);
const BARE_NUMBER = new RegExp(`^${AMOUNT}$`);
/**
 * Milliseconds of a duration such as `500ms`, `90s`, `1h30m` or `0.5m`; a bare number is seconds. Units descend and
 * stand once each. What is above zero is at least one millisecond.
 * @param days whether `d` is a unit too.
 * @returns undefined where the text is no duration.
 */
function parseDurationMs(text, { days = false } = {}) {
    const form = days ? WITH_DAYS : DURATION;
    const amounts = form.exec(text.replace(BARE_NUMBER, "$1s"))?.slice(1);
    if (amounts === undefined)
        return undefined;
    const ms = UNITS_MS.reduce((sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs, 0);
    return ms === 0 ? 0 : Math.max(1, Math.round(ms));
}
/** A duration as people say it: `20ms`, `0.8s`, `42s`, `4m10s`, `1h05m`, `2d06h`. */
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


/***/ }),

/***/ 992:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ codeOf),
/* harmony export */   b: () => (/* binding */ messageOf)
/* harmony export */ });
/** The code of a system error, or an empty text. */
function codeOf(error) {
    return error instanceof Error && "code" in error ? String(error.code) : "";
}
/** Node leaves the message of an AggregateError (several addresses, all refused) empty; its code still tells. */
function messageOf(error) {
    return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}


/***/ }),

/***/ 701:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   harmless: () => (/* binding */ harmless),
/* harmony export */   scrubOf: () => (/* binding */ scrubOf)
/* harmony export */ });
function scrubOf(secrets) {
    const longestFirst = secrets
        .filter((secret) => secret !== "")
        .sort((a, b) => b.length - a.length);
    return (text) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
/**
 * A foreign text on one line that the runner cannot read as a command. The runner takes `::command::` at the start of
 * a line, `##[command]` anywhere in one, and ends lines at a lone carriage return too.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function harmless(text, atMostChars = 300) {
    const oneLine = text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
        .replace(/:(?=:)/g, ": ")
        .replace(/#(?=#\[)/g, "# ");
    const chars = Array.from(oneLine);
    return chars.length > atMostChars ? `${chars.slice(0, atMostChars - 1).join("")}…` : oneLine;
}


/***/ }),

/***/ 707:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Iu: () => (/* binding */ capitalised),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   h5: () => (/* binding */ uncapitalised),
/* harmony export */   v6: () => (/* binding */ ended)
/* harmony export */ });
/** `the thing` as the beginning of a sentence. */
function capitalised(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
/** `The thing` within a sentence. */
function uncapitalised(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}
/** A text with the mark that ends a sentence, its own where it has one. */
function ended(text) {
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}
/** A number of things in words: `1 look`, `2 looks`. */
function count(things, noun) {
    return `${things} ${noun}${things === 1 ? "" : "s"}`;
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

/***/ }),

/***/ 101:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Qq: () => (/* binding */ HttpClient)
});

// UNUSED EXPORTS: Headers, HttpClientError, HttpClientResponse, HttpCodes, MediaTypes, getProxyUrl, isHttps

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
 * Stands in, by `paths` in tsconfig.json, for packages that nothing here runs but that ours import, so that they are
 * neither shipped, nor read by whoever checks `dist/`, nor loaded at the start of each step.
 */
function notBundled() {
    throw new Error("left out of the bundle");
}
/**
 * undici: the HTTP client offers its proxy to callers of `fetch`, and octokit's bindings make one as they load. Ours all
 * go through `node:https`, and through the client's own tunnel where there is a proxy.
 */
function ProxyAgent() {
    // made, and never used
}

/** @actions/exec: the toolkit asks programs for the name of the operating system. Nobody asks the toolkit for that. */


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
