import { InputError } from "./errors.ts";
import type { Target } from "./fleet.ts";
import { parseInstallId } from "./ids.ts";
import type { Environment, InputReader } from "./input-reader.ts";
import type { InputName } from "./inputs.ts";
import type { InstallRef } from "./install.ts";
import { count } from "./prose.ts";
import { MOST_BACKUPS, readWanted, SAMPLE_ID } from "./wanted.ts";

/** The backups to hold the deploy for, in the order of the inputs. What breaches their rules is noted. */
export function readTargets(reader: InputReader<InputName>, env: Environment): Target[] {
  const installs = reader.attempt(() => readInstalls(reader));
  const wanted = readWanted(reader, env);
  if (installs === undefined || wanted === undefined) return [];
  if ("kind" in wanted) return installs.map((install) => ({ install, wanted }));
  reader.attempt(() => {
    if (wanted.length === installs.length) return;
    const fault = `got ${count(wanted.length, "id")} for ${count(installs.length, "install")}`;
    throw new InputError("backup-id", `${fault}; write one for each install, in the same order`);
  });
  return wanted.map((given, index) => ({ install: installs[index], wanted: given })) as Target[];
}

function readInstalls(reader: InputReader<InputName>): InstallRef[] {
  const atMost = MOST_BACKUPS;
  if (reader.isGiven("install-id") && reader.isGiven("install-name")) {
    throw new InputError("install-name", "got a name beside an install-id; remove one of the two");
  }
  if (reader.isGiven("install-name")) {
    const wants = "write the name of the install: letters, digits and hyphens";
    const parse = (text: string): string | undefined =>
      /^[A-Za-z0-9-]{1,100}$/.test(text) ? text : undefined;
    return reader.distinct("install-name", parse, { wants, atMost }).map((name) => ({ name }));
  }
  const wants = `write the UUID of the install, such as ${SAMPLE_ID}`;
  const wantsFirst = `${wants}, or its name as install-name`;
  return reader
    .distinct("install-id", parseInstallId, { wants, wantsFirst, atMost })
    .map((id) => ({ id }));
}
