/** An error response from ARM, worded as Pulumi's plugin passes it on. */
export class ArmError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly reason: string,
  ) {
    super(`Status=${status} Code=${JSON.stringify(code)} Message=${JSON.stringify(reason)}`);
  }
}

/** A long-running operation that ARM accepted and that then failed: the resource exists, as `Failed`. */
export class OperationError extends Error {
  constructor(
    readonly code: string,
    readonly reason: string,
  ) {
    super(`Code=${JSON.stringify(code)} Message=${JSON.stringify(reason)}`);
  }
}
