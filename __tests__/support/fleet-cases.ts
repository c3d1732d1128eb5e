import { expect } from "vitest";
import type { Target, BackupSpec } from "../../src/model/target.ts";
import type { InstallId } from "../../src/model/ids.ts";
import type { FakeClock } from "../../simulator/clock.ts";
import type { Operation } from "../../simulator/wpengine/faults.ts";
import type { BackupBody, Course, Host } from "../../simulator/wpengine/host.ts";
import {
  type FleetPlan,
  type FleetStory,
  type Got,
  runFleetVirtually,
  specNew,
} from "./virtual-api.ts";

export const HOUR_MS = 3_600_000;
/** Time between two requests of a fleet without faults. */
export const SPACING_MS = 200;
export const COMPLETED: Course = { requestedMs: 0, inProgressMs: 1_000, ending: "completed" };
export const SLOW: Course = { requestedMs: 1_000, inProgressMs: 10 * HOUR_MS, ending: "completed" };
export const ABORTING: Course = { requestedMs: 1_000, inProgressMs: 4_000, ending: "aborted" };

export const installId = (index: number): InstallId =>
  `10000000-0000-4000-8000-${String(index).padStart(12, "0")}` as InstallId;
export const nameOf = (index: number): string => `site${index}`;

/** Prepares the simulated API once the installs exist. */
export type Setup = (host: Host, clock: FakeClock) => void;

/** Targets that each request a new backup. */
export const requesting =
  (count: number, spec: BackupSpec = specNew(), setUp: Setup = () => undefined) =>
  (host: Host, clock: FakeClock): Target[] => {
    const targets = Array.from({ length: count }, (_, index): Target => {
      host.addInstall(nameOf(index), installId(index));
      return { install: { id: installId(index) }, spec };
    });
    setUp(host, clock);
    return targets;
  };

/** Sets the courses of the next backups of these installs. */
export const courses =
  (of: Readonly<Record<number, Course>>, otherwise = SLOW): Setup =>
  (host) => {
    host.course = otherwise;
    for (const [index, course] of Object.entries(of)) {
      host.courses.set(installId(Number(index)), course);
    }
  };

export const on = ({ got }: FleetStory, operation: Operation): Got[] =>
  got.filter((request) => request.operation === operation);
export const createdOf = ({ host }: FleetStory, index: number): BackupBody[] =>
  host.everything(installId(index));
export const lastBegunAt = ({ got }: FleetStory): number => got.at(-1)?.atMs ?? NaN;

/** Runs a fleet. Expects at most this many create requests per install, and none before the end of a `Retry-After`. */
export async function hold(plan: FleetPlan, creates = 1): Promise<FleetStory> {
  const story = await runFleetVirtually(plan);
  const counts = new Map<string, number>();
  for (const { installId: id } of on(story, "create")) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(creates);
  expect(story.heldBack).toEqual([]);
  return story;
}
