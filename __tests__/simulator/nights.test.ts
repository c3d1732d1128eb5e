import { expect, test } from "vitest";
import { ask, withSimulator } from "./asking.ts";
import { type ShownBackup, type Course, Host } from "../../simulator/wpengine/host.ts";

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 26, 12);
const course: Course = { requestedMs: 10_000, inProgressMs: 240_000, ending: "aborted" };

const listed = (host: Host, id: string): readonly ShownBackup[] => host.backups(id, 100, 0).rows;

test("each install has a completed backup for each of the last nights", () => {
  const host = new Host({ nights: 3, now: () => NOON });
  host.course = course;
  const [one, other] = [host.addInstall("torquemag"), host.addInstall("torquemag2")];
  const nights = listed(host, one.id);
  expect(nights.map(({ create_time }) => create_time.slice(0, 10))).toEqual([
    "2026-11-24",
    "2026-11-25",
    "2026-11-26",
  ]);
  for (const night of nights) {
    expect(night).toMatchObject({ status: "completed", description: "Automatic nightly backup" });
    expect(night.create_time).toMatch(/T0[1-4]:/);
    const tookMs = Date.parse(night.complete_time ?? "") - Date.parse(night.create_time);
    expect(Math.abs(tookMs - 250_000)).toBeLessThanOrEqual(24_000);
    expect(host.backup(one.id, night.id)).toEqual(night);
  }
  expect(listed(host, one.id)).toEqual(nights);
  expect(listed(host, other.id)).toHaveLength(3);
  const timesOf = (id: string): unknown[] => listed(host, id).map((night) => night.create_time);
  expect(timesOf(other.id)).not.toEqual(timesOf(one.id));
});

test("each new night adds a backup after the requested ones", () => {
  let now = NOON;
  const host = new Host({ nights: 1, now: () => now });
  const { id } = host.addInstall("torquemag");
  const { id: byHand } = host.addBackup(id);
  now += DAY_MS;
  const rows = listed(host, id);
  expect(rows.map((row) => (row.id === byHand ? "by hand" : row.create_time.slice(0, 10)))).toEqual(
    ["2026-11-26", "by hand", "2026-11-27"],
  );
});

test("nightly backups end even if other backups of the install never end", () => {
  const host = new Host({ nights: 1, now: () => NOON });
  host.course = { ...course, inProgressMs: Infinity };
  expect(listed(host, host.addInstall("torquemag").id)).toMatchObject([{ status: "completed" }]);
});

test("only a server with the option lists them", async () => {
  const count = (options: { nights?: number }): Promise<unknown> =>
    withSimulator(options, async (simulator, installId) => {
      const { body } = await ask(simulator, "list", `/installs/${installId}/backups`);
      return body["count"];
    });
  expect(await count({ nights: 5 })).toBe(5);
  expect(await count({})).toBe(0);
});
