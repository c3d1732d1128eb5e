import type { Host } from "../../../simulator/wpengine/host.ts";
import type { BackupId } from "../../../src/model/ids.ts";
import type { Target } from "../../../src/model/target.ts";
import type { Result } from "../../../src/model/verdict.ts";
import { installId, nameOf } from "../../support/fleet-cases.ts";
import type { Fate, FleetStory, Got } from "../../support/virtual-api.ts";

export const status = (code: number, more: Partial<Fate> = {}): Fate => ({
  kind: "status",
  status: code,
  tookMs: 50,
  ...more,
});

/** A backup of the install that is given. */
export const given = (
  host: Host,
  index: number,
  backup: Parameters<Host["addBackup"]>[1],
): Target => {
  host.addInstall(nameOf(index), installId(index));
  const { id } = host.addBackup(installId(index), backup);
  return {
    install: { id: installId(index) },
    spec: { kind: "existing", backupId: id as BackupId },
  };
};

/** Installs of which a backup of this age and course is given each. */
export const giving =
  (count: number, backup: Parameters<Host["addBackup"]>[1]) =>
  (host: Host): Target[] =>
    Array.from({ length: count }, (_, index) => given(host, index, backup));

export const ofInstall = ({ got }: FleetStory, index: number): Got[] =>
  got.filter((request) => request.installId === installId(index));
export const results = ({ records }: FleetStory): (Result | undefined)[] =>
  records.map(({ ended }) => ended?.verdict.result);
export const causes = ({ records }: FleetStory): unknown[] =>
  records.map(({ ended }) => ended?.verdict.cause);
export const times = <T>(count: number, value: T): T[] =>
  Array.from({ length: count }, () => value);
