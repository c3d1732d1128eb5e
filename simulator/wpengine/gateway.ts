import type { Fault, Operation } from "./faults.ts";
import { readSwagger } from "./swagger.ts";

interface Swagger {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: object }>>>
  >;
}

const BACKUPS = "/installs/{install_id}/backups";
const PLACES: Readonly<Record<Operation, readonly [path: string, method: string]>> = {
  status: ["/status", "get"],
  user: ["/user", "get"],
  installs: ["/installs", "get"],
  list: [BACKUPS, "get"],
  create: [BACKUPS, "post"],
  show: [`${BACKUPS}/{backup_id}`, "get"],
  restore: [`${BACKUPS}/{backup_id}/restore`, "post"],
};
/** The gateway itself sends this status if the API takes longer than 29 s. */
const TIMEOUT = 504;

/** The gateway in front of the API. It does not pass on a status that the description of the operation does not list. */
export class Gateway {
  readonly #paths = (readSwagger() as Swagger).paths;

  /** The fault as a client sees it: an unlisted status becomes a 500 with the same body. */
  pass(fault: Fault, operation: Operation): Fault {
    if (fault.kind !== "answer" && fault.kind !== "hang-in-body") return fault;
    const { raw = false, status } = fault;
    if (raw || status === undefined || status === TIMEOUT) return fault;
    if (this.#lists(operation, status)) return fault;
    return { ...fault, status: 500, headers: { "content-type": "application/json" } };
  }

  #lists(operation: Operation, status: number): boolean {
    const [path, method] = PLACES[operation];
    return Object.hasOwn(this.#paths[path]?.[method]?.responses ?? {}, String(status));
  }
}
