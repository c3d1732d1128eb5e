import { readSettings } from "../../../src/inputs/settings.ts";
import type { Target } from "../../../src/model/target.ts";
import { BACKUP_ID, INSTALL_ID } from "../../support/fixtures.ts";

/** The inputs that every step needs. */
const GIVEN = {
  "install-id": INSTALL_ID,
  "backup-id": BACKUP_ID,
  "api-username": "user",
  "api-password": "hunter2-hunter2",
};

/** The variables in which the runner passes these inputs, beside the needed ones. */
export function environment(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...GIVEN, ...inputs }).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]),
  );
}

export function targetsOf(inputs: Readonly<Record<string, string>>): readonly Target[] {
  return readSettings(environment(inputs)).targets;
}

/** What the reading of these inputs throws, as a text. */
export function breachesOf(
  inputs: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): string {
  try {
    readSettings({ ...environment(inputs), ...env });
  } catch (error) {
    return String(error);
  }
  return "none";
}
