import type { FieldError, ThalwegError } from "@thalweg/client";

/** Those of a field, and with `deep` those of what lies in it. */
export function faultsAt(
  faults: readonly FieldError[],
  path: string,
  deep = false,
): readonly FieldError[] {
  return faults.filter((fault) => isAt(fault, path, deep));
}

/** Those that no field of a form shows at its place. */
export function otherFaults(
  faults: readonly FieldError[],
  paths: readonly string[],
): readonly FieldError[] {
  return faults.filter((fault) => !paths.some((path) => isAt(fault, path, true)));
}

/** What a refusal says of fields. That a name is taken is said of the name, and alone. */
export function faultsOf({ code, message, errors }: ThalwegError): readonly FieldError[] {
  if (code === "name_taken") return [{ path: "name", message }];
  return errors ?? [];
}

/** A try is asked for with the definition under a name of its own, by which its faults begin. */
export function withoutRoot(faults: readonly FieldError[], root: string): readonly FieldError[] {
  return faults.map(({ path, message }) => ({
    path: path.startsWith(`${root}.`) ? path.slice(root.length + 1) : path,
    message,
  }));
}

function isAt(fault: FieldError, path: string, deep: boolean): boolean {
  return fault.path === path || (deep && fault.path.startsWith(`${path}.`));
}
