/** Lines in the engine's output, beside the resource that they are about. */
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export interface EngineLog {
  /** Shows what is being waited for, until the next status or until the resource is done. */
  status(urn: string, text: string): void;
  /** Stays in the output. */
  warn(urn: string, text: string): void;
}

/** The engine passes its address as the last argument to a plugin; without an address, the log goes nowhere. */
export function connectEngineLog(programArguments = process.argv.slice(2)): EngineLog {
  const address = programArguments.filter(argument => /:\d+$/.test(argument)).at(-1);
  if (address === undefined) return { status: () => {}, warn: () => {} };
  const client = new EngineClient(address, grpc.credentials.createInsecure());
  const log = (urn: string, text: string, severity: LogSeverity, ephemeral: boolean) => {
    const request = new LogRequest().setUrn(urn).setMessage(text).setSeverity(severity).setEphemeral(ephemeral);
    // An engine that no longer listens is about to end this plugin anyway.
    client.log(request, () => {});
  };
  return {
    status: (urn, text) => log(urn, text, LogSeverity.INFO, true),
    warn: (urn, text) => log(urn, text, LogSeverity.WARNING, false),
  };
}
