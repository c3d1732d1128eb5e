import { describe, expect, test } from "vitest";
import { needs } from "../support/skips.ts";
import { AUTHORITY_FILE, INTERMEDIATE, issue } from "./certificates.ts";
import { startNginx } from "./nginx.ts";
import { createWorld, ENDLESS } from "./world.ts";

const trusted = { env: { NODE_EXTRA_CA_CERTS: AUTHORITY_FILE } };
const HERE = "127.0.0.1";

describe.concurrent("nginx ends TLS before the API", () => {
  needs("nginx", "setpriv");

  test("with its intermediate certificate sent along, the gate opens", async () => {
    const world = await createWorld();
    const { key, cert } = await issue(HERE, { incomplete: true });
    const tls = { key, cert: `${cert}\n${INTERMEDIATE}` };
    const nginx = await startNginx({ upstream: world.simulator.port, tls });
    const run = await world.run({ "api-url": nginx.apiUrl }, trusted);
    expect(run).toMatchObject({ code: 0, outputs: { result: "completed" } });
    expect(await nginx.statuses()).toEqual([200]);
  });

  test.each([
    ["whose intermediate is missing", { incomplete: true }, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["not valid yet", { notYetValid: true }, "CERT_NOT_YET_VALID"],
  ])("a certificate %s closes at once, and no request comes through", async (_, oddities, code) => {
    const world = await createWorld();
    const tls = await issue(HERE, oddities);
    const nginx = await startNginx({
      upstream: world.simulator.port,
      tls,
      http: "ssl_ciphers DEFAULT:@SECLEVEL=0;",
    });
    const run = await world.run({ "api-url": nginx.apiUrl }, trusted);
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable", requests: "1" } });
    expect(run.stdout).toMatch(new RegExp(`::error .*not trusted \\(${code}`));
    expect(run.unhinderedMs).toBeLessThan(6_000);
    expect(await nginx.statuses()).toEqual([]);
    expect(world.simulator.seen).toEqual([]);
  });

  test("a certificate that was renewed wrongly while we wait closes the gate", async () => {
    const world = await createWorld({ course: ENDLESS });
    const nginx = await startNginx({ upstream: world.simulator.port, tls: await issue(HERE) });
    const other = await issue("other.example");
    let renewal: Promise<void> | undefined;
    const renew = async (): Promise<void> => {
      await nginx.stop();
      await Promise.all([nginx.write("cert.pem", other.cert), nginx.write("key.pem", other.key)]);
      await nginx.start();
    };
    const run = await world.run(
      { "api-url": nginx.apiUrl },
      {
        ...trusted,
        onOutput(text) {
          if (text.includes("is in_progress")) renewal ??= renew();
        },
      },
    );
    await renewal;
    expect(run).toMatchObject({
      code: 1,
      outputs: { result: "unavailable", status: "in_progress" },
    });
    expect(run.stdout).toContain("not trusted (ERR_TLS_CERT_ALTNAME_INVALID");
    expect(new Set(await nginx.statuses())).toEqual(new Set([200]));
  });

  test.each([
    ["speaks TLS 1.1 and no later", true, "alert protocol version|unsupported protocol"],
    ["speaks no TLS", false, "wrong version number|packet length too long"],
  ])("a server that %s is unavailable when the time is up", async (_, hasTls, words) => {
    const world = await createWorld();
    const nginx = await startNginx({
      upstream: world.simulator.port,
      ...(hasTls && { tls: await issue(HERE) }),
      http: "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT:@SECLEVEL=0;",
    });
    const url = nginx.apiUrl.replace("http:", "https:");
    const run = await world.run({ "api-url": url, timeout: "5s" }, trusted);
    expect(run).toMatchObject({ code: 1, outputs: { result: "unavailable" } });
    expect(run.stdout).toMatch(new RegExp(`::error .*(${words})`));
    expect(run.unhinderedMs).toBeLessThan(7_000);
    expect(world.simulator.seen).toEqual([]);
  });
});
